"""`phantomime record` as its users meet it: what is recorded, what is refused, what each mode plays and writes."""
import contextlib
import pathlib
import re
import socket
import ssl
import subprocess
import tempfile
import threading
import urllib.request

from recorder import Recorder, exchanges, log_lines, refused, sessions
from support import Server, run_tests, same

PACK = """\
phantomime: 1
stubs:
  - name: hello
    request: GET /hello
    response: {json: {hello: true}}
  - name: other
    request: GET /other
    response: {text: other}
  - name: login
    request: {method: POST, path: /login, body: {json_path: {$.password: {present: true}}}}
    example: {request: POST /login, json: {password: x}}
    response: {json: {token: 8f14e45fceea167a5a36dedd4bea2543c9f0f895}}
  - name: echo
    request: GET /n/{number}
    example: GET /n/1
    response: {template: "number {{ captures.number }}"}
"""


@contextlib.contextmanager
def upstream():
    """A folder to record in, and a server that plays PACK."""
    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder) / "pack.yaml"
        pack.write_text(PACK)
        with Server(str(pack), "--quiet") as server:
            yield pathlib.Path(folder) / "monday", server


def recording(folder, server, *arguments, **more):
    return Recorder(folder, "--target", server.ready["http"], "--no-tls", *arguments, **more)


def record_hello(folder, server):
    with recording(folder, server) as recorder:
        same("answer", (200, b'{"hello":true}'), recorder.send("GET", "/hello"))


def log_of(folder):
    return (folder / "exchanges.jsonl").read_bytes()


def test_a_session_is_recorded_and_summed_up():
    with upstream() as (folder, server):
        with recording(folder, server) as recorder:
            same("ready", {"event", "http", "out"}, set(recorder.ready))
            recorder.send("GET", "/hello", headers={"X-One": "1"})
            recorder.send("GET", "/missing")
            same("before it ends", ["/hello", "/missing"], [one["request"]["target"] for one in exchanges(folder)])
        same("statuses", [200, 404], [one["response"]["status"] for one in exchanges(folder)])
        same("session", [server.ready["http"]], [one["target"] for one in sessions(folder)])
        assert re.search(r"proxy on http://127\.0\.0\.1:\d+   upstream ok, [\d.]+ ms   redaction: default rules", recorder.errors), recorder.errors
        assert re.search(r"GET /hello  200  14 B  [\d.]+ ms", recorder.errors), recorder.errors
        last = recorder.errors.strip().splitlines()[-1]
        assert re.fullmatch(r"2 exchanges → .*/monday/: \d+ stubs?, \d+ sequences?, 0 secrets replaced, 0 left \(leak check passed\)", last), last


def test_what_was_recorded_plays():
    with upstream() as (folder, server):
        record_hello(folder, server)
        with Server(str(folder), "--quiet") as player:
            with urllib.request.urlopen(player.ready["http"] + "/hello", timeout=20) as answer:
                same("played", b'{"hello":true}', answer.read())


def test_the_answer_is_not_touched_and_no_secret_is_written():
    with upstream() as (folder, server):
        with recording(folder, server) as recorder:
            status, answer = recorder.send("POST", "/login?api_key=0b5cbf2f9d38f8a1", b'{"user":"ada","password":"correct horse"}',
                                           {"Content-Type": "application/json", "Authorization": "Bearer 6df23dc03f9b54cc38a0fc1483df6e21"})
        same("live", (200, b'{"token":"8f14e45fceea167a5a36dedd4bea2543c9f0f895"}'), (status, answer))
        written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        for secret in (b"0b5cbf2f9d38f8a1", b"correct horse", b"6df23dc03f9b54cc38a0fc1483df6e21", b"8f14e45fceea167a5a36dedd4bea2543c9f0f895"):
            assert secret not in written, secret
            assert secret.decode() not in recorder.errors, secret
        assert b'"ada' in written or b"ada" in written, "what is no secret stays"


def test_off_writes_what_comes():
    with upstream() as (folder, server):
        with recording(folder, server, "--redact", "off") as recorder:
            recorder.send("GET", "/hello?password=correct-horse")
        same("raw", "/hello?password=correct-horse", exchanges(folder)[0]["request"]["target"])
        assert "correct-horse" not in recorder.errors, "what is told is redacted all the same"
        assert "redaction: OFF" in recorder.errors


def test_a_taken_folder_is_refused_unless_it_goes_on_or_is_replaced():
    with upstream() as (folder, server):
        record_hello(folder, server)
        before = log_of(folder)
        code, text = refused(folder, "--target", server.ready["http"], "--no-tls")
        same("code", 2, code)
        assert "already holds a recording" in text and "--resume" in text and "--force" in text, text
        same("log", before, log_of(folder))
        with recording(folder, server, "--resume") as recorder:
            recorder.send("GET", "/other")
        same("numbers", [(1, 1), (2, 2)], [(one["session"], one["number"]) for one in exchanges(folder)])
        with recording(folder, server, "--force") as recorder:
            recorder.send("GET", "/n/7")
        same("replaced", ["/n/7"], [one["request"]["target"] for one in exchanges(folder)])


def test_a_folder_of_somebody_elses_is_left_alone():
    with upstream() as (folder, server):
        folder.mkdir()
        (folder / "letters.txt").write_text("mine")
        for more in ([], ["--resume"], ["--force"]):
            code, text = refused(folder, "--target", server.ready["http"], "--no-tls", *more)
            same("code", 2, code)
            assert "none of them is a recording" in text, text
        same("files", ["letters.txt"], [path.name for path in folder.iterdir()])


def test_a_second_recorder_in_one_folder_is_refused():
    with upstream() as (folder, server):
        with recording(folder, server):
            for more in (["--resume"], ["--force"], ["--mode", "all"]):
                code, text = refused(folder, "--target", server.ready["http"], "--no-tls", *more)
                same("code", 4, code)
                assert "another process does" in text, text


def test_a_torn_record_is_cut_off_and_told():
    with upstream() as (folder, server):
        record_hello(folder, server)
        with (folder / "exchanges.jsonl").open("ab") as log:
            log.write(b'{"crc":"12345678","exchange":{"num')
        with recording(folder, server, "--resume") as recorder:
            recorder.send("GET", "/other")
        assert "its last record was torn: 34 bytes were cut off" in recorder.errors, recorder.errors
        same("log", (["/hello", "/other"], 0), ([one["request"]["target"] for one in exchanges(folder)], log_lines(folder)[1]))


def test_once_plays_what_is_there_and_writes_nothing():
    with upstream() as (folder, server):
        with recording(folder, server, "--mode", "once") as recorder:
            recorder.send("GET", "/hello")
        before = log_of(folder)
        with recording(folder, server, "--mode", "once") as recorder:
            same("known", (200, b'{"hello":true}'), recorder.send("GET", "/hello"))
            same("unknown", 404, recorder.send("GET", "/other")[0])
            same("unknown and long", 404, recorder.send("POST", "/other", b"x" * (1 << 20))[0])
        same("log", before, log_of(folder))
        assert "1 requests played" in recorder.errors and "2 not in it" in recorder.errors, recorder.errors


def test_none_needs_no_server_and_a_recording():
    with upstream() as (folder, server):
        code, text = refused(folder, "--mode", "none")
        same("code", 2, code)
        assert "holds no recording" in text, text
        assert not folder.exists()
        record_hello(folder, server)
        with Recorder(folder, "--mode", "none", "--no-tls") as recorder:
            same("known", 200, recorder.send("GET", "/hello")[0])
            same("unknown", 404, recorder.send("GET", "/other")[0])


def test_new_plays_what_is_known_and_records_the_rest():
    with upstream() as (folder, server):
        record_hello(folder, server)
        with recording(folder, server, "--mode", "new") as recorder:
            same("known", 200, recorder.send("GET", "/hello")[0])
            same("new", (200, b"other"), recorder.send("GET", "/other"))
            same("new again", (200, b"other"), recorder.send("GET", "/other"))
        same("log", ["/hello", "/other", "/other"], [one["request"]["target"] for one in exchanges(folder)])
        with recording(folder, server, "--mode", "new") as recorder:
            same("known now", 200, recorder.send("GET", "/other")[0])
        same("nothing new", 3, len(exchanges(folder)))


def test_all_records_what_is_known_too():
    with upstream() as (folder, server):
        record_hello(folder, server)
        with recording(folder, server, "--mode", "all") as recorder:
            recorder.send("GET", "/hello")
        same("log", [(1, "/hello"), (2, "/hello")], [(one["session"], one["request"]["target"]) for one in exchanges(folder)])


def test_https_is_what_it_listens_on_unless_told_otherwise():
    with upstream() as (folder, server):
        with Recorder(folder, "--target", server.ready["https"], "--cacert", server.ready["ca"]) as recorder:
            trusted = ssl.create_default_context(cafile=recorder.ready["ca"])
            with urllib.request.urlopen(recorder.ready["https"] + "/hello", timeout=20, context=trusted) as answer:
                same("answer", b'{"hello":true}', answer.read())
        same("origin", [server.ready["https"]], [one["origin"] for one in exchanges(folder)])


def test_a_forward_proxy_is_found_by_the_environment_alone():
    with upstream() as (folder, server):
        with Recorder(folder, "--forward", "--cacert", server.ready["ca"]) as recorder:
            proxy = recorder.ready["http"]
            for url in (server.ready["https"] + "/hello", server.ready["http"] + "/other"):
                ended = subprocess.run(["curl", "-sS", "--max-time", "20", "--noproxy", "", url], capture_output=True, text=True,
                                       env={"PATH": "/usr/bin:/bin", "HTTPS_PROXY": proxy, "https_proxy": proxy, "http_proxy": proxy,
                                            "CURL_CA_BUNDLE": recorder.ready["ca"]})
                same(url, (0, ""), (ended.returncode, ended.stderr))
        same("origins", [server.ready["https"], server.ready["http"]], [one["origin"] for one in exchanges(folder)])
        assert f"HTTPS_PROXY={proxy}" in recorder.errors, recorder.errors


def speaks_no_http():
    """A port that answers everything with garbage."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer():
        with contextlib.suppress(OSError):
            while True:
                with listener.accept()[0] as peer:
                    peer.sendall(b"220 mail.example ready\r\n")
    threading.Thread(target=answer, daemon=True).start()
    return listener


def test_a_target_that_cannot_be_reached_is_told_before_anything_is_made():
    with upstream() as (folder, server), contextlib.closing(speaks_no_http()) as mail, socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
        taken.close()
        for target, code, cause in (
                (f"http://127.0.0.1:{free}", 4, "refused"),
                ("http://no-such-host.invalid", 4, "no-such-host.invalid"),
                (server.ready["https"], 4, "certificate"),
                (server.ready["http"].replace("http:", "https:"), 4, "plain HTTP"),
                (f"http://127.0.0.1:{mail.getsockname()[1]}", 4, "HTTP"),
                ("ftp://127.0.0.1", 2, "http"),
                ("127.0.0.1", 2, "http")):
            ended, text = refused(folder, "--target", target, "--no-tls", "--connect-timeout", "5s")
            same(target + "\n" + text, code, ended)
            assert cause in text and "error: " in text, (target, text)
            assert not folder.exists(), target


def test_an_upstream_that_goes_away_is_a_marked_exchange():
    with upstream() as (folder, server):
        with recording(folder, server) as recorder:
            recorder.send("GET", "/hello")
            server.process.terminate()
            server.process.wait()
            same("status", 502, recorder.send("GET", "/hello")[0])
        same("log", ["complete", "upstream_failed"], [one.get("outcome", "complete") for one in exchanges(folder)])


if __name__ == "__main__":
    run_tests(globals())
