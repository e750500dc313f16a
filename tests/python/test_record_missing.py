"""`serve --record-missing`: what is known is played, what is not is asked of the real server and recorded."""
import contextlib
import json
import pathlib
import tempfile
import urllib.error
import urllib.request

from recorder import environment_of, exchanges
from support import Server, run_tests, same

REAL = """\
phantomime: 1
stubs:
  - name: both
    request: GET /both
    response: {text: from the real one}
  - name: only real
    request: GET /only-real
    response: {headers: {X-Twice: [a, b]}, json: {real: true}}
  - name: post
    request: POST /post
    response: {status: 201, text: made}
"""
MOCK = """\
phantomime: 1
stubs:
  - name: both
    request: GET /both
    response: {text: from the pack}
"""


def ask(server, target, method="GET", body=None):
    request = urllib.request.Request(server.ready["http"] + target, method=method, data=body)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers


@contextlib.contextmanager
def playing():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "real.yaml").write_text(REAL)
        (folder / "mock.yaml").write_text(MOCK)
        with Server(str(folder / "real.yaml"), "--quiet") as real:
            with Server(str(folder / "mock.yaml"), "--record-missing", "--target", real.ready["http"], "--record-to", str(folder / "out"),
                        environment=environment_of(folder / "out")) as server:
                yield folder / "out", real, server


def test_what_no_stub_matches_is_the_real_servers_answer_and_recorded():
    with playing() as (out, _, server):
        same("known", (200, b"from the pack"), ask(server, "/both")[:2])
        status, body, headers = ask(server, "/only-real")
        same("unknown", (200, b'{"real":true}', ["a", "b"]), (status, body, headers.get_all("X-Twice")))
        same("post", (201, b"made"), ask(server, "/post", "POST", b"x" * 200_000)[:2])
        same("nobody knows", 404, ask(server, "/nowhere")[0])
        same("log", ["/only-real", "/post", "/nowhere"], [one["request"]["target"] for one in exchanges(out)])
        journal = json.loads(ask(server, "/__phantomime/journal")[1])["entries"]
        same("journal", [("/both", 200), ("/only-real", 200), ("/post", 201), ("/nowhere", 404)],
             [(entry["request"]["target"], entry["status"]) for entry in journal])
    assert "not in the packs: the server's answer" in server.errors, server.errors
    assert "3 exchanges → " in server.errors, server.errors


def test_what_was_recorded_is_played_by_the_next_one():
    with playing() as (out, _, server):
        ask(server, "/only-real")
    with Server(str(out), "--quiet") as player:
        same("played", (200, b'{"real":true}'), ask(player, "/only-real")[:2])


def test_a_real_server_that_is_gone_is_502():
    with playing() as (out, real, server):
        real.process.terminate()
        real.process.wait()
        same("known", 200, ask(server, "/both")[0])
        same("unknown", 502, ask(server, "/only-real")[0])
        same("log", ["upstream_failed"], [one["outcome"] for one in exchanges(out)])
        real.process.returncode = 0


if __name__ == "__main__":
    run_tests(globals())
