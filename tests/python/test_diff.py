"""`phantomime diff`: recordings, HAR files and packs held against each other; what it says, its reports, its exit codes."""
import json
import pathlib
import random
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree
import zlib

from recorder import Recorder
from support import PROGRAM, Server, run_tests, same
from verifier import relay, serving

SECRET = "hunter2"
ROWS = [{"id": 1, "name": "one", "time": "2026-01-01T10:00:00.000000Z", "owner": None}, {"id": 2, "name": "two", "time": "2026-01-02T10:00:00.000000Z", "owner": "ann"}]


def diff(a, b, *arguments, expect=0):
    done = subprocess.run([PROGRAM, "diff", str(a), str(b), *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    same(f"exit code of diff {a} {b}\n{done.stdout}{done.stderr}", expect, done.returncode)
    return done.stdout, done.stderr


def report_of(a, b, *arguments, expect=0):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        diff(a, b, "--report", f"json={file.name}", *arguments, expect=expect)
        return json.load(open(file.name))


def findings(report):
    return sorted((f["class"], f["kind"], f["place"]) for check in report["checks"] for f in check["findings"])


def log_line(name, value):
    members = f'"{name}":' + json.dumps(value) + "}"
    return f'{{"crc":"{zlib.crc32(members.encode()):08x}",{members}\n'


def exchange(number, target, body, status=200, method="GET", **more):
    text = body if isinstance(body, str) else json.dumps(body)
    response = {"status": status, "reason": "", "headers": [["Content-Type", "application/json"]], "body": {"size": len(text), "bytes": text}}
    return {"number": number, "session": 1, "connection": 1, "origin": "https://api.example", "began": "2026-01-01T00:00:00.000000Z", "since_start": number,
            "request_took": 1, "first_byte": 2, "took": 3, "request": {"method": method, "target": target, "headers": [["Host", "api.example"]]},
            "response": response, **more}


def recording(folder, name, *exchanges):
    made = pathlib.Path(folder) / name
    made.mkdir()
    head = {"version": 1, "session": 1, "began": "2026-01-01T00:00:00.000000Z", "target": "https://api.example", "redacted": True, "key_id": "k", "program": "test"}
    (made / "exchanges.jsonl").write_text(log_line("session", head) + "".join(log_line("exchange", one) for one in exchanges))
    return made


def har(path, *answers):
    """`answers`: pairs of a target and a body."""
    entries = [{"startedDateTime": "2026-01-01T00:00:00.000Z", "time": 1, "cache": {}, "timings": {"send": 0, "wait": 1, "receive": 0},
                "request": {"method": "GET", "url": "https://api.example" + target, "httpVersion": "HTTP/1.1", "headers": [], "queryString": [], "cookies": [], "headersSize": -1, "bodySize": 0},
                "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "headers": [{"name": "Content-Type", "value": "application/json"}], "cookies": [],
                             "content": {"size": len(body), "mimeType": "application/json", "text": body}, "redirectURL": "", "headersSize": -1, "bodySize": len(body)}}
               for target, body in answers]
    path.write_text(json.dumps({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}}))
    return path


def fresh(rows):
    """The same rows on another day: every value is another."""
    return [{**row, "id": row["id"] + 1000, "name": row["name"] + "x", "time": "2027-05-05T01:02:03.000004Z"} for row in rows]


def test_the_same_session_on_another_day_is_no_difference():
    with tempfile.TemporaryDirectory() as folder:
        a = recording(folder, "a", exchange(1, "/rest/list?page=0", {"data": ROWS}), exchange(2, "/rest/row/1", ROWS[0]), exchange(3, "/rest/row/2", ROWS[1]))
        b = recording(folder, "b", exchange(1, "/rest/list?page=0", {"data": fresh(ROWS)}), exchange(2, "/rest/row/1001", fresh(ROWS)[1]),
                      exchange(3, "/rest/row/1002", fresh(ROWS)[0]))
        out, errors = diff(a, b)
        assert "2 requests · 2 ok" in out and "3 pairs of requests; without a partner: 0 of A, 0 of B" in out, out
        same("errors", "", errors)


DRIFTS = [
    ("a member is gone", {"id": 3, "name": "x", "time": "2026-01-01T10:00:00.000000Z"}, [("breaking", "missing", "$.owner")]),
    ("another type", {**ROWS[0], "id": "3"}, [("breaking", "type", "$.id")]),
    ("null", {**ROWS[0], "name": None}, [("breaking", "null", "$.name")]),
    ("another format", {**ROWS[0], "time": "2026-01-01 10:00:00"}, [("breaking", "format", "$.time")]),
    ("a new member", {**ROWS[0], "more": 1}, [("compatible", "extra", "$.more")]),
    ("no JSON", "<html>", [("breaking", "not JSON", "body")]),
]


def test_drifts_are_found_with_their_class_and_the_line_that_says_otherwise():
    with tempfile.TemporaryDirectory() as folder:
        a = recording(folder, "a", exchange(1, "/rest/row/1", ROWS[0]), exchange(2, "/rest/row/2", ROWS[1]))
        for number, (what, body, expected) in enumerate(DRIFTS):
            b = recording(folder, f"b{number}", exchange(1, "/rest/row/1", body), exchange(2, "/rest/row/2", ROWS[1]))
            report = report_of(a, b, expect=1)
            same(what, expected, findings(report))
            found = report["checks"][0]["findings"][0]
            assert "a/exchanges.jsonl" in json.dumps(found), found
            assert "recorded" in json.dumps(found), found


def test_what_a_itself_answers_now_and_then_is_no_difference():
    with tempfile.TemporaryDirectory() as folder:
        a = recording(folder, "a", exchange(1, "/rest/run/1", {"status": "running", "end": None}), exchange(2, "/rest/run/1", {"status": "done", "end": "x", "took": 3}))
        b = recording(folder, "b", exchange(1, "/rest/run/9", {"status": "done", "end": "y", "took": 1}), exchange(2, "/rest/run/9", {"status": "done", "end": None}))
        diff(a, b)


def test_another_status_breaks_and_says_that_the_body_was_not_looked_at():
    with tempfile.TemporaryDirectory() as folder:
        a = recording(folder, "a", exchange(1, "/rest/row/1", ROWS[0]))
        b = recording(folder, "b", exchange(1, "/rest/row/1", {"failed": True}, status=404))
        report = report_of(a, b, expect=1)
        same("findings", [("breaking", "status", "status")], findings(report))
        assert "headers and body" in json.dumps(report["checks"][0]), report


def test_a_request_without_a_partner_is_never_silently_fine():
    with tempfile.TemporaryDirectory() as folder:
        a = recording(folder, "a", exchange(1, "/rest/row/1", ROWS[0]), exchange(2, "/rest/gone", {}))
        b = recording(folder, "b", exchange(1, "/rest/row/1", ROWS[0]), exchange(2, "/rest/came", {}))
        out, _ = diff(a, b, expect=1)
        assert "B does not ask for it" in out and "only B asks for it" in out and "without a partner: 1 of A, 1 of B" in out, out
        polled = recording(folder, "polled", *[exchange(n, "/rest/row/1", ROWS[0]) for n in range(1, 6)])
        out, _ = diff(recording(folder, "once", exchange(1, "/rest/row/1", ROWS[0])), polled)
        assert "without a partner: 0 of A, 4 of B" in out, out


def test_nothing_compared_is_a_failure():
    with tempfile.TemporaryDirectory() as folder:
        empty = recording(folder, "empty")
        out, _ = diff(empty, empty, expect=1)
        assert "nothing was checked" in out, out
        silent = recording(folder, "silent", {**exchange(1, "/rest/row/1", {}), "response": None})
        log = silent / "exchanges.jsonl"
        one = exchange(1, "/rest/row/1", {})
        del one["response"]
        log.write_text(log.read_text().splitlines(True)[0] + log_line("exchange", {**one, "outcome": "upstream_failed", "failure": "no connection"}))
        diff(silent, silent, expect=1)
        spoken = recording(folder, "spoken", exchange(1, "/rest/row/1", {}))
        out, _ = diff(spoken, silent, expect=1)
        assert "no answer: no connection" in out, out


def test_har_files_are_held_against_each_other_and_against_recordings():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        a = har(folder / "a.har", ("/rest/row/1", json.dumps(ROWS[0])))
        b = har(folder / "b.har", ("/rest/row/2", json.dumps({**ROWS[1], "id": "2"})))
        same("two files", [("breaking", "type", "$.id")], findings(report_of(a, b, expect=1)))
        log = recording(folder, "log", exchange(1, "/rest/row/5", {**ROWS[0], "id": 5}))
        diff(a, log)
        same("a recording and a file", [("breaking", "type", "$.id")], findings(report_of(log, b, expect=1))[:1])


def test_broken_input_is_located_and_the_rest_is_compared():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        a = recording(folder, "a", exchange(1, "/rest/row/1", ROWS[0]), exchange(2, "/rest/row/2", ROWS[1]), exchange(3, "/rest/list", {"data": ROWS}))
        lines = (a / "exchanges.jsonl").read_text().splitlines(True)
        damaged = folder / "damaged"
        shutil.copytree(a, damaged)
        (damaged / "exchanges.jsonl").write_text(lines[0] + lines[1][:60] + "\n" + lines[2] + lines[3])
        out, errors = diff(damaged, a, expect=3)
        assert "damaged/exchanges.jsonl:2" in errors and "2 pairs" in out, out + errors
        torn = folder / "torn"
        shutil.copytree(a, torn)
        (torn / "exchanges.jsonl").write_text("".join(lines[:3]) + lines[3][:50])
        out, errors = diff(torn, a)
        assert "cut off" in errors, errors
        good = har(folder / "good.har", ("/rest/row/1", json.dumps(ROWS[0])))
        entries = json.loads(good.read_text())
        entries["log"]["entries"].append({"request": {"method": "GET", "headers": [{"name": "Authorization", "value": SECRET}]}})
        broken = folder / "broken.har"
        broken.write_text(json.dumps(entries, indent=1))
        out, errors = diff(good, broken, expect=3)
        assert "broken.har:" in errors and "1 ok" in out and SECRET not in out + errors, out + errors
        _, errors = diff(folder / "none", folder / "nothing", expect=3)
        assert errors.count("there is no file, folder or built-in pack") == 2, errors


def test_bodies_beside_that_were_changed_are_said():
    with tempfile.TemporaryDirectory() as folder:
        a = recording(folder, "a", exchange(1, "/rest/row/1", ROWS[0]))
        beside = exchange(1, "/rest/row/1", {})
        beside["response"]["body"] = {"size": 5, "file": "bodies/" + "0" * 64, "digest": "0" * 64}
        b = recording(folder, "b", beside)
        (b / "bodies").mkdir()
        (b / "bodies" / ("0" * 64)).write_text("other")
        out, _ = diff(a, b, expect=1)
        assert "its digest differs" in out, out


def test_every_report_is_written_and_shows_no_secret():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        a = recording(folder, "a", exchange(1, f"/rest/row/1?token={SECRET}", {"password": SECRET, "x": 1}))
        b = recording(folder, "b", exchange(1, f"/rest/row/1?token={SECRET}", {"password": {"is": SECRET}, "x": "\x1b[31m<script>"}))
        files = {name: folder / f"report.{name}" for name in ["text", "json", "junit", "sarif", "github", "html"]}
        out, errors = diff(a, b, *[part for name, file in files.items() for part in ("--report", f"{name}={file}")], expect=1)
        texts = {name: file.read_text() for name, file in files.items()}
        for name, text in [*texts.items(), ("stdout", out + errors)]:
            assert SECRET not in text and "\x1b[31m" not in text, (name, text)
            assert "$.x" in text, (name, text)
        same("command", "diff", json.loads(texts["json"])["command"])
        json.loads(texts["sarif"])
        xml.etree.ElementTree.fromstring(texts["junit"])
        diff(a, b, "--report", "jsn=x", expect=2)
        diff(a, b, "--report", "json", expect=2)
        diff(a, b, "--report", f"json={folder}/no/such/folder/x", expect=4)


def pack(folder, name, stubs):
    made = pathlib.Path(folder) / name
    made.mkdir()
    (made / "pack.yaml").write_text("phantomime: 1\nstubs:\n" + stubs)
    return made


STUB = "  - name: {name}\n    request: {{method: GET, path: '{path}'}}\n    response: {{json: {body}}}\n"


def test_versions_of_a_pack_are_told_apart_into_breaking_compatible_and_documentation():
    with tempfile.TemporaryDirectory() as folder:
        old = pack(folder, "old", STUB.format(name="one", path="/one", body="{a: 1, b: 2}") + STUB.format(name="two", path="/two", body="{}")
                   + STUB.format(name="same", path="/same", body="{a: 1}"))
        new = pack(folder, "new", STUB.format(name="one", path="/one", body="{a: x, c: 1}") + STUB.format(name="three", path="/three", body="{}")
                   + STUB.format(name="same", path="/same", body="{a: 2}").replace("    response", "    provenance: recorded\n    response"))
        report = report_of(old, new, expect=1)
        kept = [one for one in findings(report) if one[0] != "noise"]
        same("findings", [("breaking", "missing", "$.b"), ("breaking", "missing", "request"), ("breaking", "type", "$.a"), ("compatible", "extra", "$.c"),
                          ("compatible", "extra", "request")], kept)
        assert any(one[0] == "noise" and "documentation" in one[2] for one in findings(report)), report
        diff(old, old)
        renamed = pack(folder, "renamed", STUB.format(name="uno", path="/one", body="{a: 1, b: 2}") + STUB.format(name="two", path="/two", body="{}")
                       + STUB.format(name="same", path="/same", body="{a: 1}"))
        diff(old, renamed)


def test_profiles_of_the_phantom_pack_are_versions_of_it():
    diff("phantom", "phantom")
    report = report_of("phantom", "phantom", "--a-profile", "4.10", "--b-profile", "4.5", expect=1)
    assert ("compatible", "header", "header Content-Type") in findings(report), findings(report)
    same("subject and target", ("phantom 4.10", "phantom 4.5"), (report["subject"], report["target"]))
    diff("phantom", "phantom", "--b-profile", "4.99", expect=3)


def test_a_recording_of_the_phantom_pack_keeps_its_contracts():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        with Server("phantom", "--no-tls") as server:
            with Recorder(folder / "a", "--target", server.ready["http"], "--no-tls") as recorder:
                auth = {"Authorization": "Basic YWRtaW46Y2hhbmdlbWU="}
                for target in ["/rest/container", "/rest/approval", "/rest/playbook_run", "/rest/ph_user", "/nowhere"]:
                    recorder.send("GET", target, headers=auth)
        out, errors = diff("phantom", folder / "a")
        assert "no stub of the pack answers it" in out and "5 exchanges, 1 of them without a stub" in out, out + errors


LOGIN = ("--a-user", "admin:changeme", "--b-user", "admin:changeme")


def test_two_live_servers_are_asked_what_is_safe_and_held_against_each_other():
    with Server("phantom", "--no-tls", "--quiet") as a, Server("phantom", "--no-tls", "--quiet") as b, Server("phantom", "--no-tls", "--quiet", "--profile", "cloud-2025") as other:
        seen = []
        with serving(relay(b.port("http"), seen)) as target:
            out, _ = diff(a.ready["http"], target, "--requests", "phantom", *LOGIN)
        assert "0 drift" in out and "without a partner: 0 of A, 0 of B" in out, out
        same("methods", {"GET"}, {method for method, _, _ in seen})
        cloud = ("--a-user", "admin:changeme", "--b-user", "soar_local_admin:changeme")
        report = report_of(a.ready["http"], other.ready["http"], "--requests", "phantom", *cloud, expect=1)
        assert ("breaking", "missing", "$.external_update_needed") in findings(report), findings(report)
        assert ("compatible", "extra", "$.data[0].outputs") in findings(report), findings(report)


def test_a_live_server_is_held_against_a_recording_by_asking_what_was_recorded():
    with tempfile.TemporaryDirectory() as folder, Server("phantom", "--no-tls") as server:
        folder = pathlib.Path(folder)
        with Recorder(folder / "a", "--target", server.ready["http"], "--no-tls") as recorder:
            auth = {"Authorization": "Basic YWRtaW46Y2hhbmdlbWU="}
            for target in ["/rest/container", "/rest/container/42", "/rest/approval/21"]:
                recorder.send("GET", target, headers=auth)
            recorder.send("POST", "/rest/container", json.dumps({"name": "x"}), {**auth, "Content-Type": "application/json"})
        out, _ = diff(folder / "a", server.ready["http"], "--b-user", "admin:changeme", expect=1)
        assert "3 ok" in out and "1 request not sent" in out and "B does not ask for it" in out, out
        reads = recording(folder, "reads", *[exchange(n, target, {}) for n, target in enumerate(["/rest/container", "/rest/container/42"], 1)])
        diff(server.ready["http"], reads, "--a-user", "admin:changeme", expect=1)


def test_live_servers_that_cannot_be_asked_end_with_4_and_wrong_usage_with_2():
    with tempfile.TemporaryDirectory() as folder, Server("phantom", "--no-tls") as server:
        url = server.ready["http"]
        reads = recording(folder, "reads", exchange(1, "/rest/container", {}))
        seen = []
        with serving(relay(server.port("http"), seen)) as target:
            _, errors = diff(reads, target, "--b-user", "admin:wrong", expect=2)
        same("a login that fails is tried once", 1, len(seen))
        assert "wrong" not in errors.replace("is wrong", ""), errors
        diff(reads, "http://127.0.0.1:1", expect=4)
        _, errors = diff(url, url, expect=2)
        assert "--requests" in errors, errors
        _, errors = diff("phantom", url, expect=2)
        assert "phantomime verify" in errors, errors


def test_long_recordings_in_any_order_are_compared_in_flat_memory():
    with tempfile.TemporaryDirectory() as folder:
        rows = [exchange(n, f"/rest/row/{n}", {**ROWS[0], "id": n}) for n in range(1, 801)]
        others = [{**one} for one in rows]
        random.Random(5).shuffle(others)
        a, b = recording(folder, "a", *rows), recording(folder, "b", *[{**one, "number": n} for n, one in enumerate(others, 1)])
        out, _ = diff(a, b)
        assert "800 pairs" in out, out


if __name__ == "__main__":
    run_tests(globals())
