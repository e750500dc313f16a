"""Spaces, clock, seed: worlds that do not know of each other, and half hours that cost no time."""
import os
import re
import subprocess
import time
import unittest

from journey import Client, Journeys, core_yaml, serve
from support import PROGRAM, SOURCE


def half_hours(client):
    """A journey through three time-outs of thirty minutes."""
    for _ in range(3):
        run = client.run("pb-prompt")
        client.advance("1s")
        approval = client.asked(run)
        client.advance("31m")
        assert client.get(f"/rest/approval/{approval['id']}")["status"] == "expired"
        assert client.status(run) == "failed"
    client.post("/rest/ph_user", {"username": "robot", "type": "automation", "allowed_ips": ["any"]})
    client.get("/rest/container/24")


class Worlds(Journeys):
    def test_spaces_do_not_see_each_other(self):
        here, there = self.client, self.someone(space="another-world")
        made = here.post("/rest/container", {"name": "only here"})["id"]
        there.get(f"/rest/container/{made}", 404)
        here.advance("30m")
        self.assertEqual("expired", here.get("/rest/approval/22")["status"])
        self.assertEqual("pending", there.get("/rest/approval/22")["status"])
        here.post("/rest/ph_user/1", {"password": "mine"})
        here.get("/rest/version", 401)
        there.get("/rest/version")

    def test_a_reset_brings_the_first_day_back(self):
        before = self.client.get("/rest/approval")
        self.client.run("my_playbook")
        self.client.advance("48h")
        self.client.admin("POST", "reset", status=204)
        self.assertEqual(before, self.client.get("/rest/approval"))

    def test_three_time_outs_of_thirty_minutes_take_less_than_50_ms(self):
        times = []
        for attempt in range(5):        # the machine may be busy; the journey is not to blame
            client = self.someone(space=f"half-hours-{attempt}", checked=False)
            began = time.perf_counter()
            half_hours(client)
            times.append(time.perf_counter() - began)
        limit = 0.5 if re.search("san|tidy|coverage", os.environ.get("PHANTOMIME_BUILD_DIR", "")) else 0.05
        self.assertLess(min(times), limit, times)

    def test_the_seeded_instants_go_with_the_clocks_start(self):
        with serve("--clock", "frozen@2031-05-06T07:08:09Z") as server:
            client = Client(server, "later")
            self.assertAlmostEqual(80128.535, client.get("/rest/approval/21/detail_summary_view")["time_left"], places=3)
            self.assertEqual("pending", client.get("/rest/approval/22")["status"])
            client.close()


class SameBytes(unittest.TestCase):
    def transcript(self, seed):
        with serve("--clock", "frozen", "--seed", seed) as server:
            client = Client(server, "same", checked=False)
            half_hours(client)
            client.close()
            return client.transcript

    def test_the_same_seed_gives_the_same_bytes(self):
        first = self.transcript("42")
        self.assertEqual(first, self.transcript("42"))
        self.assertNotEqual(first, self.transcript("43"))


def assumed(entries):
    """The names of those that say so."""
    return [name for name, keys in entries.items() if isinstance(keys, dict) and keys.get("provenance") == "assumed"]


class Assumed(unittest.TestCase):
    """`phantomime lint phantom --assumed` names each entry of the pack that says `provenance: assumed`."""

    def test_lint_lists_each_assumed_behaviour(self):
        result = subprocess.run([PROGRAM, "lint", "phantom", "--assumed"], capture_output=True, text=True, cwd=SOURCE)
        self.assertEqual(0, result.returncode, result.stdout + result.stderr)
        listed, expected = re.findall(r"^[^ ].*?:\d+:\d+: assumed: (.+)$", result.stdout, re.MULTILINE), []
        for file in sorted((SOURCE / "scenarios/phantom").glob("*.yaml")):
            document = core_yaml.load(file.read_text())
            expected += [stub["name"] for stub in document.get("stubs", []) if stub.get("provenance") == "assumed"]
            expected += [f"error {name}" for name in assumed(document.get("errors", {}))]
            expected += [f"collection {name}" for name in assumed(document.get("collections", {}))]
            for name, collection in document.get("collections", {}).items():
                expected += [f"{name}: {operation}" for operation in assumed(collection.get("operations", {}))]
                expected += [f"member {name}.{member}" for member in assumed(collection["fields"])]
                expected += [f"transition {name}.{one}" for one in assumed(collection.get("machine", {}).get("transitions", {}))]
            for name, machine in document.get("machines", {}).items():
                expected += [f"transition {name}.{one}" for one in assumed(machine["transitions"])]
        self.assertGreater(len(expected), 20)
        self.assertEqual([], [name for name in expected if name not in listed], result.stdout)


if __name__ == "__main__":
    unittest.main()
