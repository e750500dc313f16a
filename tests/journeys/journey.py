"""What the journeys share: one server for a class of tests, one space for each test, a client that checks whatever it is answered."""
import base64
import http.client
import json
import os
import pathlib
import re
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import core_yaml  # noqa: E402, F401  (these need the path above; tests take what they need from here)
import facts  # noqa: E402
from support import Server  # noqa: E402

ADMIN = ("admin", "changeme")
TOKEN = "this-is-a-token"


def serve(*options, counted=True):
    """A server with the shipped pack; under all.py it tells what was touched of it, if that counts."""
    coverage = os.environ.get("JOURNEYS_COVERAGE") if counted else None
    return Server("phantom", "--quiet", *(["--coverage", coverage] if coverage else []), *options)


class Client:
    """Somebody in a space. `get`, `post`, `delete` expect 200 unless told otherwise, and return the JSON."""

    def __init__(self, server, space, user=ADMIN, token=None, checked=True):
        self.server, self.space, self.user, self.token, self.checked = server, space, user, token, checked
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port("http"), timeout=20)
        self.transcript = []

    def close(self):
        self.connection.close()

    def send(self, method, target, body=None, headers=None):
        """(status, headers, body) as they came."""
        headers = {"X-Phantomime-Space": self.space, **(headers or {})}
        self.connection.request(method, target, body=json.dumps(body) if isinstance(body, (dict, list)) else body, headers=headers)
        answer = self.connection.getresponse()
        result = answer.status, answer.getheaders(), answer.read()
        self.transcript.append((method, target, *(result[::2] if target.startswith("/__phantomime/") else result)))
        return result

    def credentials(self):
        if self.token is not None:
            return {"ph-auth-token": self.token}
        if self.user is not None:
            return {"Authorization": "Basic " + base64.b64encode(":".join(self.user).encode()).decode()}
        return {}

    def ask(self, method, target, body=None, status=200, headers=None):
        got, answered, text = self.send(method, target, body, {**self.credentials(), **(headers or {})})
        assert got == status, f"{method} {target}: {got}, expected {status}: {text[:2000].decode()}"
        self.headers = dict(answered)
        if self.checked:
            parts = urllib.parse.urlsplit(target)
            query = urllib.parse.parse_qs(parts.query, keep_blank_values=True)
            try:
                assert facts.check(method, parts.path, query, got, text, self.now), "nothing is known of this answer"
                names = [name for name, _ in answered if name != "X-Phantomime-Near-Miss"]
                if got == 200:
                    assert names == facts.HEADERS, names
            except AssertionError as wrong:
                raise AssertionError(f"{method} {target}: {wrong}") from wrong
        return json.loads(text)

    def get(self, target, status=200, **query):
        if query:
            target += "?" + urllib.parse.urlencode(query)
        return self.ask("GET", target, status=status)

    def post(self, target, body, status=200):
        return self.ask("POST", target, body, status)

    def delete(self, target, status=200):
        return self.ask("DELETE", target, status=status)

    def admin(self, method, path, body=None, status=200):
        got, _, text = self.send(method, "/__phantomime/" + path, body)
        assert got == status, f"{method} {path}: {got}: {text.decode()}"
        return json.loads(text) if text else None

    def now(self):
        return facts.instant(self.admin("GET", "clock")["now"])

    def advance(self, duration):
        self.admin("POST", "clock", {"advance": duration})

    # What many stories do.

    def run(self, playbook, container=42, **more):
        """Begins a run; its id as the integer that GET has."""
        return int(self.post("/rest/playbook_run", {"container_id": container, "playbook_id": playbook, "run": True, **more})["playbook_run_id"])

    def status(self, run):
        return self.get(f"/rest/playbook_run/{run}")["status"]

    def asked(self, run):
        """The approval that a run waits for."""
        rows = self.get("/rest/approval", _filter_playbook_run=run)["data"]
        assert len(rows) == 1, rows
        return rows[0]

    def all(self, target, **query):
        return self.get(target, page_size=0, **query)["data"]


class Journeys(unittest.TestCase):
    """A class of stories: one server under a frozen clock; each story in a space of its own, as `self.client`."""
    arguments = []
    counted = True      # what these touch is tested

    @classmethod
    def setUpClass(cls):
        cls.server = serve("--clock", "frozen", "--seed", "7", *cls.arguments, counted=cls.counted).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None)

    def setUp(self):
        self.client = self.someone()

    def someone(self, user=ADMIN, token=None, space=None, checked=True):
        """Another client, in this story's space."""
        name = space or re.sub(r"[^A-Za-z0-9]+", "-", self.id())[-64:].strip("-")
        client = Client(self.server, name, user, token, checked)
        self.addCleanup(client.close)
        return client
