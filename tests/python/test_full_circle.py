"""The phantom pack's stories through the recorder against `serve`, then played to the same clients from what was recorded: as a pack and, byte for
byte, from the log itself. Then the same with clients that know of the recorder by HTTPS_PROXY alone: Python's requests, and curl.

FULL_CIRCLE=NAME runs only the stories whose names hold it.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import requests

from recorder import Recorder, exchanges
from support import PROGRAM, Server, run_tests, same

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "journeys"))
import journey  # noqa: E402
import test_approvals as approvals  # noqa: E402
import test_resources as resources  # noqa: E402
import test_runs as runs  # noqa: E402
import test_users as users  # noqa: E402

CLASSES = (runs.Runs, approvals.Approvals, users.Users, resources.Resources)
# The clock of who answers: stories compare what they are told with it.
CLOCK = ("--clock", "frozen@2020-01-22T19:40:00Z")
# Stories that expect a secret to be told as it is; a recording holds what stands for it.
NOT_PLAYED = {
    "test_whose_token_one_may_read",              # the token itself
    "test_every_way_in_and_what_the_others_get",  # the password `automation` is a word of a message too
}


def stories(only=""):
    wanted = os.environ.get("FULL_CIRCLE", only)
    found = [(kind, name) for kind in CLASSES for name in sorted(vars(kind)) if name.startswith("test_") and wanted in name and name not in NOT_PLAYED]
    assert found, "no story has such a name"
    return found


def tell(story, make_client):
    """Runs one story of the journeys with clients of ours."""
    kind, name = story
    case = kind(name)
    case.someone = lambda user=journey.ADMIN, token=None, space=None, checked=True: made(case, make_client(user, token))
    case.setUp()
    try:
        getattr(case, name)()
    finally:
        case.doCleanups()


def made(case, client):
    case.addCleanup(client.close)
    return client


class Plain(journey.Client):
    """Speaks plain HTTP to `port`; clocks and the like are those of `server`. Its answers are those of another day: only the story judges them."""

    def __init__(self, server, port, user, token):
        super().__init__(server, "default", user, token, checked=False)
        self.to = journey.http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def close(self):
        super().close()
        self.to.close()

    def send(self, method, target, body=None, headers=None):
        if target.startswith("/__phantomime/"):
            return super().send(method, target, body, headers)
        self.to.request(method, target, body=json.dumps(body) if isinstance(body, (dict, list)) else body, headers=headers or {})
        answer = self.to.getresponse()
        return answer.status, answer.getheaders(), answer.read()


class Requests(Plain):
    """Python's requests, which finds the proxy in the environment."""

    def __init__(self, server, url, proxy, ca, user, token):
        super().__init__(server, 9, user, token)  # that port is never used
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False  # no .netrc of whoever runs the tests; what HTTPS_PROXY says is said here
        self.session.proxies = {"https": proxy} if proxy else {}
        self.session.verify = ca

    def send(self, method, target, body=None, headers=None):
        if target.startswith("/__phantomime/"):
            return super().send(method, target, body, headers)
        answer = self.session.request(method, self.url + target, data=json.dumps(body) if isinstance(body, (dict, list)) else body, headers=headers or {}, timeout=30)
        return answer.status_code, list(answer.headers.items()), answer.content


class Curl(Plain):
    """curl, one process a request, told of the proxy by HTTPS_PROXY alone."""

    def __init__(self, server, url, proxy, ca, user, token):
        super().__init__(server, 9, user, token)
        self.url, self.environment = url, {**os.environ, "CURL_CA_BUNDLE": ca, "no_proxy": "", "NO_PROXY": ""}
        self.environment.pop("HTTPS_PROXY", None)
        if proxy:
            self.environment["HTTPS_PROXY"] = proxy

    def send(self, method, target, body=None, headers=None):
        if target.startswith("/__phantomime/"):
            return super().send(method, target, body, headers)
        command = ["curl", "-q", "-sS", "-X", method, "-w", "\n%{http_code}", self.url + target]
        for name, value in (headers or {}).items():
            command += ["-H", f"{name}: {value}"]
        if body is not None:
            command += ["--data-binary", json.dumps(body) if isinstance(body, (dict, list)) else body]
        ended = subprocess.run(command, capture_output=True, env=self.environment, timeout=60)
        assert ended.returncode == 0, ended.stderr.decode()
        text, _, status = ended.stdout.rpartition(b"\n")
        return int(status), [], text


def reset(server):
    connection = journey.http.client.HTTPConnection("127.0.0.1", server.port("http"), timeout=30)
    connection.request("POST", "/__phantomime/reset", headers={"Content-Type": "application/json"})
    assert connection.getresponse().status < 300
    connection.close()


def failures_of(chosen, work):
    """Does `work` with each story; all that fail are told, not only the first."""
    failed = []
    for story in chosen:
        try:
            work(story)
        except Exception as wrong:  # whatever it is, the others are tried too
            failed.append(f"{story[1]}: {type(wrong).__name__}: {str(wrong)[-1500:]}")
    assert not failed, f"{len(failed)} of {len(chosen)} stories:\n" + "\n".join(failed)
    print(f"  {len(chosen)} stories")


def test_stories_play_again_from_what_was_recorded():
    with tempfile.TemporaryDirectory() as folder, Server("phantom", "--quiet", *CLOCK, "--seed", "7") as upstream:
        def circle(story):
            reset(upstream)
            recording = pathlib.Path(folder) / story[1]
            with Recorder(recording, "--target", upstream.ready["http"], "--no-tls") as recorder:
                tell(story, lambda user, token: Plain(upstream, recorder.port, user, token))
            assert exchanges(recording), "nothing was recorded"
            assert (recording / "pack.yaml").exists(), recorder.errors
            for options in ([], ["--exact"]):
                with Server(str(recording), *options, "--quiet", *CLOCK) as played:
                    tell(story, lambda user, token: Plain(played, played.port("http"), user, token))
                assert "unmatched" not in played.errors, played.errors

        failures_of(stories(), circle)


def intercepted(client, chosen):
    with tempfile.TemporaryDirectory() as folder, Server("phantom", "--quiet", *CLOCK, "--seed", "7") as upstream:
        def circle(story):
            reset(upstream)
            recording = pathlib.Path(folder) / story[1]
            with Recorder(recording, "--forward", "--cacert", upstream.ready["ca"]) as recorder:
                tell(story, lambda user, token: client(upstream, upstream.ready["https"], recorder.url, recorder.ready["ca"], user, token))
            same("origins", {upstream.ready["https"]}, {one["origin"] for one in exchanges(recording)})
            with Server(str(recording), "--quiet", *CLOCK) as played:
                tell(story, lambda user, token: client(played, played.ready["https"], None, played.ready["ca"], user, token))
            assert "unmatched" not in played.errors, played.errors

        failures_of(chosen, circle)


def test_requests_is_recorded_by_https_proxy_alone_and_played_to():
    intercepted(Requests, stories())


def test_curl_is_recorded_by_https_proxy_alone_and_played_to():
    intercepted(Curl, stories("run"))


if __name__ == "__main__":
    assert PROGRAM
    run_tests(globals())
