"""`phantomime convert` from outside: exit codes, what is written, and that curl's scripts ask what was recorded, byte for byte."""
import base64
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import threading

from support import PROGRAM, Server, run_tests, same


def convert(*arguments, cwd=None):
    return subprocess.run([PROGRAM, "convert", *map(str, arguments)], cwd=cwd, capture_output=True, text=True)


def entry(method="GET", url="http://127.0.0.1:1/", headers=(), body=None, answer="ok", version="HTTP/1.1"):
    request = {"method": method, "url": url, "httpVersion": version, "headers": [{"name": n, "value": v} for n, v in headers],
               "cookies": [], "queryString": [], "headersSize": -1, "bodySize": -1}
    if body is not None:
        request["postData"] = {"mimeType": "", "text": base64.b64encode(body).decode(), "encoding": "base64"}
    return {"startedDateTime": "2026-11-25T10:00:00Z", "time": 1, "request": request, "cache": {},
            "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "headers": [], "cookies": [], "redirectURL": "",
                         "headersSize": -1, "bodySize": -1, "content": {"size": len(answer), "mimeType": "text/plain", "text": answer}},
            "timings": {"send": 0, "wait": 1, "receive": 0}}


def har(path, *entries):
    path.write_text(json.dumps({"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": list(entries)}}))
    return path


class RawServer:
    """Keeps each request as its bytes and answers 200."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.requests = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self.requests.append(self.read(connection))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    @staticmethod
    def read(connection):
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                return data
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            body += connection.recv(65536)
        return lines[0], lines[1:], body


HOSTILE = b"a'b\"c\\d$(touch pwned)`touch pwned`\n\r\t\x00\x01\x7f\x80\xff \xf0\x9f\x8e\xad %s %% \\n !! ; | & #"
SENT = [
    entry(),
    entry("POST", "/p?q='x'&r=$(touch%20pwned)&s=[1]{2}", [("Content-Type", "text/plain"), ("X", "it's \"$HOME\" `id` \\ ! é"), ("X", "again")], HOSTILE),
    entry("PUT", "/text", [("User-Agent", "me"), ("Accept", "*/*")], "it's a 'text'\n@file $HOME é🎭 \\".encode()),
    entry("PATCH", "/at", [("Content-Type", "a/b")], b"@/etc/passwd"),
    entry("POST", "/empty", [("Content-Length", "0"), ("Content-Type", "x/y")]),
    entry("POST", "/long", [], bytes(range(256)) * 1200),
    entry("POST", "/longtext", [], b"0123456789abcdef" * 20000),
    entry("DELETE", "/a/../b//c/./d", [("X-Empty", "")]),
    entry("HEAD", "/head", [("Accept", "text/html")]),
    entry("OPTIONS", "/weird|^<>\"\\{}`#frag", []),
    entry("GET", "/v0", [], version="HTTP/1.0"),
    entry("M-SEARCH", "/-X", [("-X", "-d")]),
]


def test_what_curl_asks_is_what_was_recorded():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        server = RawServer()
        origin = f"http://127.0.0.1:{server.port}"
        sent = [json.loads(json.dumps(one)) for one in SENT]
        for one in sent:
            url = one["request"]["url"]
            one["request"]["url"] = origin + (url if url.startswith("/") else "/")
        result = convert(har(folder / "in.har", *sent), folder / "out.sh")
        same("exit", 0, result.returncode)
        assert "12 exchanges: har -> curl" in result.stderr, result.stderr
        environment = {**os.environ, "no_proxy": "*", "HOME": name}
        (folder / ".curlrc").write_text("user-agent = evil\n")
        for shell in ("sh", "bash"):
            server.requests.clear()
            played = subprocess.run([shell, "out.sh", "--max-time", "20"], cwd=folder, env=environment, capture_output=True)
            same("curl's complaints", b"", played.stderr)
            same("requests", len(sent), len(server.requests))
            for one, (line, lines, body) in zip(sent, server.requests):
                request = one["request"]
                target = request["url"][len(origin):]
                same("line", f"{request['method']} {target} {request['httpVersion']}".encode(), line)
                expected = base64.b64decode(request["postData"]["text"]) if "postData" in request else b""
                same(f"body of {target}", expected, body)
                given = sorted(f"{h['name']}: {h['value']}".rstrip().encode() for h in request["headers"] if h["name"] != "Content-Length")
                made = (b"host:", b"content-length:")
                arrived = sorted(h.rstrip() for h in lines if not h.lower().startswith(made))
                same(f"headers of {target}", given, arrived)
        assert not (folder / "pwned").exists()
        server.listener.close()


def test_exit_codes_and_what_is_there_already():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        good = har(folder / "good.har", entry(), entry())
        same("no such file", 3, convert(folder / "none.har", folder / "out").returncode)
        same("unknown format", 2, convert(good, folder / "out", "--to", "harr").returncode)
        same("no way", 2, convert(good, folder / "out", "--to", "pack").returncode)
        same("first", 0, convert(good, folder / "rec").returncode)
        again = convert(good, folder / "rec")
        same("again", 2, again.returncode)
        assert "--force" in again.stderr
        same("forced", 0, convert(good, folder / "rec", "--force").returncode)
        (folder / "shut").mkdir(mode=0o555)
        if os.geteuid() != 0:
            same("cannot write", 4, convert(good, folder / "shut" / "x.sh").returncode)
        same("into a file", 4, convert(good, folder / "good.har" / "x.sh").returncode)
        bad = har(folder / "bad.har", entry(), {"request": {"headers": [{"name": "Authorization", "value": "hunter2"}], "url": "x"}}, entry())
        strict = convert(bad, folder / "bad")
        same("strict", 3, strict.returncode)
        assert "bad.har:1:" in strict.stderr and "^" in strict.stderr and "hunter2" not in strict.stderr, strict.stderr
        assert not (folder / "bad").exists()
        lenient = convert(bad, folder / "bad", "--lenient")
        same("lenient", 0, lenient.returncode)
        assert "left out: entry 2" in lenient.stderr and "2 exchanges: har -> recording" in lenient.stderr, lenient.stderr
        assert "phantomime scrub" in lenient.stderr
        big = folder / "big.har"
        with big.open("wb") as file:
            file.truncate((100 << 20) + 1)
        result = convert(big, folder / "x")
        same("too large", 3, result.returncode)
        assert "100 MB" in result.stderr


def test_a_recording_and_back_is_the_same_har():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        har(folder / "a.har", entry(), entry("POST", "https://h/x?y", [("A", "1"), ("a", "2")], HOSTILE, "é" * 70000))
        for step in (("a.har", "rec"), ("rec", "b.har"), ("b.har", "rec2"), ("rec2", "c.har")):
            result = convert(*step, cwd=folder)
            same(str(step), 0, result.returncode)
        same("files", sorted(["bodies", "exchanges.jsonl"]), sorted(os.listdir(folder / "rec")))
        b, c = (json.loads((folder / f).read_text()) for f in ("b.har", "c.har"))
        same("har", b, c)
        same("body", HOSTILE, base64.b64decode(b["log"]["entries"][1]["request"]["postData"]["text"]))
        assert "warning: the recording is raw" in result.stderr, result.stderr


def test_mappings_become_a_pack_that_serves():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "w/mappings").mkdir(parents=True)
        (folder / "w/__files").mkdir()
        (folder / "w/__files/one.txt").write_text("from a file ${x} {{y}}")
        (folder / "w/mappings/one.json").write_text(json.dumps({
            "request": {"method": "GET", "urlPathPattern": "/one/[0-9]+"},
            "response": {"status": 203, "bodyFileName": "one.txt", "headers": {"X-Y": "z"}}}))
        result = convert("w", "my-pack/", cwd=folder)
        same("exit", 0, result.returncode)
        same("lint", 0, subprocess.run([PROGRAM, "lint", "my-pack"], cwd=folder).returncode)
        with Server("my-pack", cwd=folder) as server:
            import http.client
            connection = http.client.HTTPConnection("127.0.0.1", server.port("http"))
            connection.request("GET", "/one/77")
            answer = connection.getresponse()
            same("answer", (203, "z", "from a file ${x} {{y}}"), (answer.status, answer.headers["X-Y"], answer.read().decode()))
        result = convert("my-pack", "back", cwd=folder)
        same("back", 0, result.returncode)
        back, = (folder / "back/mappings").iterdir()
        same("mapping", {"method": "GET", "urlPathPattern": "/one/[0-9]+"}, json.loads(back.read_text())["request"])


if __name__ == "__main__":
    run_tests(globals())
