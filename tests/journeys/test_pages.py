"""Every curl command of the three pages, unchanged, each in a fresh space of `phantom`: the documented members and types, and the documented
values but for what DIFFERENCES says."""
import json
import os
import pathlib
import re
import subprocess
import tempfile

from journey import Journeys
from support import SOURCE

COMMANDS = json.loads((SOURCE / "tests/data/phantom_commands.json").read_text())
CLOCK = "clock: seeded instants are relative to the pack's epoch"

# What a fresh world answers otherwise than the page prints: the answer → {where: why}. `*` is any element of a list; elements that have an
# id are compared by it. "+" before a place: there is more than on the page; "-": something of the page is not there; "~": another type.
DIFFERENCES = {
    "playbook_run/run": {"/playbook_run_id": "state: the next free id"},
    "playbook_run/status_46": {
        "/cancelled": "S000-6: null where nothing was cancelled", "~/cancelled": "S000-6",
        "/message": "S000-15: real messages say more; test_the_message_of_run_46_has_all_that_the_page_prints compares what is in it",
        **{f"+/{name}": "S000-14: there since 4.5" for name in ("node_guid", "run_data", "misc", "effective_user", "ip_address")}},
    "playbook_run/cancel": {"/message": "S000-19: the page prints a placeholder"},
    "approval/list": {
        "/count": "state: the four approvals of the detail views are in the list too", "+/data/*": "state: the same",
        "/data/*/node_guid": "S001-4: the page's rows share one", 
        "/data/*/start_time": CLOCK, "/data/*/close_time": CLOCK, "/data/*/due_time": CLOCK},
    "approval/one": {
        **{f"/{name}": "S001-3: the page's approval 1 is another one than in its list; ours is the list's"
           for name in ("action_run", "playbook_run", "name", "node_guid", "owner", "start_time", "close_time", "due_time")}},
    "approval/detail_approvals": {
        "/update_time": CLOCK, "/due_time": CLOCK, "/time_left": CLOCK, "/asset/configuration/api_key": "S001-21: it looked like a secret"},
    "ph_user/create": {"/id": "state: the next free id"},
    "ph_user/list": {
        "/count": "state: more users are seeded", "+/data/*": "state: the same",
        "-/data/*": "S003-3: user 4 is an automation user, which no list shows unasked"},
    "ph_user/one": {}, "ph_user/update": {}, "ph_user/token": {},
}


def kind(value):
    return "number" if type(value) in (int, float) else type(value).__name__


def differences(printed, answered, where=""):
    """[(place with *, what)] where the answer is not as printed."""
    if isinstance(printed, dict) and isinstance(answered, dict):
        found = [(f"-{where}/{name}", printed[name]) for name in printed if name not in answered]
        found += [(f"+{where}/{name}", answered[name]) for name in answered if name not in printed]
        for name in printed:
            if name in answered:
                found += differences(printed[name], answered[name], f"{where}/{name}")
        return found
    if isinstance(printed, list) and isinstance(answered, list):
        def by_id(rows):
            return {row["id"] if isinstance(row, dict) and "id" in row else n: row for n, row in enumerate(rows)}
        left, right = by_id(printed), by_id(answered)
        found = [(f"-{where}/*", left[key]) for key in left if key not in right] + [(f"+{where}/*", right[key]) for key in right if key not in left]
        for key in left:
            if key in right:
                found += differences(left[key], right[key], f"{where}/*")
        return found
    found = [] if printed == answered and kind(printed) == kind(answered) else [(where, (printed, answered))]
    return found + ([("~" + where, (printed, answered))] if kind(printed) != kind(answered) else [])


def fixture(name):
    return json.loads((SOURCE / f"fixtures/phantom/{name}.json").read_text())


class Pages(Journeys):
    def curl(self, command, space):
        """The command as printed: what it says to localhost:443 goes to the server, into the space; `<userid>` is 4."""
        with tempfile.TemporaryDirectory() as folder:
            settings = ["silent", "show-error", "fail", f'header = "X-Phantomime-Space: {space}"',
                        f'connect-to = "localhost:443:127.0.0.1:{self.server.port("https")}"']
            pathlib.Path(folder, ".curlrc").write_text("\n".join(settings) + "\n")
            environment = {**os.environ, "CURL_HOME": folder, "HOME": folder, "no_proxy": "*"}
            done = subprocess.run(["bash", "-c", command.replace("<userid>", "4")], capture_output=True, text=True, env=environment)
        self.assertEqual(0, done.returncode, f"{command}\n{done.stderr}")
        return json.loads(done.stdout)

    def test_every_command_succeeds_in_a_fresh_space_with_the_documented_members(self):
        self.assertEqual(13, len(COMMANDS))
        for number, row in enumerate(COMMANDS):
            command, allowed = "\n".join(row["command"]), DIFFERENCES[row["answer"]]
            with self.subTest(command):
                found = differences(fixture(row["answer"]), self.curl(command, f"page-{number}"))
                self.assertEqual([], [(place, what) for place, what in found if place not in allowed])

    def test_all_commands_succeed_in_one_space_too_but_for_the_name_that_is_taken(self):
        taken = 0
        for row in COMMANDS:
            command = "\n".join(row["command"])
            if '"ldap"' in command:      # the page's third user has the first one's name
                with self.assertRaises(AssertionError):
                    self.curl(command, "one-space")
                taken += 1
            else:
                self.curl(command, "one-space")
        self.assertEqual(1, taken)

    def test_every_difference_is_still_one(self):
        seen = {}
        for number, row in enumerate(COMMANDS):
            answer = self.curl("\n".join(row["command"]), f"still-{number}")
            seen.setdefault(row["answer"], set()).update(place for place, _ in differences(fixture(row["answer"]), answer))
        for answer, places in DIFFERENCES.items():
            self.assertEqual(set(), {place for place in places if place not in seen[answer]} - {"/playbook_run_id", "/id"}, answer)

    def test_the_message_of_run_46_has_all_that_the_page_prints(self):
        printed = json.loads(fixture("playbook_run/status_46")["message"])
        answered = json.loads(self.client.get("/rest/playbook_run/46")["message"])
        more = {"+/approvals", "+/name", "+/playbook", "+/result/*/name", "+/result/*/action_run_id"}
        self.assertEqual(more, {place for place, _ in differences(printed, answered)})

    def test_the_four_detail_views_are_the_pages(self):
        # 22 to 24 stand for the page's other three, whose ids it does not print.
        for number, name in zip(range(21, 25), ["approvals", "prompts", "manual_tasks", "action_reviews"]):
            view = self.client.get(f"/rest/approval/{number}/detail_summary_view")
            found = {place for place, _ in differences(fixture(f"approval/detail_{name}"), view)}
            self.assertLessEqual(found, set(DIFFERENCES["approval/detail_approvals"]), number)

    def test_the_written_list_names_errata_that_exist(self):
        known = set(re.findall(r"- id: (S00\d-\d+)", (SOURCE / "fixtures/phantom/errata.yaml").read_text()))
        for places in DIFFERENCES.values():
            for why in places.values():
                self.assertLessEqual(set(re.findall(r"S00\d-\d+", why)), known)
                self.assertRegex(why, r"^(state|clock|S00\d-\d+)")
