"""`phantomime serve --journal DIR`: every request is on disk, whatever becomes of server and disk, and the admin API finds it."""
import fcntl
import http.client
import json
import pathlib
import resource
import signal
import subprocess
import tempfile
import threading
import time
import zlib

from support import PROGRAM, Server, run_tests, same

PACK = """\
phantomime: 1
pack: {name: journaled, credentials: {accept: [{basic: {user: admin, password: hunter2}}]}}
stubs:
  - name: hello
    request: GET /hello
    response: {json: {hello: true, token: hunter2-of-the-reply}}
  - name: upload
    request: {method: POST, path: "/upload/{id}"}
    example: POST /upload/1
    response: {status: 201}
"""
HEAD = len('{"crc":"00000000",')
ADMIN = "/__phantomime"
BASIC = {"Authorization": "Basic YWRtaW46aHVudGVyMg=="}


class Journaled:
    """A server with PACK and a journal; `folder` outlives restarts."""

    def __init__(self, folder, *arguments):
        self.folder = pathlib.Path(folder)
        (self.folder / "pack.yaml").write_text(PACK)
        self.journal = self.folder / "journal"
        self.server = Server(str(self.folder / "pack.yaml"), "--log", "json", "--quiet", "--journal", str(self.journal), *arguments)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port("http"), timeout=60)

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *exception):
        self.connection.close()
        self.server.__exit__(*exception)

    def send(self, method, target, body=None, headers=BASIC):
        self.connection.request(method, target, body=body, headers=headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def ask(self, path, method="GET", space=None):
        status, text = self.send(method, ADMIN + path, headers={"X-Phantomime-Space": space} if space else {})
        assert status in (200, 204), (status, text)
        return json.loads(text) if text else None

    def pages(self, query="", space=None, limit=1000):
        """Every entry of the journal, page by page."""
        entries, since, more = [], 0, True
        while more:
            page = self.ask(f"/journal?limit={limit}&since={since}{query}", space=space)
            assert len(page["entries"]) <= limit
            entries, since, more = entries + page["entries"], page["next"], page["more"]
        return entries

    def lines(self):
        return records(self.journal)


def records(folder):
    """Every record, its checksum and its form checked."""
    found = []
    for path in sorted(folder.glob("journal-*.jsonl")):
        for line in path.read_bytes().splitlines(keepends=True):
            assert line.endswith(b"\n"), line
            record = json.loads(line)
            same("checksum", f"{zlib.crc32(line[HEAD:-1]):08x}", record["crc"])
            found.append(record)
    sequences = [record["sequence"] for record in found]
    same("order", sorted(set(sequences)), sequences)
    return found


def events(text, kind):
    return [event for event in map(json.loads, text.splitlines()) if event["event"] == kind]


def test_every_played_request_is_on_disk_without_a_secret():
    with tempfile.TemporaryDirectory() as folder:
        with Journaled(folder) as served:
            same("matched", 200, served.send("GET", "/hello?password=hunter2")[0])
            same("refused", 401, served.send("GET", "/hello", headers={})[0])
            same("unmatched", 404, served.send("POST", "/nothing", '{"password": "hunter2", "n": 1}')[0])
            same("space", 200, served.send("GET", "/__space/one/hello")[0])
            served.ask("/journal")
        found = served.lines()
        same("who", [("default", 1, "matched"), ("default", 2, "refused"), ("default", 3, "unmatched"), ("one", 1, "matched")],
             [(record["space"], record["number"], record["kind"]) for record in found])
        same("body", '{"password": "[redacted]", "n": 1}', found[2]["request"]["body"])
        same("reply", "application/json", {line["name"]: line["value"] for line in found[0]["reply"]["headers"]}["Content-Type"])
        for path in served.journal.iterdir():
            assert b"hunter2" not in path.read_bytes(), path
            assert b"aHVudGVyMg" not in path.read_bytes(), path


def test_what_memory_dropped_is_told_from_disk_page_by_page():
    with tempfile.TemporaryDirectory() as folder, Journaled(folder) as served:
        body = "x" * 1_000_000
        for number in range(40):  # more than the 16 MiB of the journal in memory
            served.send("GET", "/hello" if number % 2 else "/helo")
            served.send("POST", f"/upload/{number}", body)
        assert served.ask("/journal?limit=1")["dropped"] > 40
        for limit in (7, 1000):
            same("numbers", list(range(1, 81)), [entry["number"] for entry in served.pages(limit=limit)])
        same("unmatched", list(range(1, 81, 4)), [entry["number"] for entry in served.pages("&unmatched=true", limit=3)])
        same("path", list(range(3, 81, 4)), [entry["number"] for entry in served.pages("&path=/hello")])
        same("template", list(range(2, 81, 2)), [entry["number"] for entry in served.pages("&path=/upload/%7Bid%7D")])
        same("status", 20, len(served.pages("&status=404")))
        entries = served.pages()
        same("shape", 1, len({tuple(entry) for entry in entries if entry["kind"] == "matched"}))
        same("bodies", [1_000_000] * 40, [entry["request"]["body_bytes"] for entry in entries[1::2]])
        served.ask("/journal", "DELETE")
        same("forgotten", [], served.pages())
        served.send("GET", "/hello")
        for number in range(20):
            served.send("POST", f"/upload/{number}", body)
        assert served.ask("/journal?limit=1")["dropped"] > 0
        same("since then", list(range(81, 102)), [entry["number"] for entry in served.pages()])
        served.ask("/reset", "POST")
        for number in range(20):
            served.send("POST", f"/upload/{number}", body)
        same("after a reset", list(range(1, 21)), [entry["number"] for entry in served.pages()])
        same("nothing of other spaces", [], served.pages(space="two"))


def test_a_killed_server_leaves_whole_records_and_the_next_goes_on():
    with tempfile.TemporaryDirectory() as folder:
        served = Journaled(folder)
        for _ in range(20):
            served.send("GET", "/hello")
        path = served.journal / "journal-00000001.jsonl"
        begin = time.monotonic()
        while not path.exists() or path.read_bytes().count(b"\n") < 20:
            assert time.monotonic() < begin + 20, "what was answered is not written"
        threading.Thread(target=served.server.process.kill).start()
        answered = 20
        try:
            while True:
                served.send("GET", "/hello")
                answered += 1
        except (OSError, http.client.HTTPException):
            pass
        served.server.process.communicate()
        whole = path.read_bytes()
        whole = whole[:whole.rindex(b"\n") + 1]
        assert 20 <= whole.count(b"\n") <= answered + 1, (whole.count(b"\n"), answered)
        path.write_bytes(whole + whole[:100])  # as a kill in the middle of a write leaves it
        with Journaled(folder) as served:
            served.send("GET", "/hello")
        warned, = events(served.server.errors, "warning")
        assert "torn: 100 bytes" in warned["what"], warned
        found = served.lines()
        same("records", whole.count(b"\n") + 1, len(found))
        same("sequence", len(found), found[-1]["sequence"])
        same("number", 1, found[-1]["number"])


def test_a_folder_in_use_and_one_that_cannot_be_made_end_with_4():
    with tempfile.TemporaryDirectory() as folder:
        journal = pathlib.Path(folder) / "journal"
        journal.mkdir()
        with (journal / "journal.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for name, words in [(journal, "another process"), ("/proc/journal", "folder that can be written")]:
                result = subprocess.run([PROGRAM, "serve", "--port", "0", "--journal", str(name)], capture_output=True, text=True, timeout=60)
                same(result.stderr, 4, result.returncode)
                assert words in result.stderr and str(name) in result.stderr, result.stderr


def test_a_full_disk_is_said_once_and_the_journal_goes_on_when_there_is_room():
    with tempfile.TemporaryDirectory() as folder:
        with Journaled(folder) as served:
            process = served.server.process
            for _ in range(10):
                served.send("GET", "/hello")
            limit = 20_000  # of a file's size: what a full disk does, for this process alone
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            for _ in range(200):
                same("answered all the same", 200, served.send("GET", "/hello")[0])
            served.ask("/journal")
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            path, = served.journal.glob("journal-*.jsonl")
            assert path.stat().st_size <= limit
            begin, sent = time.monotonic(), 210
            while path.stat().st_size <= limit:
                served.send("GET", "/hello")
                sent += 1
                assert time.monotonic() < begin + 20, "the journal did not go on"
        found = served.lines()
        warnings = [event["what"] for event in events(served.server.errors, "warning")]
        same(f"{warnings}", 2, len(warnings))
        assert "cannot be written" in warnings[0] and "written again" in warnings[1], warnings
        summary, = events(served.server.errors, "summary")
        same("all are accounted for", sent, len(found) + summary["journal"]["dropped"])
        assert summary["journal"]["dropped"] > 0, summary


def test_the_log_names_the_folder_and_counts():
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "pack.yaml").write_text(PACK)
        with Server(folder + "/pack.yaml", "--journal", folder + "/journal") as server:
            connection = http.client.HTTPConnection("127.0.0.1", server.port("http"), timeout=20)
            connection.request("GET", "/hello", headers=BASIC)
            connection.getresponse().read()
            connection.close()
        assert f"journal in {folder}/journal" in server.errors, server.errors
        assert f"journal: 1 exchanges in {folder}/journal" in server.errors, server.errors


if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    run_tests(globals())
