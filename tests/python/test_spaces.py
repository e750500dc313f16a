"""Spaces over the wire, as the users of `serve` meet them: what a space costs, the log, the summary."""
import http.client
import json
import pathlib
import tempfile

from support import Server, run_tests, same

PACK = """\
phantomime: 1
stubs:
  - name: greeting
    request: GET /hello
    response: {text: hello}
  - name: once
    request: GET /once
    expect: {exactly: 1}
    response: {text: once}
"""


class Client:
    """One keep-alive connection."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port("http"), timeout=20)

    def get(self, target, space=None, method="GET"):
        self.connection.request(method, target, headers={"X-Phantomime-Space": space} if space else {})
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def resident(server):
    """The bytes the server's process holds in memory."""
    for line in pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


def test_a_space_costs_little_and_the_bound_holds():
    with Server("phantom-docs", "--quiet") as server:
        client = Client(server)
        target = "/rest/approval"
        for number in range(96):
            client.get(target, f"warm-{number}")
        before = resident(server)
        for number in range(4000):
            assert client.get(target, f"s{number}")[0] in (200, 401)
        each = (resident(server) - before) // 4000
        print(f"        {each} bytes a space with one request in its journal")
        assert each < 64 * 1024, f"{each} bytes a space"
        same("no more", 503, client.get(target, "one-more")[0])
        same("nor by the admin API", 503, client.get("/__phantomime/journal", "one-more")[0])
        same("but those there are", 200, client.get("/__phantomime/journal", "s1")[0])
        same("dropped", 204, client.get("/__phantomime/spaces/s1", method="DELETE")[0])
        assert client.get(target, "one-more")[0] != 503


def test_log_and_summary_are_of_all_spaces():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "pack.yaml"
        file.write_text(PACK)
        with Server(str(file)) as server:
            client = Client(server)
            client.get("/hello")
            for space in ("a", "b"):
                client.get("/hello", space)
                client.get("/once", space)
            client.get("/helo", "b")
            client.get("/__phantomime/spaces/a", method="DELETE")
            same("no name", 400, client.get("/hello", "a b")[0])
        for expected in ["[a] GET /hello", "6 requests: 5 matched, 0 refused, 1 unmatched, and 1 bad ones", "3  greeting", "2  once", "1  GET /helo"]:
            assert expected in server.errors, server.errors
        assert "not called as expected" not in server.errors, "once in each space is as expected: " + server.errors
        with Server(str(file), "--log", "json") as server:
            Client(server).get("/hello", "a")
        events = [json.loads(line) for line in server.errors.splitlines()]
        same("space", "a", next(event["space"] for event in events if event["event"] == "exchange"))
        summary = events[-1]
        same("summary", (1, {"greeting": 1}, ["once"]), (summary["matched"], summary["calls"], summary["unmet_expectations"]))


if __name__ == "__main__":
    run_tests(globals())
