"""What `serve --exact` plays is what was recorded: over 200 exchanges of every shape, from three origins that know nothing of each other (a server of
raw bytes, Python's own, nginx), recorded with `--redact off`. Status, reason, header lines in their order and case, chunk sizes, trailers and body
are compared with the log, byte for byte. Recorded and played the ordinary way, only times, secrets and what the pack says it leaves out differ."""
import base64
import contextlib
import functools
import gzip
import http.server
import os
import pathlib
import re
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading

from recorder import Recorder, exchanges
from support import Server, run_tests, same

TEXT = "häßlich – 見本 \\ \" \t\n".encode()
BODIES = [b"", b"x", b'{"id": 1, "amount": 1.10, "big": 12345678901234567890}', bytes(range(256)), TEXT * 100, b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", os.urandom(70_000),
          gzip.compress(b'{"a": 1}' * 1000)]


def chunked(body, size, trailers=""):
    pieces = [body[at:at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n" + trailers.encode() + b"\r\n"


def raw_answers():
    """(method, answer): what the server of raw bytes says to request number n."""
    answers = []
    for number, body in enumerate(BODIES):
        coding = "Content-Encoding: gzip\r\n" if number == 7 else ""
        for head in ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", "HTTP/1.1 201 \r\nX-A: 1\r\nx-a: 2\r\nX-A: 1\r\n",
                     "HTTP/1.1 299 Very Odd Reason\r\nSet-Cookie: a=1; Path=/\r\nServer: x\r\nset-cookie: b=2\r\n", "HTTP/1.1 500 Internal\r\nDate: yesterday\r\n",
                     "HTTP/1.1 404 Not Found\r\nX-Empty:\r\nX-Long: " + "y" * 4000 + "\r\n",
                     "HTTP/1.1 200 OK\r\nCache-Control: no-cache\r\ncache-control: max-age=1\r\nX-Text: h\u00e4\u00dflich\r\nKeep-Alive: timeout=5\r\n",
                     "HTTP/1.1 422 Unprocessable\r\nWWW-Authenticate: Basic realm=\"a, b\"\r\nVia: 1.0 other\r\nDate: Wed, 25 Nov 2026 10:00:00 GMT\r\n"):
            answers.append(("GET", head.encode() + f"{coding}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body))
        for size in (1, 7, 4096, 100_000):
            if len(body) < 20_000 * size:
                answers.append(("GET", f"HTTP/1.1 200 OK\r\n{coding}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode() + chunked(body, size)))
        answers.append(("POST", f"HTTP/1.1 200 OK\r\n{coding}Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode() + chunked(body, 1000, "X-Sum: 1\r\nx-other: 2\r\n")))
        answers.append(("GET", f"HTTP/1.0 200 OK\r\n{coding}X-Until: close\r\n\r\n".encode() + body))
        answers.append(("GET", f"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n{coding}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body))
    for number in range(6):
        token = base64.b64encode(os.urandom(30)).decode()
        body = b'{"id": %d, "access_token": "%s", "again": ["%s"]}' % (number, token.encode(), token.encode())
        answers.append(("GET", f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: sessionid={token[:20]}; HttpOnly\r\n"
                               f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body))
    for status in (204, 304):
        answers.append(("GET", f"HTTP/1.1 {status} Nothing\r\nETag: \"x\"\r\nConnection: close\r\n\r\n".encode()))
    for status in (301, 302, 307, 308):
        answers.append(("GET", f"HTTP/1.1 {status} Moved\r\nLocation: /elsewhere?a=b#c\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()))
    for method in ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "M-SEARCH"):
        body = b"" if method == "HEAD" else b"ok"
        answers.append((method, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n" + body))
    return answers


class RawBytes(socketserver.StreamRequestHandler):
    """Reads a request whose body has a length, and says what stands under its path's number."""
    answers = raw_answers()

    def handle(self):
        target = self.rfile.readline().split()[1]
        length = 0
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        self.rfile.read(length)
        number = target.rsplit(b"/", 1)[1]
        self.wfile.write(self.answers[int(number)][1] if number else b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Threads(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 64


@contextlib.contextmanager
def python_server(handler):
    with Threads(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


NGINX = """daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{ access_log off; gzip on; gzip_min_length 10; gzip_types text/plain application/json;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  types {{ text/plain txt; application/json json; }}
  server {{ listen 127.0.0.1:{port}; root {files}; autoindex on; location /moved {{ return 301 /a.txt; }} location /said {{ return 418 "short and stout"; }} }} }}
"""


@contextlib.contextmanager
def nginx(files):
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with tempfile.TemporaryDirectory() as folder:
        with socket.socket() as free:  # nginx cannot tell which port it took
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        config = pathlib.Path(folder) / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, port=port, files=files))
        process = subprocess.Popen([program, "-c", str(config), "-e", f"{folder}/error.log"], stderr=subprocess.PIPE)
        try:
            while process.poll() is None:
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                    break
            assert process.poll() is None, process.stderr.read()
            yield port
        finally:
            process.terminate()
            process.communicate()


def ask(port, request):
    """All bytes of an answer until the connection ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(1 << 16):
            answer += piece
        return answer


def request(method, target, *lines, body=b""):
    lines = [f"{method} {target} HTTP/1.1", "Host: a", *lines, "Connection: close"]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def lines_of(text):
    return [[part.decode("latin-1").strip(" ") for part in line.split(b":", 1)] for line in text.split(b"\r\n") if line]


def parsed(raw, method):
    """The final answer: status line, header lines, body, chunk sizes, trailers."""
    head, _, rest = raw.partition(b"\r\n\r\n")
    while head.split(b" ")[1].startswith(b"1"):
        head, _, rest = rest.partition(b"\r\n\r\n")
    first, _, fields = head.partition(b"\r\n")
    headers = lines_of(fields)
    if method == "HEAD" or not any(name.lower() == "transfer-encoding" for name, _ in headers) or first.split(b" ")[1] in (b"204", b"304"):
        return first, headers, rest, None, []
    body, sizes = b"", []
    while True:
        size, _, rest = rest.partition(b"\r\n")
        if int(size, 16) == 0:
            return first, headers, body, sizes, lines_of(rest)
        sizes.append(int(size, 16))
        body, rest = body + rest[:sizes[-1]], rest[sizes[-1] + 2:]


def text(value):
    return base64.b64decode(value["base64"]).decode("latin-1") if isinstance(value, dict) else value.encode().decode("latin-1")


def recorded(exchange, folder):
    """The same of what the log says."""
    answer = exchange["response"]
    body = answer.get("body", {})
    if "file" in body:
        content = (folder / body["file"]).read_bytes()
    else:
        content = text(body.get("bytes", "")).encode("latin-1")
    first = f"HTTP/1.{answer.get('minor_version', 1)} {answer['status']} {text(answer['reason'])}".encode("latin-1")
    pairs = lambda lines: [[text(name), text(value)] for name, value in lines]  # noqa: E731
    return first, pairs(answer["headers"]), content, body.get("chunks"), pairs(body.get("trailers", []))


def circle(port, requests):
    """Records the requests, plays them, compares; how many there were."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "out"
        with Recorder(folder, "--target", f"http://127.0.0.1:{port}", "--no-tls", "--redact", "off") as recorder:
            for raw in requests:
                ask(recorder.port, raw)
        logged = exchanges(folder)
        same("count", len(requests), len(logged))
        with Server(str(folder), "--exact", "--no-tls", "--quiet") as played:
            for raw, exchange in zip(requests, logged):
                method = exchange["request"]["method"]
                expected, actual = recorded(exchange, folder), parsed(ask(played.port("http"), raw), method)
                for what, one, other in zip(("status line", "header lines", "body", "chunks", "trailers"), expected, actual):
                    same(f"{what} of {raw[:60]!r}", one, other)
        return len(requests)


# What belongs to a connection or to whoever answers, not to what is said (RFC 9110, 7.6; RFC 9112), and what is the server's to say: the time.
OF_THE_WIRE = {"connection", "keep-alive", "via", "transfer-encoding", "trailer", "content-length"}


def said(answer):
    """Status, reason, header lines by name and body: what is said, however it was framed and compressed."""
    first, headers, body, _, _ = answer
    if body and ["content-encoding", "gzip"] in [[name.lower(), value] for name, value in headers] and b" 206 " not in first:
        body = gzip.decompress(body)
    lines = {}
    for name, value in headers:
        date = name.lower() == "date" and re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT", value)
        if name.lower() not in OF_THE_WIRE:
            lines.setdefault(name.lower(), []).append("a time" if date else value)
    return first.split(b" ", 1)[1], lines, body


def by_secrets(exchange):
    """How often an exchange's secrets were replaced: such an answer is compared in form only."""
    return [secret["where"] for secret in exchange.get("secrets", []) if secret["where"].startswith("response.")]


def ordinary(port, requests):
    """Records the requests as everyone does and plays the pack. What differs is a time in `Date`, a secret, or said in pack.yaml."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "out"
        with Recorder(folder, "--target", f"http://127.0.0.1:{port}", "--no-tls") as recorder:
            direct = [ask(recorder.port, raw) for raw in requests]
        logged = exchanges(folder)
        same("count", len(requests), len(logged))
        secrets = sum(len(by_secrets(exchange)) for exchange in logged)
        pack = (folder / "pack.yaml").read_text()
        with Server(str(folder), "--no-tls", "--quiet") as played:
            for raw, exchange, answered in zip(requests, logged, direct):
                method = exchange["request"]["method"]
                sent, actual = said(parsed(answered, method)), said(parsed(ask(played.port("http"), raw), method))
                for what, one, other in zip(("status", "header lines", "body"), sent, actual):
                    if what == "status" and one.endswith(b" ") and other != one:
                        assert "with the usual reason: none was recorded" in pack
                        one, other = one[:4], other[:4]
                    if what != "status" and by_secrets(exchange):
                        same(f"length of {what} of {raw[:60]!r}", len(str(one)), len(str(other)))
                    else:
                        same(f"{what} of {raw[:60]!r}", one, other)
        trailers = sum(bool(exchange["response"].get("body", {}).get("trailers")) for exchange in logged)
        assert pack.count("without its trailers") == trailers, (pack.count("without its trailers"), trailers)
        print(f"        {len(requests)} exchanges the ordinary way, {secrets} secrets in answers")


def files_in(folder):
    (folder / "a.txt").write_text("plain text, long enough to be compressed by whoever likes to\n" * 20)
    (folder / "b.json").write_text('{"a": [1, 2.50, null]}')
    (folder / "c.bin").write_bytes(bytes(range(256)) * 40)
    (folder / "empty").write_bytes(b"")
    (folder / "folder").mkdir()
    (folder / "folder" / "d.txt").write_text("d")
    folder.chmod(0o755)


def file_requests():
    requests = []
    for target in ("/a.txt", "/b.json", "/c.bin", "/empty", "/folder/", "/folder", "/folder/d.txt", "/none", "/a.txt?q=1&q=2", "/%61.txt", "/moved", "/said", "/"):
        requests += [request("GET", target), request("HEAD", target), request("GET", target, "Accept-Encoding: gzip")]
    requests += [request("GET", "/a.txt", "If-Modified-Since: Fri, 31 Dec 2100 23:59:59 GMT"), request("POST", "/a.txt", body=b"a=1"),
                 request("GET", "/c.bin", "Range: bytes=10-19"), request("GET", "/c.bin", "Range: bytes=99999-")]
    return requests


def test_raw_bytes():
    with python_server(RawBytes) as port:
        requests = [request(method, f"/{number}", body=TEXT if method in ("POST", "PUT", "PATCH") else b"") for number, (method, _) in enumerate(RawBytes.answers)]
        count = circle(port, requests)
        assert count > 110, count
        print(f"        {count} exchanges")
        ordinary(port, requests)


def test_pythons_own_server():
    with tempfile.TemporaryDirectory() as folder:
        files_in(pathlib.Path(folder))
        with python_server(functools.partial(Quiet, directory=folder)) as port:
            print(f"        {circle(port, file_requests())} exchanges")
            ordinary(port, file_requests())


def test_nginx():
    with tempfile.TemporaryDirectory() as folder:
        files_in(pathlib.Path(folder))
        with nginx(folder) as port:
            count = circle(port, file_requests())
            assert count > 40, count
            print(f"        {count} exchanges")
            ordinary(port, file_requests())


if __name__ == "__main__":
    run_tests(globals())
