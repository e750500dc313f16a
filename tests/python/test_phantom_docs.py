"""Every curl command of the three documentation pages gives the documented answer; the commands are tests/data/phantom_commands.json."""
import http.client
import json
import ssl

import phantom_docs
from support import SOURCE, Server, parse, run_tests, same

COMMANDS = json.loads((SOURCE / "tests/data/phantom_commands.json").read_text())
HEADERS = ["Cache-Control", "Connection", "Content-Length", "Content-Security-Policy", "Content-Type", "Date", "Expires", "Server",
           "Strict-Transport-Security", "Vary", "X-Content-Type-Options", "X-Frame-Options", "X-Xss-Protection"]


def fixture(name):
    return (SOURCE / "fixtures/phantom" / f"{name}.json").read_text()


def get(server, target, method="GET", body=None, headers=None, scheme="https"):
    """(status, header names in order, body) of one request on a connection of its own."""
    context = ssl._create_unverified_context()
    connection = (http.client.HTTPSConnection("127.0.0.1", server.port("https"), context=context, timeout=20) if scheme == "https"
                  else http.client.HTTPConnection("127.0.0.1", server.port("http"), timeout=20))
    connection.request(method, target, body=body, headers=headers if headers is not None else {"ph-auth-token": "this-is-a-token"})
    answer = connection.getresponse()
    result = answer.status, [name for name, _ in answer.getheaders()], answer.read().decode()
    connection.close()
    return result


def test_there_are_thirteen_commands():
    same("commands", 13, len(COMMANDS))


def test_every_command_of_the_pages_gives_its_documented_answer():
    commands = ["\n".join(row["command"]) for row in COMMANDS]
    names = [row["answer"] for row in COMMANDS]
    phantom_docs.compare(commands, names, {name: fixture(name) for name in names})


def test_the_four_detail_views_answer_in_the_pages_order():
    with Server("phantom-docs") as server:
        for number, kind in zip(range(21, 25), ["approvals", "prompts", "manual_tasks", "action_reviews"]):
            status, _, body = get(server, f"/rest/approval/{number}/detail_summary_view")
            same(str(number), (200, parse(fixture(f"approval/detail_{kind}"))), (status, parse(body)))


def test_cancelling_run_47_gives_the_error_body():
    with Server("phantom-docs") as server:
        status, _, body = get(server, "/rest/playbook_run/47", "POST", '{"cancel": true}')
        same("cancel", (400, parse(fixture("playbook_run/cancel_error"))), (status, parse(body)))


def test_any_other_id_is_404_with_the_recorded_55_bytes():
    with Server("phantom-docs") as server:
        for target in ["/rest/playbook_run/48", "/rest/approval/99", "/rest/ph_user/77", "/rest/nothing", "/"]:
            status, headers, body = get(server, target)
            same(target, (404, '{"failed": true, "message": "Requested item not found"}'), (status, body))
            same("length", 55, len(body))
            same("headers", [h for h in HEADERS if h not in ("Cache-Control", "Expires")],
                 [h for h in headers if h != "X-Phantomime-Near-Miss"])


def test_the_thirteen_headers_come_in_their_order_and_case():
    with Server("phantom-docs") as server:
        for scheme in ["https", "http"]:
            same(scheme, HEADERS, get(server, "/rest/approval", scheme=scheme)[1])


def test_bodies_are_spelled_as_python_spells_them():
    with Server("phantom-docs") as server:
        body = get(server, "/rest/ph_user/1")[2]
        same("body", json.dumps(json.loads(fixture("ph_user/one"))), body)


def test_every_documented_way_to_sign_in_is_accepted_and_others_are_401():
    def basic(text):
        import base64
        return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}
    accepted = [basic("admin:changeme"), basic("soar_local_admin:changeme"), basic(":this-is-a-token"), {"ph-auth-token": "this-is-a-token"}]
    refused = [{}, basic("admin:wrong"), basic("changeme:admin"), {"ph-auth-token": "another"}, {"Authorization": "Basic %%%"}]
    with Server("phantom-docs") as server:
        for headers in accepted:
            same(str(headers), 200, get(server, "/rest/approval", headers=headers)[0])
        for headers in refused:
            same(str(headers), 401, get(server, "/rest/approval", headers=headers)[0])
            same(str(headers), 401, get(server, "/rest/nothing", headers=headers)[0])


def test_the_content_type_of_a_request_does_not_matter_and_a_trailing_slash_is_tolerated():
    with Server("phantom-docs") as server:
        for content_type in ["application/json", "application/x-www-form-urlencoded", "text/plain", ""]:
            headers = {"ph-auth-token": "this-is-a-token", "Content-Type": content_type}
            status, _, body = get(server, "/rest/playbook_run/", "POST", '{"container_id": 1, "playbook_id": 2, "run": true}', headers)
            same(content_type, (200, parse(fixture("playbook_run/run"))), (status, parse(body)))


if __name__ == "__main__":
    run_tests(globals())
