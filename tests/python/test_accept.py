#!/usr/bin/env python3
"""`phantomime accept`: thirty findings of `verify` against a server that drifted are written back into a pack under git. Only the lines that say otherwise
change, and the next run is green. And: dry runs, choosing, asking, quarantine, reports that cannot be used.
"""
import contextlib
import datetime
import http.server
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import tempfile
import threading

from support import PROGRAM, run_tests, same

PACK = """\
# A shop, in several hands.
phantomime: 1
pack: {name: shop}
defaults:
  response: {headers: {Content-Type: application/json}}

stubs:
  - {name: order, request: GET /orders/1, response: {file: shop/order.json}}   # as recorded
  - {name: items, request: GET /items, response: {file: shop/items.json}}
  - {name: docs, request: GET /docs, response: {file: shop/docs.json}}
  - name: state
    request: GET /state
    response: {json: {id: 1, name: one, gone: true, when: '2020-01-22T19:39:43.239000Z', free: '2020-01-22T19:39:43.239000Z'}}
  - name: machine
    request: GET /machine
    response: {json: {state: idle, load: 5, kind: 1, log: [1, 2], two: [7, 8], at: '2020-01-22T19:39:43.239000Z'}}
  - {name: teapot, request: GET /teapot, response: {json: {}}}
  - name: headers
    request: GET /headers
    response: {json: {a: 1}, headers: {X-Api: one, Link: '</next>; rel=next'}}
  - name: deep
    request: GET /deep
    response: {json: {a: {b: [{c: {d: 1}}], odd name: x}, m: '{"s": 1}', z: [[1]]}}
"""

CONTRACTS = """\
# What people said.
phantomime: 1

contracts:
  machine:   # the one that matters
    body:
      $.state: {one_of: [idle, busy], provenance: documented}   # the page lists two
      $.load:
        min: 0
        max: 9   # percent
        note: by hand
      $.kind: integer
      "$.log": {order: ascending}
      $.two: {max: 2}
      $.at: {format: timestamp_micros}
      $.never: {absent: true}

  # nothing of the others yet
"""

FILES = {
    "pack.yaml": PACK,
    "contracts.yaml": CONTRACTS,
    "fixtures/shop/order.json": '{\n  "id": 1,\n  "note": "x",\n  "total": 9.50,\n  "when": "2020-01-22T19:39:43.239000Z",\n  "lines": [{"n": 1}, {"n": 2}]\n}\n',
    "fixtures/shop/items.json": '{\n"count": 2,\n"data": [\n{\n"id": 1,\n"name": "tea",\n"price": 4.50,\n"stock": 3\n},\n{\n"id": 2,\n"name": "salt",\n'
                                '"price": 1.25,\n"stock": 100\n}\n]\n}\n',
    "fixtures/shop/docs.json": '{"a": 1, "b": "two", "c": null}\n',
    "fixtures/shop/fixtures.yaml": """\
phantomime: 1
sources:
  page: {title: The page, product: Shop, versions: ["1"], evidence: "recorded [R]"}
fixtures:
  order.json:
    provenance: recorded
    source: page
    section: GET /orders/1
  items.json:
    provenance: assumed
    source: page
    section: GET /items
    note: "it stands to reason"
  docs.json: {provenance: documented, source: page, section: GET /docs}
""",
}

# What the server says today: status, headers beside the type, body.
LIVE = {
    "/orders/1": (200, {}, {"id": "1", "total": 9, "when": "2020-01-22T19:39:43+00:00", "lines": [{"n": 1}], "channel": {"web": True}}),
    "/items": (200, {}, {"count": 2, "data": [{"id": 1, "name": "tea", "price": "4.50", "sku": "a"}, {"id": 2, "name": None, "price": "1.25", "sku": "b"}]}),
    "/docs": (200, {}, {"a": "1", "c": None, "d": [1]}),
    "/state": (200, {}, {"id": None, "name": "seven", "when": "2020-01-22 19:39:43.239+00", "free": "soon", "new": 1.5}),
    "/machine": (200, {}, {"state": "stuck", "load": 12, "kind": "one", "log": [2, 1], "two": [1, 2, 3], "at": "2020-01-22T19:39:43+00:00", "never": "x"}),
    "/teapot": (202, {}, {}),
    "/headers": (200, {"X-Api": "two"}, {"a": 1}),
    "/deep": (200, {}, {"a": {"b": [{"c": {"d": "1"}}]}, "m": '{"s": "x"}', "z": [[None]]}),
}
FINDINGS = 30


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        status, headers, body = LIVE.get(self.path, (404, {}, {}))
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


class Shop:
    """A pack under git in a folder of its own, and a live server that differs from it."""

    def __init__(self, folder, target):
        self.root, self.target = pathlib.Path(folder), target
        self.pack = self.root / "shop"
        for name, text in FILES.items():
            path = self.pack / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("init", "-q")
        self.commit()

    def git(self, *arguments):
        return subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.autocrlf=false", *arguments], cwd=self.root, check=True,
                              capture_output=True, text=True).stdout

    def commit(self):
        self.git("add", "shop")
        self.git("commit", "-q", "-m", "as it is")

    def run(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], cwd=self.root, capture_output=True, text=True, timeout=120)

    def verify(self):
        return self.run("verify", "shop", "--target", self.target, "--report", "json=report.json")

    def report(self):
        return json.loads((self.root / "report.json").read_text())

    def findings(self):
        return [finding for check in self.report()["checks"] for finding in check["findings"] if finding["class"] != "noise"]

    def accept(self, *arguments):
        return self.run("accept", "report.json", *arguments)

    def changed(self):
        """The lines that git says are gone and new, by file; new files too."""
        self.git("add", "--intent-to-add", "shop")
        lines, name = {}, ""
        for line in self.git("diff", "--unified=0", "--no-color").splitlines():
            if line.startswith("+++ ") or line.startswith("--- "):
                name = line[4:].removeprefix("b/").removeprefix("a/") if line != "+++ /dev/null" else name
            elif line[:1] in "+-":
                lines.setdefault(name, []).append(line)
        return lines


@contextlib.contextmanager
def shop():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield Shop(folder, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def expected_changes(note):
    """Line by line: what is gone, and what stands in its place."""
    own = f"provenance: recorded, note: '{note}'"
    return {
        "shop/fixtures/shop/order.json": [
            '-  "id": 1,', '-  "note": "x",', '-  "when": "2020-01-22T19:39:43.239000Z",', '-  "lines": [{"n": 1}, {"n": 2}]',
            '+  "id": "1",', '+  "when": "2020-01-22T19:39:43+00:00",', '+  "lines": [{"n": 1}, {"n": 2}],', '+  "channel": {"web": true}'],
        "shop/fixtures/shop/items.json": ['-"price": 4.50,', '-"stock": 3', '+"price": "4.50",', '+"sku": "a"'],
        "shop/fixtures/shop/fixtures.yaml": [f"+    note: 'in part {note}'", '-    note: "it stands to reason"',
                                             f'+    note: "it stands to reason; in part {note}"'],
        "shop/contracts.yaml": [
            "-      $.state: {one_of: [idle, busy], provenance: documented}   # the page lists two", "-        max: 9   # percent", "-        note: by hand",
            "-      $.kind: integer", '-      "$.log": {order: ascending}', "-      $.two: {max: 2}", "-      $.at: {format: timestamp_micros}",
            "-      $.never: {absent: true}",
            f"+      $.state: {{one_of: [idle, busy, stuck], provenance: recorded, note: '{note}'}}   # the page lists two",
            "+        max: 12   # percent", f"+        note: 'by hand; {note}'", f"+      $.kind: {{type: [integer, string], note: '{note}'}}",
            f"+      \"$.log\": {{order: any, note: '{note}'}}", f"+      $.two: {{max: 3, note: '{note}'}}",
            f"+      $.at: {{format: timestamp, note: '{note}'}}", f"+      $.never: {{type: string, optional: true, note: '{note}'}}",
            "+  items:", "+    body:", f"+      $.data[*].name: {{type: [string, 'null'], {own}}}",
            "+  docs:", "+    body:", f"+      $.a: {{type: [string, integer], {own}}}", f"+      $.b: {{optional: true, {own}}}",
            f"+      $.d: {{type: array, optional: true, {own}}}",
            "+  state:", "+    body:", f"+      $.id: {{type: [integer, 'null'], {own}}}",
            f"+      $.gone: {{optional: true, {own}}}", f"+      $.when: {{format: timestamp, {own}}}", f"+      $.free: {{ignore: true, {own}}}",
            f"+      $.new: {{type: decimal, optional: true, {own}}}",
            "+  teapot: {status: [200, 202]}",
            "+  headers:", "+    headers:", f"+      X-Api: {{one_of: [one, two], {own}}}", f"+      Link: {{optional: true, {own}}}",
            "+  deep:", "+    body:", f"+      $.a.b[*].c.d: {{type: [string, integer], {own}}}", f"+      '$.a[''odd name'']': {{optional: true, {own}}}",
            f"+      $.m.s: {{type: [string, integer], {own}}}", f"+      $.z[*][*]: {{type: [integer, 'null'], {own}}}"],
    }


def test_thirty_findings_change_only_their_lines_and_the_next_run_is_green():
    with shop() as one:
        same("verify finds drift", 1, one.verify().returncode)
        same("so many findings", FINDINGS, len(one.findings()))
        lint_before = one.run("lint", "shop").returncode
        done = one.accept("--all")
        assert done.returncode == 0, done.stderr
        assert "30 findings accepted in 4 files" in done.stderr, done.stderr
        day = one.report()["started"][:10]
        expected, changed = expected_changes(f"accepted: {one.target}, {day}"), one.changed()
        same("the files", sorted(expected), sorted(changed))
        for name, lines in expected.items():
            same(f"the lines of {name}", sorted(lines), sorted(changed[name]))
        again = one.verify()
        assert again.returncode == 0, again.stdout + again.stderr
        same("nothing is found any more", [], one.findings())
        same("lint", lint_before, one.run("lint", "shop").returncode)
        one.commit()
        same("nothing is left to accept", 0, one.accept("--all").returncode)
        same("and nothing changed", {}, one.changed())


def test_a_dry_run_shows_the_edits_and_makes_none():
    with shop() as one:
        one.verify()
        done = one.accept("--kind", "status", "--kind", "missing", "--dry-run")
        assert done.returncode == 0, done.stderr
        assert '-  "note": "x",\n' in done.stdout and "+  teapot: {status: [200, 202]}\n" in done.stdout, done.stdout
        assert "nothing was written" in done.stderr, done.stderr
        same("the tree", {}, one.changed())


def test_findings_are_chosen_by_id_kind_stub_and_class():
    with shop() as one:
        one.verify()
        findings = one.findings()
        first = findings[0]["id"]
        for options, count in (((), None), (("--only", first), 1), (("--stub", "d*"), 7), (("--class", "compatible"), None), (("--kind", "header"), 2)):
            if not options:
                continue
            done = one.accept(*options, "--dry-run")
            said = int(re.search(r"^(\d+) findings? would be accepted", done.stderr, re.M).group(1))
            wanted = count if count is not None else sum(finding["class"] == "compatible" for finding in findings)
            same(" ".join(options), wanted, said)
        done = one.accept("--only", "0123456789abcdef")
        same("an id that is not there", 1, done.returncode)
        assert "0123456789abcdef: the report has no such finding" in done.stderr, done.stderr


def test_what_cannot_be_written_is_said_and_the_rest_is_written():
    with shop() as one:
        one.verify()
        report = one.report()
        broken = next(finding for check in report["checks"] for finding in check["findings"] if finding["place"] == "$.kind")
        broken["observed"], broken["unobserved"] = None, "it holds a secret"
        (one.root / "report.json").write_text(json.dumps(report))
        done = one.accept("--all")
        same("its code", 1, done.returncode)
        assert "not accepted: " + broken["id"] in done.stderr and "it holds a secret" in done.stderr, done.stderr
        assert "29 findings accepted" in done.stderr and ", 1 not" in done.stderr, done.stderr
        one.verify()
        same("one is left", [broken["id"]], [finding["id"] for finding in one.findings()])


def test_reports_that_cannot_be_used_are_refused_where_they_break():
    with shop() as one:
        one.verify()
        path = one.root / "report.json"
        whole = path.read_text()
        version = whole.replace('"version": 1', '"version": 2', 1)
        for text, said in ((whole[:len(whole) // 2], r"report\.json:\d+:\d+: error:"), ("{}", "this is no contract report"), ("", "report.json:1:1"),
                           (version, r"report\.json:2:\d+: error: this version of the report is not known"), ("[1]", "this is no contract report"),
                           (whole.replace('"kind": "status"', '"kind": "mood"', 1), "'kind' is a word that is not known")):
            path.write_text(text)
            done = one.accept("--all")
            same(f"the code for {text[:30]!r}", 3, done.returncode)
            assert re.search(said, done.stderr), f"{said}: {done.stderr}"
        path.unlink()
        same("no file", 3, one.accept("--all").returncode)
        same("the tree", {}, one.changed())


def test_a_pack_that_is_built_in_is_not_written_to():
    with shop() as one:
        one.verify()
        report = one.report()
        report["pack"] = "phantom"
        (one.root / "report.json").write_text(json.dumps(report))
        done = one.accept("--all")
        same("its code", 2, done.returncode)
        assert "--pack" in done.stderr, done.stderr
        same("with --pack", 0, one.accept("--all", "--pack", "shop").returncode)


def test_without_a_rule_each_finding_is_asked_for():
    with shop() as one:
        one.verify()
        same("no terminal", 2, one.accept().returncode)
        ours, theirs = pty.openpty()
        process = subprocess.Popen([PROGRAM, "accept", "report.json"], cwd=one.root, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        os.write(ours, b"y\nno\nwhat\nq\n")
        out, err = process.communicate(timeout=60)
        os.close(ours)
        os.close(theirs)
        same("its code", 0, process.returncode)
        same("it asked", 4, err.count("accept? "))
        assert "1 finding accepted" in err, err
        assert out.startswith("--- shop/"), out
        one.verify()
        same("so many are left", FINDINGS - 1, len(one.findings()))


def test_quarantine_holds_until_its_day():
    with shop() as one:
        one.verify()
        until = (datetime.date.today() + datetime.timedelta(days=20)).isoformat()
        keeper = ["--owner", "ann", "--reason", "mended in 8.5.1", "--until", until]
        done = one.accept("--all", "--quarantine", *keeper)
        assert done.returncode == 0, done.stderr
        same("the files", ["shop/quarantine.yaml"], list(one.changed()))
        done = one.verify()
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{FINDINGS} set aside" in done.stdout and f"set aside until {until} by ann: mended in 8.5.1" in done.stdout, done.stdout
        same("they are counted", FINDINGS, one.report()["totals"]["set_aside"])
        # A day after the last one.
        path = one.pack / "quarantine.yaml"
        over = (datetime.date.today() - datetime.timedelta(days=2)).isoformat()
        path.write_text(path.read_text().replace(f"until: {until}", f"until: {over}", 1))
        done = one.verify()
        same("it is red again", 1, done.returncode)
        assert f"was over on {over}: its finding fails again" in done.stdout, done.stdout
        same("all but one are set aside", FINDINGS - 1, one.report()["totals"]["set_aside"])
        # Too far ahead: the pack is wrong.
        path.write_text(path.read_text().replace(f"until: {over}", "until: 2099-12-31", 1))
        done = one.verify()
        same("its code", 3, done.returncode)
        assert re.search(r"shop/quarantine\.yaml:\d+:\d+: error: a quarantine until 2099-12-31 ends more than 180 days", done.stderr), done.stderr


def test_quarantine_asks_for_owner_reason_and_day():
    with shop() as one:
        one.verify()
        keeper = {"--owner": "ann", "--reason": "x", "--until": (datetime.date.today() + datetime.timedelta(days=3)).isoformat()}
        for missing in keeper:
            options = [part for name, value in keeper.items() if name != missing for part in (name, value)]
            done = one.accept("--all", "--quarantine", *options)
            same(f"without {missing}", 2, done.returncode)
            assert f"--quarantine lacks {missing}" in done.stderr, done.stderr
        for day, said in (("soon", "is no date"), ("2099-12-31", "more than 180 days"), ("2001-01-01", "is over")):
            done = one.accept("--all", "--quarantine", "--owner", "ann", "--reason", "x", "--until", day)
            same(day, 2, done.returncode)
            assert said in done.stderr, done.stderr
        same("owner alone", 2, one.accept("--all", "--owner", "ann").returncode)
        same("the tree", {}, one.changed())


if __name__ == "__main__":
    assert shutil.which("git"), "apt-get install git"
    run_tests(globals())
