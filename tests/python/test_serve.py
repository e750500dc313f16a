"""`phantomime serve` as its users meet it: the ready line, ports, logs, reload, summary, bad requests."""
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import urllib.parse

from support import PROGRAM, Server, run_tests, same

PACK = """\
phantomime: 1
stubs:
  - name: greeting
    request: GET /hello
    response: {text: hello}
  - name: login
    request: {method: POST, path: /login, body: {json_path: {$.password: {present: true}}}}
    example: {request: POST /login, json: {password: x}}
    response: {json: {ok: true}}
  - name: never called
    request: GET /never
    expect: {exactly: 1}
    response: {status: 204}
"""


def get(server, target, method="GET", body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port("http"), timeout=20)
    connection.request(method, target, body=body, headers=headers or {})
    answer = connection.getresponse()
    result = answer.status, dict(answer.getheaders()), answer.read().decode()
    connection.close()
    return result


def raw(server, data):
    """The status a raw request gets, or None where the connection just closes."""
    with socket.create_connection(("127.0.0.1", server.port("http")), timeout=20) as connection:
        connection.sendall(data)
        answer = b""
        while b"\r\n" not in answer:
            more = connection.recv(4096)
            if not more:
                return None
            answer += more
        return int(answer.split()[1])


class Folder:
    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.temporary.name)
        self.file = self.path / "pack.yaml"
        self.file.write_text(PACK)
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60, **options)


def test_the_ready_line_names_https_http_admin_and_ca():
    with Server() as server:
        ready = server.ready
        same("event", "ready", ready["event"])
        for key, start in [("https", "https://127.0.0.1:"), ("http", "http://127.0.0.1:"), ("admin", "http://127.0.0.1:")]:
            assert ready[key].startswith(start), ready
        assert "BEGIN CERTIFICATE" in pathlib.Path(ready["ca"]).read_text()
        admin = urllib.parse.urlsplit(ready["admin"])
        status, _, body = get(server, admin.path + "health")
        same("health", (200, True, ["phantom"]), (status, json.loads(body)["ready"], json.loads(body)["packs"]))


def test_the_certificate_is_one_a_client_can_trust():
    with Server() as server:
        for host in ["127.0.0.1", "localhost"]:
            result = subprocess.run(["curl", "-sS", "--noproxy", "*", "--cacert", server.ready["ca"], "-u", "admin:changeme", "-o", os.devnull,
                                     "-w", "%{http_code}", f"https://{host}:{server.port('https')}/rest/approval"], capture_output=True, text=True)
            same(host + result.stderr, "200", result.stdout)


def test_a_port_in_use_is_named_and_exits_with_4():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("serve", "--no-tls", "--port", str(port))
    same("exit", 4, result.returncode)
    assert f"127.0.0.1:{port}" in result.stderr and "--port 0" in result.stderr, result.stderr
    same("stdout", "", result.stdout)


def test_a_bad_edit_is_reported_and_the_old_pack_stays_and_a_good_one_takes_over():
    with Folder() as folder:
        process = subprocess.Popen([PROGRAM, "serve", str(folder.path), "--port", "0", "--ready-json", "--log", "json"], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        ready = json.loads(process.stdout.readline())
        server = type("S", (), {"port": lambda self, scheme: int(ready[scheme].rsplit(":", 1)[1])})()

        def event(kind):
            for line in process.stderr:
                if json.loads(line)["event"] == kind:
                    return json.loads(line)
            raise AssertionError(f"the log ended without {kind}")

        try:
            folder.file.write_text(PACK.replace("response: {text: hello}", "respnse: {text: hi}"))
            errors = event("reload_failed")["errors"]
            assert "pack.yaml:5:5" in errors and "did you mean 'response'" in errors, errors
            same("old", "hello", get(server, "/hello")[2])
            folder.file.write_text(PACK.replace("text: hello", "text: changed"))
            event("reloaded")
            same("new", "changed", get(server, "/hello")[2])
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()
        same("exit", 0, process.returncode)


def test_the_summary_counts_stubs_and_names_what_was_unmatched_or_not_called():
    with Folder() as folder:
        with Server(str(folder.path)) as server:
            for _ in range(3):
                get(server, "/hello")
            same("unmatched", 404, get(server, "/helo")[0])
        text = server.errors
        for expected in ["4 requests: 3 matched, 0 refused, 1 unmatched", "3  greeting", "1  GET /helo", "never called: expected exactly 1, was 0"]:
            assert expected in text, text
        assert "\033" not in text, "colour without a terminal"


def test_seed_and_clock_are_named_at_the_start_and_after_a_failed_run():
    with Folder() as folder:
        with Server(str(folder.path), "--seed", "7", "--clock", "frozen@2020-01-22T19:40:00Z") as server:
            get(server, "/hello")
        frozen = "seed 7; clock frozen at 2020-01-22T19:40:00.000000Z"
        assert f"\n  {frozen}\n" in server.errors and server.errors.endswith(f"played with {frozen}\n"), server.errors
        assert "19:40:00" in server.errors.split("GET")[0].splitlines()[-1], "the log goes by the clock: " + server.errors
        with Server(str(folder.path), "--seed", "7", "--log", "json") as server:
            pass
        for event in map(json.loads, server.errors.splitlines()):
            if event["event"] in ("started", "summary"):
                same(event["event"], (7, False), (event["seed"], event["clock"]["frozen"]))


def test_an_unmatched_request_names_the_nearest_stub_and_the_difference():
    with Folder() as folder, Server(str(folder.path)) as server:
        status, headers, body = get(server, "/login", "POST", '{"user": "ann"}')
        same("status and type", (404, "application/problem+json"), (status, headers["Content-Type"]))
        problem = json.loads(body)
        same("nearest", "login", problem["nearest"][0]["stub"])
        same("field", "body $.password", problem["nearest"][0]["differences"][0]["field"])
        assert headers["X-Phantomime-Near-Miss"].startswith("login: "), headers


def test_no_secret_reaches_the_log():
    with Folder() as folder:
        for log in ["text", "json"]:
            with Server(str(folder.path), "--log", log) as server:
                get(server, "/nothing?token=hunter2&a=1", headers={"Authorization": "Bearer hunter2", "Cookie": "sessionid=hunter2"})
                _, headers, body = get(server, "/login", "PUT", '{"password": "hunter2"}')
                assert "hunter2" not in body + str(headers), body
            assert "hunter2" not in server.errors and "[redacted]" in server.errors, server.errors


def test_bad_requests_get_their_4xx_and_the_server_goes_on():
    rows = [
        (b"GET\r\n\r\n", 400),
        (b"GET /hello HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n", 400),
        (b"GET /hello HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 17\r\n\r\n{\"password\": \"\xff\"}"[:-1] + b"}", 400),
    ]
    deep = b"[" * 100_000
    rows.append((b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(deep) + deep, 400))
    with Folder() as folder, Server(str(folder.path)) as server:
        for data, status in rows:
            same(repr(data[:60]), status, raw(server, data))
            same("next", 200, get(server, "/hello")[0])


def test_many_clients_at_once_all_get_their_answers():
    with Folder() as folder, Server(str(folder.path)) as server:
        answers = []

        def client():
            answers.extend(get(server, "/hello")[2] for _ in range(20))
        threads = [threading.Thread(target=client) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        same("answers", ["hello"] * 320, answers)


def test_a_bad_pack_ends_with_3_and_every_error():
    with Folder() as folder:
        folder.file.write_text(PACK.replace("phantomime: 1", "phantomime: 1\nstub: []").replace("GET /never", "GET never"))
        result = run("serve", str(folder.path))
        same("exit", 3, result.returncode)
        assert re.search(r"pack\.yaml:2:1: error: .*'stub'", result.stderr) and "did you mean 'stubs'" in result.stderr, result.stderr
        assert "2 errors" in result.stderr, result.stderr


if __name__ == "__main__":
    run_tests(globals())
