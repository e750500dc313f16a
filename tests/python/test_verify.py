"""`phantomime verify` against real servers: green on itself, exact on drift, safe for production, sound on bad input."""
import json
import os
import pathlib
import pty
import signal
import subprocess
import tempfile
import threading
import time

from recorder import Recorder
from support import PROGRAM, Server, run_tests, same
from verifier import CLOUD_LOGIN, LOGIN, Quiet, Verified, relay, serving

# Where servers of other profiles differ from 4.10, from wire.md A7 and the errata in B, written before the verifier was
# first run: (profile, what, stub, general place, class, whether safe requests see it).
#   breaking    a client that was written against 4.10 fails
#   compatible  a tolerant one goes on
#   none        no finding: contracts do not depend on it
EVERY = "every stub"
DRIFTS = [
    ("4.5", "A7 Content-Type: text/javascript; that it is JSON on 4.10 is assumed", EVERY, "header Content-Type", "compatible", True),
    ("4.5", "A1 the version itself", "version", "$.version", "none", True),
    ("cloud-2025", "A7 Content-Type: contains json, as on 4.10", EVERY, "header Content-Type", "none", True),
    ("cloud-2025", "A7 envelope order: order of members is no contract", EVERY, "$", "none", True),
    ("cloud-2025", "A7 playbook_run: inputs", "playbook_run: list", "$.data[*].inputs", "compatible", True),
    ("cloud-2025", "A7 playbook_run: outputs", "playbook_run: list", "$.data[*].outputs", "compatible", True),
    ("cloud-2025", "A7 playbook_run: inputs", "playbook_run: one", "$.inputs", "compatible", True),
    ("cloud-2025", "A7 playbook_run: outputs", "playbook_run: one", "$.outputs", "compatible", True),
    ("cloud-2025", "A7 playbook_run: inputs", "playbook runs of a container", "$.data[*].inputs", "compatible", True),
    ("cloud-2025", "A7 playbook_run: outputs", "playbook runs of a container", "$.data[*].outputs", "compatible", True),
    ("cloud-2025", "A6 list rows: new member", "ph_user: list", "$.data[*].last_updated", "compatible", True),
    ("cloud-2025", "A6 list rows: new member", "ph_user: list", "$.data[*].splunk_external_user_type", "compatible", True),
    ("cloud-2025", "A6, S003-10 now in list rows", "ph_user: list", "$.data[*].onboarding_state", "compatible", True),
    ("cloud-2025", "A6, S003-10 now in list rows", "ph_user: list", "$.data[*].externally_managed", "compatible", True),
    ("cloud-2025", "A6, S003-10 now in list rows", "ph_user: list", "$.data[*].show_onboarding", "compatible", True),
    ("cloud-2025", "A6 external_update_needed is gone", "ph_user: one", "$.external_update_needed", "breaking", True),
    ("cloud-2025", "A6 new member", "ph_user: one", "$.last_updated", "compatible", True),
    ("cloud-2025", "A6 new member", "ph_user: one", "$.splunk_external_user_type", "compatible", True),
    ("cloud-2025", "the same, of whoever asks", "own settings", "$.external_update_needed", "breaking", True),
    ("cloud-2025", "the same, of whoever asks", "own settings", "$.last_updated", "compatible", True),
    ("cloud-2025", "the same, of whoever asks", "own settings", "$.splunk_external_user_type", "compatible", True),
    ("cloud-2025", "A7 token endpoint: expires_on is set, in another format", "token of a user", "$.expires_on", "breaking", True),
    ("cloud-2025", "A7 token endpoint: the key is hashed, which is text as well", "token of a user", "$.key", "none", True),
    ("cloud-2025", "A7 misc.parent_playbook_run is an object: of new runs", "playbook_run: one", "$.misc.parent_playbook_run", "compatible", False),
    ("cloud-2025", "A7 404 text of an unknown resource: no stub is one", "(fallback)", "$.message", "none", False),
    ("cloud-2025", "A2 405 of a POST on approvals: a POST", "an approval cannot be created", "status", "none", False),
]
# Users with a token are hidden from lists: without this nothing would be asked of the token endpoint.
TOKEN_OWNER = ("--bind", "token of a user.id=4")


def expected_drifts(profile, checked):
    """The drifts that must be named; those of every stub, for each that was checked."""
    named = set()
    for of, _, stub, place, kind, visible in DRIFTS:
        if of != profile or kind == "none" or not visible:
            continue
        # The one endpoint whose type was application/json already on 4.5.
        stubs = checked - {"system info"} if stub == EVERY else {stub}
        named |= {(one, place, kind) for one in stubs}
    return named


def checked_stubs(run):
    return {check["stub"] for check in run.report["checks"] if check["outcome"] in ("ok", "drift")}


def test_a_server_that_plays_the_pack_meets_it():
    with Server("phantom", "--seed", "7") as server:
        run = Verified("phantom", "--target", server.ready["http"], *TOKEN_OWNER)
    same("exit code", 0, run.code)
    same("findings, noise among them", [], [finding for check in run.report["checks"] for finding in check["findings"]])
    totals = run.report["totals"]
    assert totals["ok"] >= 28, run
    assert sum(totals["assertions"].values()) > 900, run
    same("failed", 0, totals["failed"])
    same("stubs that were checked with ids of their lists", "ok", run.check("details of an approval")["outcome"])
    assert all(check["why"] for check in run.report["checks"] if check["outcome"] == "not run"), run


def test_a_clock_that_is_wrong_is_no_drift():
    for clock in ("frozen@2023-05-05T05:05:05Z", "frozen@2031-01-01T00:00:00Z"):
        with Server("phantom", "--clock", clock) as server:
            run = Verified("phantom", "--target", server.ready["http"])
        same(f"findings at {clock}", set(), run.findings())
        same(f"exit code at {clock}", 0, run.code)


def test_it_goes_through_tls():
    with Server("phantom") as server:
        run = Verified("phantom", "--target", server.ready["https"], "--cacert", server.ready["ca"], "--only", "approval*")
        same("exit code, trusting its CA", 0, run.code)
        refused = Verified("phantom", "--target", server.ready["https"], "--only", "approval*")
        same("exit code, trusting nobody", 4, refused.code)
        assert "--cacert" in refused.err, refused
        same("exit code, with -k", 0, Verified("phantom", "--target", server.ready["https"], "-k", "--only", "approval*").code)


def test_only_safe_requests_are_sent():
    seen = []
    with Server("phantom") as server, serving(relay(server.port("http"), seen)) as url:
        planned = Verified("phantom", "--target", url, "--plan")
        same("sent by --plan", [], seen)
        same("exit code of --plan", 0, planned.code)
        run = Verified("phantom", "--target", url)
    same("exit code", 0, run.code)
    assert len(seen) > 25, seen
    same("unsafe requests", [], [one for one in seen if one[0] not in ("GET", "HEAD", "OPTIONS")])
    unsafe = [check for check in run.report["checks"] if check["safety"] != "safe"]
    assert len(unsafe) >= 10, run
    same("outcome of what is not safe", {"not run"}, {check["outcome"] for check in unsafe})


def test_the_plan_says_what_is_sent_and_what_is_not():
    run = Verified("phantom", "--plan", "--bind", "approval.id=21")
    same("exit code", 0, run.code)
    for line in ("nothing was sent", "creates; allow with --allow creates", "destroys; allow with --allow destroys",
                 "approval.id = 21", "playbook_run.id from GET /rest/playbook_run", "about "):
        assert line in run.out, f"{line!r} is not in\n{run.out}"


def test_servers_of_other_profiles_differ_exactly_by_the_table():
    for profile, login in (("4.5", LOGIN), ("cloud-2025", CLOUD_LOGIN)):
        with Server("phantom", "--profile", profile) as server:
            run = Verified("phantom", "--target", server.ready["http"], "--profile", "4.10", *TOKEN_OWNER, login=login)
            same(f"exit code against {profile}", 1, run.code)
            same(f"drifts of {profile}", sorted(expected_drifts(profile, checked_stubs(run))), sorted(run.findings()))
            least = Verified("phantom", "--target", server.ready["http"], "--profile", "4.10", "--fail-on", "breaking", *TOKEN_OWNER, login=login)
            same(f"exit code for what is breaking against {profile}", 0 if profile == "4.5" else 1, least.code)
            detected = Verified("phantom", "--target", server.ready["http"], *TOKEN_OWNER, login=login)
            same(f"exit code against {profile}, detected", 0, detected.code)
            same(f"findings against {profile}, detected", set(), detected.findings())
            same("profile", f"phantom {profile}", detected.report["subject"])


def test_what_nothing_binds_is_not_run_and_says_so():
    with Server("phantom") as server:
        run = Verified("phantom", "--target", server.ready["http"])
        check = run.check("token of a user")
        same("outcome", "not run", check["outcome"])
        assert "--bind" in check["why"] and "ph_user.id=VALUE" in check["why"], check
        with tempfile.TemporaryDirectory() as folder:
            bindings = pathlib.Path(folder) / "bindings.yaml"
            bindings.write_text("token of a user.id: 4\napproval.id: 22\n")
            run = Verified("phantom", "--target", server.ready["http"], "--bindings", str(bindings))
            same("outcome with bindings", "ok", run.check("token of a user")["outcome"])
            bindings.write_text("aproval.id: 22\nph_user.id: four\n")
            wrong = Verified("phantom", "--target", server.ready["http"], "--bindings", str(bindings))
            same("exit code of bad bindings", 3, wrong.code)
            assert "bindings.yaml:1:1" in wrong.err and "did you mean 'approval.id'" in wrong.err, wrong
            assert "'four' is no value of {id}" in wrong.err, wrong


def test_what_only_the_packs_own_server_has_is_no_drift():
    with Server("phantom") as server, tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder) / "literal.yaml"
        pack.write_text("phantomime: 1\nstubs:\n"
                        "  - {name: there, request: GET /rest/role/1, response: {json: {id: 1, name: Administrator}}}\n"
                        "  - {name: not there, request: GET /rest/role/77, response: {json: {id: 77, name: Nobody}}}\n"
                        "  - {name: no such resource, request: GET /rest/rolle, response: {json: {id: 1}}}\n")
        run = Verified(str(pack), "--target", server.ready["http"])
        same("outcomes", ["ok", "not run", "drift"], [run.check(stub)["outcome"] for stub in ("there", "not there", "no such resource")])
        assert "--bind 'not there.path=/...'" in run.check("not there")["why"], run
        run = Verified(str(pack), "--target", server.ready["http"], "--bind", "not there.path=/rest/role/2")
        same("outcome once it is bound", "ok", run.check("not there")["outcome"])


def test_a_token_goes_where_the_pack_says():
    seen = []
    with Server("phantom") as server, serving(relay(server.port("http"), seen)) as url:
        run = Verified("phantom", "--target", url, "--only", "role*", login={"PHANTOMIME_TOKEN": "this-is-a-token"})
    same("exit code", 0, run.code)
    same("tokens", {"this-is-a-token"}, {headers.get("ph-auth-token") for _, _, headers in seen})


def test_secrets_are_in_no_report():
    password = "hunter2 is + a/secret"

    def echo(handler, status, headers, body):
        if handler.path != "/rest/role":
            return False
        handler.answer_json({"count": 1, "num_pages": 1, "data": [{"id": 1, "name": 5, handler.headers["Authorization"]: password,
                                                                    "x" + password: 1}]})
        return True

    with Server("phantom") as server, serving(relay(server.port("http"), [], echo)) as url, tempfile.TemporaryDirectory() as folder:
        formats = ["text", "json", "junit", "sarif", "github", "html"]
        given = subprocess.run([PROGRAM, "verify", "phantom", "--target", url, "-u", "admin:changeme", "--only", "role*",
                                *[argument for name in formats for argument in ("--report", f"{name}={folder}/{name}")]],
                               capture_output=True, text=True, timeout=60)
        same("exit code", 1, given.returncode)
        assert "on the command line is seen" in given.stderr, given.stderr
        written = [path.read_text() for path in pathlib.Path(folder).iterdir()]
        same("reports", len(formats), len(written))
        for text in [*written, given.stdout, given.stderr]:
            assert "changeme" not in text and "YWRtaW46Y2hhbmdlbWU=" not in text, text
        assert any("redacted" in text for text in written), written


class Counting(Quiet):
    asked = []

    def note(self):
        type(self).asked.append((self.command, self.path, dict(self.headers)))


def test_a_login_that_fails_is_tried_once():
    seen = []
    with Server("phantom") as server, serving(relay(server.port("http"), seen)) as url:
        run = Verified("phantom", "--target", url, "--jobs", "16", login={**LOGIN, "PHANTOMIME_PASSWORD": "wrong"})
        same("exit code", 4, run.code)
        same("requests", 1, len(seen))
        assert "the login failed" in run.err, run
        same("outcomes", {"not run"}, {check["outcome"] for check in run.report["checks"]})
        seen.clear()
        nobody = Verified("phantom", "--target", url, login=None)
        same("exit code without credentials", 4, nobody.code)
        same("requests without credentials", 1, len(seen))
        assert "wants credentials" in nobody.err, nobody


def test_a_login_that_fails_behind_an_open_version_is_tried_once():
    seen = []

    def open_version(handler, status, headers, body):
        if handler.path != "/rest/version":
            return False
        handler.answer_json({"version": "4.10.7"})
        return True

    with Server("phantom") as server, serving(relay(server.port("http"), seen, open_version)) as url:
        run = Verified("phantom", "--target", url, "--jobs", "16", login={**LOGIN, "PHANTOMIME_PASSWORD": "wrong"})
    same("exit code", 4, run.code)
    same("refused requests", 1, len([path for _, path, _ in seen if path != "/rest/version"]))


def test_a_target_that_is_not_the_product_says_what_it_is():
    class Other(Counting):
        asked = []

        def handle_any(self):
            self.note()
            self.answer(404, b"<html><head><TITLE>It\x1b[2J works</TITLE></head></html>", [("Content-Type", "text/html"), ("Server", "Other/1.0")])

    with serving(Other) as url:
        run = Verified("phantom", "--target", url)
    same("exit code", 4, run.code)
    same("requests", 1, len(Other.asked))
    for text in ("GET /rest/version got 404", "Server: Other/1.0", "text/html", "works"):
        assert text in run.err, run
    assert "\x1b" not in run.err + run.out, run


def test_a_version_without_a_profile_is_named():
    class Old(Quiet):
        def handle_any(self):
            self.answer_json({"version": "3.0.1"})

    with serving(Old) as url:
        run = Verified("phantom", "--target", url)
    same("exit code", 4, run.code)
    assert "3.0.1" in run.err and "--profile" in run.err, run


def test_a_target_that_cannot_be_reached_is_not_a_finding():
    with serving(Quiet) as url:
        pass
    run = Verified("phantom", "--target", url)
    same("exit code", 4, run.code)
    assert "refused" in run.err, run
    assert run.report["nothing_checked"], run
    for wrong in ("phantom.example", "ftp://phantom.example", "https://user:secret@phantom.example"):
        named = Verified("phantom", "--target", wrong)
        same(f"exit code of {wrong}", 2, named.code)
        assert "secret" not in named.err, named


def test_a_server_that_dies_meanwhile_leaves_the_rest_reported():
    seen = []

    def die(handler, status, headers, body):
        if len(seen) < 12:
            return False
        handler.close_connection = True
        return True  # without a word

    with Server("phantom") as server, serving(relay(server.port("http"), seen, die)) as url:
        run = Verified("phantom", "--target", url, "--jobs", "1")
    same("exit code", 4, run.code)
    outcomes = [check["outcome"] for check in run.report["checks"]]
    assert outcomes.count("ok") >= 5 and outcomes.count("failed") >= 5, run
    assert len(seen) < 30, seen  # five requests, each tried three times


def changed(path, answer):
    """Answers one path otherwise than the pack does."""
    def change(handler, status, headers, body):
        if handler.path.split("?")[0] != path:
            return False
        answer(handler, headers, body)
        return True
    return change


def finding_of(path, stub, answer, *arguments):
    """(code, check) of a run against a server that answers one path otherwise."""
    with Server("phantom") as server, serving(relay(server.port("http"), [], changed(path, answer))) as url:
        run = Verified("phantom", "--target", url, *arguments)
    others = {check["outcome"] for check in run.report["checks"] if check["stub"] != stub and not check["stub"].startswith(stub.split(":")[0])}
    assert others <= {"ok", "not run"}, run
    return run.code, run.check(stub), run


def test_bad_bodies_are_findings_and_the_rest_is_reported():
    def no_json(handler, headers, body):
        handler.answer(200, b"<html>oops</html>", headers)

    def cut(handler, headers, body):
        handler.answer(200, body[: len(body) // 2], headers, length=len(body))
        handler.close_connection = True

    def cut_cleanly(handler, headers, body):
        handler.answer(200, body[: len(body) // 2], headers)

    for answer, kind in ((no_json, "not JSON"), (cut, "truncated"), (cut_cleanly, "truncated")):
        code, check, run = finding_of("/rest/role", "role: list", answer)
        same("exit code", 1, code)
        same("kinds", [kind], [finding["kind"] for finding in check["findings"]])
        same("what it would have fed", "not run", run.check("role: one")["outcome"])


def test_an_enormous_body_is_not_read_to_its_end():
    written = []

    def enormous(handler, headers, body):
        handler.send_response_only(200)
        for name, value in headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(1 << 34))
        handler.end_headers()
        handler.close_connection = True
        piece = b'"' + b"x" * (1 << 20)
        try:
            for _ in range(1 << 14):
                handler.wfile.write(piece)
                written.append(len(piece))
        except OSError:
            pass

    code, check, run = finding_of("/rest/role", "role: list", enormous)
    assert code == 0, run
    assert any("larger than is compared" in line for line in check["unchecked"]), check
    assert sum(written) < 64 << 20, sum(written)


def test_codings_are_taken_off():
    import gzip

    def coded(handler, headers, body):
        assert "gzip" in handler.headers["Accept-Encoding"]
        handler.answer(200, gzip.compress(body), [*headers, ("Content-Encoding", "gzip")])

    code, check, _ = finding_of("/rest/role", "role: list", coded)
    same("exit code", 0, code)
    same("outcome", "ok", check["outcome"])


def test_redirects_are_not_followed():
    class Elsewhere(Counting):
        asked = []

        def handle_any(self):
            self.note()
            self.answer_json({})

    with serving(Elsewhere) as other:
        def away(handler, headers, body):
            handler.answer(302, b"", [("Location", other + "/rest/role")])

        code, check, run = finding_of("/rest/role", "role: list", away)
    same("exit code", 1, code)
    same("what came there", [], Elsewhere.asked)
    same("findings", [("status", "302")], [(finding["place"], finding["actual"]) for finding in check["findings"]])
    assert any(other in note for note in run.report["notes"]), run


def test_a_target_that_leads_elsewhere_says_whereto():
    class Away(Quiet):
        def handle_any(self):
            self.answer(302, b"", [("Location", "https://phantom.example:443" + self.path)])

    with serving(Away) as url:
        run = Verified("phantom", "--target", url)
    same("exit code", 4, run.code)
    assert "https://phantom.example:443/rest/version" in run.err, run


def test_a_slow_answer_is_not_waited_for():
    release = threading.Event()

    def slow(handler, headers, body):
        handler.send_response_only(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not release.wait(0.05):  # a byte now and then: idle it is not
            try:
                handler.wfile.write(b" ")
            except OSError:
                return

    began = time.monotonic()
    try:
        code, check, _ = finding_of("/rest/role", "role: list", slow, "--timeout", "1s")
    finally:
        release.set()
    same("exit code", 1, code)
    same("outcome", "failed", check["outcome"])
    assert "not complete in time" in check["why"], check
    assert time.monotonic() - began < 30


def test_a_busy_server_is_asked_again():
    tries = []

    def busy(handler, headers, body):
        tries.append(handler.path)
        if len(tries) < 3:
            handler.answer(503, b"", [("Retry-After", "0")])
        else:
            handler.answer(200, body, headers)

    code, check, _ = finding_of("/rest/role", "role: list", busy)
    same("exit code", 0, code)
    same("tries", 3, len(tries))
    same("outcome", "ok", check["outcome"])


def test_one_drift_is_named_at_its_place():
    def renamed(handler, headers, body):
        handler.answer(200, body.replace(b'"name"', b'"title"'), headers)

    code, check, _ = finding_of("/rest/role", "role: list", renamed)
    same("exit code", 1, code)
    same("places", {"$.data[*].name", "$.data[*].title"}, {finding["general_place"] for finding in check["findings"]})


def test_all_pages_of_a_list_are_counted():
    seen = []

    def one_row_less(handler, status, headers, body):
        if not handler.path.startswith("/rest/container?"):
            return False
        page = json.loads(body)
        page["data"] = page["data"][:-1]
        handler.answer(200, json.dumps(page).encode(), headers)
        return True

    with Server("phantom") as server:
        with serving(relay(server.port("http"), seen)) as url:
            run = Verified("phantom", "--target", url, "--only", "container: list")
            same("exit code", 0, run.code)
            assert any("page_size" in path for _, path, _ in seen), seen
        with serving(relay(server.port("http"), [], one_row_less)) as url:
            run = Verified("phantom", "--target", url, "--only", "container: list")
            same("exit code where a page lacks a row", 1, run.code)
            same("findings", {("container: list", "$ all pages", "breaking")}, run.findings())


def test_an_old_report_is_replaced_whole():
    with tempfile.TemporaryDirectory() as folder, Server("phantom") as server:
        report = pathlib.Path(folder) / "report.json"
        report.write_text('{"version": 1, "checks": [{"request": "GET /half')
        run = Verified("phantom", "--target", server.ready["http"], "--only", "role*", "--report", f"html={report}")
        same("exit code", 0, run.code)
        assert report.read_text().startswith("<!"), report.read_text()[:80]
        same("files", ["report.json"], [path.name for path in pathlib.Path(folder).iterdir()])
        unwritable = Verified("phantom", "--target", server.ready["http"], "--only", "role*", "--report", f"html={folder}/no/such.html")
        same("exit code of a report that cannot be written", 4, unwritable.code)
        assert "1 ok" in unwritable.out or "2 ok" in unwritable.out, unwritable


def test_a_contract_that_contradicts_itself_is_located_and_the_rest_checked():
    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder) / "odd.yaml"
        pack.write_text("phantomime: 1\nstubs:\n"
                        "  - {name: sound, request: GET /a, response: {json: {id: 1}}}\n"
                        "  - {name: odd, request: GET /b, contract: {body: {$.id: {type: string}}}, response: {json: {id: 1}}}\n")
        with Server(str(pack)) as server:
            run = Verified(str(pack), "--target", server.ready["http"], login=None)
        same("exit code", 3, run.code)
        assert "odd.yaml:4" in run.err, run
        same("outcome of the sound one", "ok", run.check("sound")["outcome"])


def test_a_command_line_that_cannot_be_meant_is_refused():
    for arguments in (["phantom"], ["phantom", "--target", "http://127.0.0.1:1", "--report", "pdf=x"],
                      ["phantom", "--target", "http://127.0.0.1:1", "--report", "json"],
                      ["phantom", "--target", "http://127.0.0.1:1", "--bind", "x"],
                      ["phantom", "--target", "http://127.0.0.1:1", "--timeout", "0"],
                      ["phantom", "--target", "http://127.0.0.1:1", "--cert", "x"],
                      ["phantom", "--target", "http://127.0.0.1:1", "--token", "x", "-u", "y:z"],
                      ["phantom", "--target", "http://127.0.0.1:1", "--allow", "everything"]):
        run = Verified(*arguments, login=None)
        same(f"exit code of {arguments}", 2, run.code)
    same("exit code of an unknown pack", 3, Verified("no-such-pack", "--target", "http://127.0.0.1:1").code)
    same("exit code of --only that fits nothing", 3, Verified("phantom", "--target", "http://127.0.0.1:1", "--only", "nothing*").code)


def test_a_pack_of_recordings_meets_the_server_it_was_made_of():
    with tempfile.TemporaryDirectory() as folder, Server("phantom") as server:
        recordings = [pathlib.Path(folder) / name for name in ("monday", "tuesday")]
        for recording in recordings:
            with Recorder(recording, "--target", server.ready["http"], "--no-tls") as recorder:
                for target in ("/rest/version", "/rest/role?page_size=0", "/rest/container", "/rest/container/42", "/rest/container/40",
                               "/rest/approval/21/detail_summary_view"):
                    same("status", 200, recorder.send("GET", target, headers={"ph-auth-token": "this-is-a-token"})[0])
        pack = pathlib.Path(folder) / "pack"
        learned = subprocess.run([PROGRAM, "learn", *map(str, recordings), "--out", str(pack)], capture_output=True, text=True, timeout=60)
        same("exit code of learn", 0, learned.returncode)
        assert (pack / "learned/members.yaml").exists()
        run = Verified(str(pack), "--target", server.ready["http"], login={"PHANTOMIME_TOKEN": "this-is-a-token"})
    same("findings", set(), run.findings())
    assert run.code == 0, run


def test_a_learned_file_that_is_wrong_is_located():
    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder)
        (pack / "pack.yaml").write_text("phantomime: 1\npack: {name: p}\nstubs:\n  - {name: a, request: GET /a, response: {json: {id: 1}}}\n")
        (pack / "learned").mkdir()
        (pack / "learned/members.yaml").write_text("phantomime_learned: 1\nmembers:\n  - {stub: a, where: response.body/id, klass: time}\n")
        run = Verified(str(pack), "--plan")
    same("exit code", 3, run.code)
    assert "members.yaml:3" in run.err and "did you mean 'class'" in run.err, run


def test_a_run_that_is_ended_reports_what_it_has():
    reached, release = threading.Event(), threading.Event()

    def hang(handler, status, headers, body):
        if handler.path != "/rest/container":
            return False
        reached.set()
        release.wait(30)
        return False

    with Server("phantom") as server, serving(relay(server.port("http"), [], hang)) as url, tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        process = subprocess.Popen([PROGRAM, "verify", "phantom", "--target", url, "--jobs", "1", "--report", f"json={report}"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **LOGIN})
        assert reached.wait(30)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        release.set()
        same("exit code", 4, process.returncode)
        assert "ended before it was over" in errors, errors
        outcomes = [check["outcome"] for check in json.loads(report.read_text())["checks"]]
        assert "ok" in outcomes and "failed" in outcomes and outcomes.count("not run") > 20, outcomes


def at_terminal(arguments, typed, environment):
    """Runs the program with a terminal of its own, types once it is asked; gives exit code and what the terminal showed."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(PROGRAM, [PROGRAM, *arguments], environment)
    shown = b""
    while b"password of" not in shown:
        shown += os.read(terminal, 4096)
    os.write(terminal, typed.encode() + b"\n")
    try:
        while piece := os.read(terminal, 4096):
            shown += piece
    except OSError:  # the other end is closed
        pass
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


def test_a_password_is_asked_for_and_not_shown():
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PHANTOMIME_")}
    with Server("phantom") as server:
        arguments = ["verify", "phantom", "--target", server.ready["http"], "-u", "admin", "--only", "role*"]
        code, shown = at_terminal(arguments, "changeme", environment)
        same("exit code", 0, code)
        assert "password of admin: " in shown and "changeme" not in shown, shown
        nowhere = Verified(*arguments[1:], login=None)
    same("exit code without a terminal", 2, nowhere.code)
    assert "PHANTOMIME_PASSWORD" in nowhere.err, nowhere


def test_a_netrc_file_says_who_asks():
    with tempfile.TemporaryDirectory() as folder, Server("phantom") as server:
        netrc = pathlib.Path(folder) / "netrc"
        netrc.write_text("machine other login x password y\nmachine 127.0.0.1\n  login admin\n  password changeme\n")
        arguments = ["phantom", "--target", server.ready["http"], "--netrc", "--only", "role*"]
        same("exit code", 0, Verified(*arguments, login={"NETRC": str(netrc)}).code)
        netrc.write_text("machine other login x password y\n")
        unknown = Verified(*arguments, login={"NETRC": str(netrc)})
        same("exit code where it does not know the host", 2, unknown.code)
        assert "127.0.0.1" in unknown.err, unknown


def test_nothing_checked_is_a_failure():
    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder) / "writes.yaml"
        pack.write_text("phantomime: 1\nstubs:\n  - {name: make, request: POST /a, response: {json: {id: 1}}}\n")
        run = Verified(str(pack), "--target", "http://127.0.0.1:1", login=None)
    same("exit code", 1, run.code)
    assert run.report["nothing_checked"], run


if __name__ == "__main__":
    run_tests(globals())
