"""What the tests of `verify` share: running it, a server that relays and notes what it was asked, and wicked servers."""
import contextlib
import http.client
import http.server
import json
import os
import pathlib
import subprocess
import tempfile
import threading

from support import PROGRAM

LOGIN = {"PHANTOMIME_USER": "admin", "PHANTOMIME_PASSWORD": "changeme"}
CLOUD_LOGIN = {"PHANTOMIME_USER": "soar_local_admin", "PHANTOMIME_PASSWORD": "changeme"}


class Verified:
    """One run of `phantomime verify`: its exit code, texts, and the JSON report where it wrote one."""

    def __init__(self, *arguments, login=LOGIN, cwd=None, timeout=120):
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder) / "report.json"
            environment = {name: value for name, value in os.environ.items() if not name.startswith("PHANTOMIME_")}
            ended = subprocess.run([PROGRAM, "verify", *arguments, "--report", f"json={report}"], capture_output=True, text=True,
                                   timeout=timeout, cwd=cwd, stdin=subprocess.DEVNULL, start_new_session=True,
                                   env={**environment, "NO_COLOR": "1", **(login or {})})
            self.code, self.out, self.err = ended.returncode, ended.stdout, ended.stderr
            self.report = json.loads(report.read_text()) if report.exists() else None

    def __str__(self):
        return f"exit code {self.code}\n{self.out}{self.err}"

    def check(self, stub):
        found = [check for check in self.report["checks"] if check["stub"] == stub]
        assert len(found) == 1, f"{len(found)} checks of {stub}:\n{self}"
        return found[0]

    def findings(self):
        """(stub, general place, class), noise left out."""
        return {(check["stub"], finding["general_place"], finding["class"])
                for check in self.report["checks"] for finding in check["findings"] if finding["class"] != "noise"}


class Threaded(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass  # clients that go away are part of the tests


@contextlib.contextmanager
def serving(handler):
    """A server on a free port; gives its URL."""
    server = Threaded(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def answer(self, status, body=b"", headers=(), length=None):
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def answer_json(self, value, status=200):
        self.answer(status, json.dumps(value).encode(), [("Content-Type", "application/json")])


def relay(port, seen, change=None):
    """A handler that passes everything on to a server on this machine and notes (method, target, headers). `change(handler,
    status, headers, body)` may answer otherwise: it returns whether it did."""

    class Relay(Quiet):
        def handle_any(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            seen.append((self.command, self.path, dict(self.headers)))
            upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection", "accept-encoding")}
            upstream.request(self.command, self.path, body=body, headers=headers)
            answer = upstream.getresponse()
            content = answer.read()
            upstream.close()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in ("content-length", "connection")]
            if change and change(self, answer.status, kept, content):
                return
            self.answer(answer.status, content, kept)

    return Relay
