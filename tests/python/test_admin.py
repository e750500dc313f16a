"""The admin API over the wire: every operation of its OpenAPI document, each answer against that document, bad input too."""
import http.client
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import urllib.request

from support import PROGRAM, SKIPPED, Server, run_tests, same

try:
    import jsonschema
except ImportError as missing:
    print(f"skipped: {missing}; apt-get install python3-jsonschema")
    raise SystemExit(SKIPPED)

PACK = """\
phantomime: 1
collections:
  thing:
    rows: [{id: 1, name: first, key: s3cret}]
    fields: {id: integer, name: {type: text}, key: {type: text, shown: never, secret: true}}
machines:
  door: {initial: shut, final: [open], transitions: {open: {from: shut, to: open}}}
stubs:
  - name: keys
    request: GET /keys
    response: {computed: "{{ pluck(rows(\\"thing\\"), \\"key\\") }}"}
  - name: greeting
    request: GET /hello
    response: {text: hello}
"""
PREFIX = "/__phantomime"
MINE = {"name": "mine", "request": "GET /mine", "response": {"json": {"mine": True}}}


class Admin:
    """A server with PACK, asked by the rules of its own document; remembers which operations were."""

    def __init__(self, *arguments, **options):
        self.arguments, self.options, self.called = arguments, options, set()

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.file = pathlib.Path(self.temporary.name) / "pack.yaml"
        self.file.write_text(PACK)
        self.server = Server(str(self.file), "--quiet", *self.arguments, **self.options).__enter__()
        return self

    def __exit__(self, *exception):
        self.server.__exit__(*exception)
        self.temporary.cleanup()

    def send(self, method, target, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port("http"), timeout=20)
        connection.request(method, target, body=body, headers=headers or {})
        answer = connection.getresponse()
        result = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return result

    def load(self):
        self.document = json.loads(self.send("GET", PREFIX + "/openapi.json")[2])
        return self

    def validate(self, schema, value):
        # References start at the document's root: beside its components the schema is complete under any validator.
        jsonschema.Draft202012Validator({**schema, "components": self.document["components"]}).validate(value)

    def ask(self, method, path, status, body=None, form=None):
        """Sends, checks status, type and schema as the document has them for the path (of that form); returns the JSON."""
        operation = self.document["paths"][(form or path).split("?")[0]][method.lower()]
        self.called.add((method, (form or path).split("?")[0]))
        sent = json.dumps(body) if isinstance(body, (dict, list)) else body
        got, headers, text = self.send(method, PREFIX + path, sent)
        same(f"{method} {path} {text}", status, got)
        described = operation["responses"].get(str(status), operation["responses"]["default"])
        if "content" not in described:
            same("body", b"", text)
            return None
        (media, content), = described["content"].items()
        same("type", media, headers["Content-Type"])
        value = json.loads(text) if media.endswith("json") else text.decode()
        self.validate(content["schema"], value)
        if status < 400 and sent is not None:
            self.validate(operation["requestBody"]["content"]["application/json"]["schema"], body)
        return value


def test_every_operation_answers_as_its_document_says():
    with Admin() as admin:
        admin.load()
        same("health", True, admin.ask("GET", "/health", 200)["ready"])
        admin.ask("GET", "/openapi.json", 200)
        same("run time", True, admin.ask("POST", "/stubs", 201, MINE)["run_time"])
        same("played", (200, b'{"mine":true}'), admin.send("GET", "/mine")[::2])
        same("status", 404, admin.send("GET", "/mien?token=hunter2", headers={"Cookie": "sid=hunter2"})[0])
        admin.ask("PUT", "/stubs/mine", 200, {**MINE, "response": {"text": "changed"}}, form="/stubs/{id}")
        same("played", b"changed", admin.send("GET", "/mine")[2])
        same("stubs", ["mine", "keys", "greeting"], [stub["name"] for stub in admin.ask("GET", "/stubs", 200)["stubs"]])
        page = admin.ask("GET", "/journal?limit=2", 200)
        same("kinds", ["matched", "unmatched"], [entry["kind"] for entry in page["entries"]])
        same("next page", [3], [entry["number"] for entry in admin.ask("GET", f"/journal?since={page['next']}", 200)["entries"]])
        near = admin.ask("GET", "/near-misses", 200)["near_misses"]
        same("nearest", "mine", near[0]["nearest"][0]["stub"])
        assert "hunter2" not in json.dumps([page, near])
        answer = admin.ask("POST", "/verify", 200, {"request": "GET /mine", "times": {"exactly": 2}})
        same("verified", (True, 2), (answer["passed"], answer["count"]))
        answer = admin.ask("POST", "/verify", 200, {"in_order": ["GET /mine", {"path": "/other"}]})
        same("verified", (False, 1), (answer["passed"], answer["count"]))
        admin.ask("DELETE", "/journal", 204)
        same("entries", [], admin.ask("GET", "/journal", 200)["entries"])
        admin.ask("DELETE", "/stubs/greeting", 204, form="/stubs/{id}")
        same("removed", 404, admin.send("GET", "/hello")[0])
        same("frozen", True, admin.ask("POST", "/clock", 200, {"freeze": True})["frozen"])
        before = admin.ask("GET", "/clock", 200)["now"]
        assert before < admin.ask("POST", "/clock", 200, {"advance": "30m"})["now"]
        flaky = {"name": "flaky", "request": {"path": "/mine", "query": {"token": "hunter2"}}, "fault": {"truncate": 2}, "delay": "1h"}
        said = admin.ask("PUT", "/faults", 200, {"faults": [flaky, {"request": "GET /mine", "fault": {"content_length": "+1"}}, {"fault": "none"}]})
        same("hits", [0, 0, 0], [fault["hits"] for fault in said["faults"]])
        assert "hunter2" not in json.dumps(said)
        try:
            admin.send("GET", "/mine")
            raise AssertionError("the body is whole")
        except http.client.IncompleteRead as cut:
            same("what came", b"changed", cut.partial)
        same("others", 200, admin.send("GET", "/keys")[0])
        same("hits", [0, 1, 1], [fault["hits"] for fault in admin.ask("GET", "/faults", 200)["faults"]])
        admin.ask("DELETE", "/faults", 204)
        same("sound again", b"changed", admin.send("GET", "/mine")[2])
        admin.ask("PUT", "/faults", 200, {"faults": [{"fault": {"reset": "before_head", "probability": 0.5}}]})
        told = admin.ask("GET", "/state", 200)
        same("state", {"id": 1, "name": "first", "key": "<redacted>"}, told["collections"]["thing"]["rows"][0])
        rows = told["collections"]["thing"]["rows"] + [{"id": 7, "name": "second", "key": "new"}]
        admin.ask("PUT", "/state", 204, {"collections": {"thing": {"rows": rows}}, "machines": {"door": "open"}})
        same("secrets", b'["s3cret","new"]', admin.send("GET", "/keys")[2])
        same("machines", {"door": "open"}, admin.ask("GET", "/state", 200)["machines"])
        admin.ask("POST", "/reset", 204)
        same("as before", told, admin.ask("GET", "/state", 200))
        same("no faults", [], admin.ask("GET", "/faults", 200)["faults"])
        same("runs again", False, admin.ask("GET", "/clock", 200)["frozen"])
        same("back", 200, admin.send("GET", "/hello")[0])
        made = admin.ask("POST", "/spaces", 201, {"name": "mine", "port": 0, "tls": False, "seed": 7, "clock": "frozen@2020-01-22T19:40:00Z"})
        same("found again", made["urls"], admin.ask("POST", "/spaces", 200, {"name": "mine", "port": 0})["urls"])
        same("its clock", "2020-01-22T19:40:00.000000Z", made["clock"]["now"])
        with urllib.request.urlopen(made["urls"]["own"] + "/hello", timeout=20) as answer:
            same("by its port", b"hello", answer.read())
        same("by prefix", 200, admin.send("GET", "/__space/mine/hello")[0])
        same("by header", 200, admin.send("GET", "/hello", headers={"X-Phantomime-Space": "mine"})[0])
        same("its journal", 3, json.loads(admin.send("GET", "/__space/mine" + PREFIX + "/journal")[2])["total"])
        same("the default one's", 1, admin.ask("GET", "/journal", 200)["total"])
        same("spaces", [("default", 1), ("mine", 3)], [(space["name"], space["requests"]) for space in admin.ask("GET", "/spaces", 200)["spaces"]])
        admin.ask("DELETE", "/spaces/mine", 204, form="/spaces/{name}")
        assert "phantomime_build_info" in admin.ask("GET", "/metrics", 200)
        operations = {(method.upper(), path) for path, item in admin.document["paths"].items() for method in item}
        same("operations that no test called", set(), operations - admin.called)


def test_bad_input_gets_problem_json_that_names_what_is_wrong():
    rows = [
        ("POST", "/stubs", None, 400, "{", "pointer", ""),
        ("POST", "/stubs", None, 400, {**MINE, "response": {"status": "ok"}}, "pointer", "/response/status"),
        ("POST", "/stubs", None, 400, {**MINE, "respnse": {}}, "pointer", "/respnse"),
        ("POST", "/stubs", None, 409, {**MINE, "name": "greeting"}, "pointer", "/name"),
        ("PUT", "/stubs/none", "/stubs/{id}", 404, MINE, "parameter", "id"),
        ("PUT", "/stubs/greeting", "/stubs/{id}", 400, MINE, "pointer", "/name"),
        ("DELETE", "/stubs/%00%ff", "/stubs/{id}", 404, None, "parameter", "id"),
        ("GET", "/journal?limit=none", None, 400, None, "parameter", "limit"),
        ("GET", "/journal?stauts=404", None, 400, None, "parameter", "stauts"),
        ("GET", "/near-misses?since=-1", None, 400, None, "parameter", "since"),
        ("POST", "/verify", None, 400, {"request": {"path": "/x", "method": 7}}, "pointer", "/request/method"),
        ("POST", "/verify", None, 400, {"request": "GET /x", "times": {"exactly": "1"}}, "pointer", "/times/exactly"),
        ("POST", "/verify", None, 400, b'{"request": "GET /\xff"}', "pointer", ""),
        ("POST", "/verify", None, 400, "[" * 100_000, "pointer", ""),
        ("POST", "/stubs", None, 413, " " * (1 << 20) + "{}", "pointer", ""),
        ("POST", "/reset", None, 400, "{}", "pointer", ""),
        ("POST", "/clock", None, 400, {"advance": "-1s"}, "pointer", "/advance"),
        ("POST", "/clock", None, 400, {"freeze": "yesterday"}, "pointer", "/freeze"),
        ("POST", "/clock", None, 400, {"run": True, "freeze": True}, "pointer", ""),
        ("POST", "/clock", None, 400, "[", "pointer", ""),
        ("PUT", "/faults", None, 400, [], "pointer", ""),
        ("PUT", "/faults", None, 400, {"faults": [{"fault": {"rest": "in_head"}}]}, "pointer", "/faults/0/fault/rest"),
        ("PUT", "/faults", None, 400, {"faults": [{"fault": "reset"}, {"name": "nothing"}]}, "pointer", "/faults/1"),
        ("PUT", "/faults", None, 400, {"faults": [{"fault": "reset", "probability": 2}]}, "pointer", "/faults/0/probability"),
        ("PUT", "/faults", None, 400, {"faults": [{"fault": {"tls_handshake": "alert"}, "request": "GET /x"}]}, "pointer", "/faults/0/request"),
        ("PUT", "/faults", None, 400, {"faults": [{"fault": "reset"}] * 101}, "pointer", "/faults"),
        ("PUT", "/state", None, 400, {"collections": {"things": {"rows": []}}}, "pointer", "/collections/things"),
        ("PUT", "/state", None, 400, {"collections": {"thing": {"rows": [{"id": 1, "name": 5, "key": "k"}]}}}, "pointer", "/collections/thing/rows/0/name"),
        ("PUT", "/state", None, 400, {"collections": {"thing": {"rows": []}}, "machines": {"door": "ajar"}}, "pointer", "/machines/door"),
        ("PUT", "/state", None, 400, " " * (15 << 20) + "[", "pointer", ""),  # larger than others may be
        ("POST", "/spaces", None, 400, {"name": "a b"}, "pointer", "/name"),
        ("POST", "/spaces", None, 400, {"name": "a", "clock": "frozen@noon"}, "pointer", "/clock"),
        ("POST", "/spaces", None, 409, {"name": "default", "port": 0}, "pointer", "/port"),
        ("DELETE", "/spaces/none", "/spaces/{name}", 404, None, "parameter", "name"),
        ("DELETE", "/spaces/default", "/spaces/{name}", 409, None, "parameter", "name"),
    ]
    with Admin() as admin:
        admin.load()
        before = admin.ask("GET", "/stubs", 200), admin.ask("GET", "/state", 200)
        for method, path, form, status, body, member, name in rows:
            problem = admin.ask(method, path, status, body, form)
            same(f"{method} {path} {problem}", name, problem["errors"][0][member])
            same("title and status", (True, status), (bool(problem["title"]), problem["status"]))
        same("nothing is half-applied", before, (admin.ask("GET", "/stubs", 200), admin.ask("GET", "/state", 200)))
        for method, path, status in [("GET", "/nothing", 404), ("PATCH", "/stubs", 405), ("DELETE", "/health", 405)]:
            got, headers, text = admin.send(method, PREFIX + path)
            same(path, (status, "application/problem+json"), (got, headers["Content-Type"]))
            admin.validate(admin.document["components"]["schemas"]["Problem"], json.loads(text))
            same("Allow", status == 405, "Allow" in headers)


def test_pages_of_other_sites_and_rebound_names_are_refused():
    with Admin() as admin:
        port = admin.server.port("http")
        for headers, status in [({"Host": "evil.example"}, 403), ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403),
                                ({"Origin": f"http://127.0.0.1:{port}"}, 200), ({"Host": f"localhost:{port}"}, 200)]:
            same(str(headers), status, admin.send("GET", PREFIX + "/health", headers=headers)[0])


def test_a_token_is_asked_of_everybody_and_never_told():
    environment = {**os.environ, "PHANTOMIME_ADMIN_TOKEN": "s3cret-token"}
    for arguments, options in [(("--admin-token", "s3cret-token"), {}), ((), {"environment": environment})]:
        with Admin(*arguments, **options) as admin:
            status, headers, text = admin.send("GET", PREFIX + "/health")
            same("without", (401, True), (status, headers["WWW-Authenticate"].startswith("Bearer")))
            assert b"s3cret" not in text, text
            same("wrong", 401, admin.send("GET", PREFIX + "/health", headers={"Authorization": "Bearer s3cret-tokem"})[0])
            same("right", 200, admin.send("GET", PREFIX + "/health", headers={"Authorization": "Bearer s3cret-token"})[0])
        same("warned", bool(arguments), "PHANTOMIME_ADMIN_TOKEN" in admin.server.errors)
        assert "s3cret" not in admin.server.errors, admin.server.errors
    result = subprocess.run([PROGRAM, "serve", "--port", "0"], env={**environment, "PHANTOMIME_ADMIN_TOKEN": "a b"}, capture_output=True, text=True,
                            timeout=60)
    same("exit " + result.stderr, 2, result.returncode)


def test_a_verification_sees_every_request_that_was_answered():
    with Admin() as admin:
        admin.load()
        seen = []

        def client(number):
            for turn in range(10):
                target = f"/client/{number}/{turn}"
                admin.send("GET", target)
                answer = json.loads(admin.send("POST", PREFIX + "/verify", json.dumps({"request": "GET " + target, "times": {"exactly": 1}}))[2])
                seen.append(answer["passed"])
                admin.send("POST", PREFIX + "/stubs", json.dumps({**MINE, "name": target}))
        threads = [threading.Thread(target=client, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        same("verifications", [True] * 80, seen)
        same("stubs", 82, len(admin.ask("GET", "/stubs", 200)["stubs"]))


if __name__ == "__main__":
    run_tests(globals())
