"""What no well-meaning client sends: whatever it is, Phantom's answer is a client's mistake and never a server that broke."""
import json
import random

import journey

ODD = [None, True, False, 0, -1, 2**63, 2**64 - 1, 10**30, 1.5, 1e308, "", "x", "42", "\u00e9\u0000", "a" * 300, "{{ now() }}", "2020-01-22T19:40:00Z",
       [], [1, "x", None], [[[]]], {}, {"id": 1}, {"a": {"b": [1]}}]
BODIES = {
    "/rest/playbook_run": {"container_id": 42, "playbook_id": "pb-prompt", "run": True, "scope": "new", "inputs": {}},
    "/rest/playbook_run/60": {"cancel": True},
    "/rest/approval/22": {"status": "approve", "type": "manual", "action": "prompt", "message": "", "responses": ["Yes"]},
    "/rest/ph_user": {"username": "odd", "first_name": "", "email": "", "title": None, "password": "p", "roles": [8], "type": "normal", "allowed_ips": [],
                      "default_tenant_id": 0, "2fa": None, "2fa_username": None, "time_zone": "UTC", "add_roles": [], "is_active": True},
    "/rest/ph_user/8": {"roles": [8], "add_roles": [6], "remove_roles": ["Automation"], "allowed_ips": ["any"], "password": "p"},
    "/rest/container": {"name": "c", "label": "events", "artifacts": [{"name": "a", "cef": {}}], "severity": "high", "status": "new", "tags": [], "data": {}},
    "/rest/container/42": {"status": "open", "owner_id": 1, "due_time": "2020-01-22T19:40:00Z", "custom_fields": {}},
    "/rest/artifact": {"container_id": 42, "name": "a", "cef": {"a": 1}, "cef_types": {}, "tags": [], "label": "event", "severity": "low", "type": None},
    "/rest/user_settings": {"old_password": "changeme", "password": "changeme"},
}
NAMES = ["id", "name", "status", "owner", "container", "container__name", "owner__username", "create_time", "tags", "roles", "action_run__container_id", "nope", "due_time"]
OPERATORS = ["", "__exact", "__in", "__gt", "__range", "__regex", "__isnull", "__icontains", "__year", "__hour__lt", "__nope", "__date", "__time__gte"]
VALUES = ["1", "%22x%22", "[1,2]", "None", "True", "[", "(", "%00", "%FF", "*", "%222020-01-01%22", "2020-01-01,2021-01-01"]


class Hostile(journey.Journeys):
    counted = False     # that nothing breaks says little of what is answered

    def sent(self, method, target, body=None):
        """The status and the JSON of an answer, which must be one."""
        status, _, text = self.client.send(method, target, body, self.client.credentials())
        what = f"{method} {target} {body}: {status} {text[:300]}"
        self.assertLess(status, 500, what)
        self.assertIn(status, (200, 400, 404, 405), what)
        try:
            answer = json.loads(text)
        except ValueError:
            self.fail("no JSON: " + what)
        if status != 200:
            self.assertIs(answer["failed"], True, what)
            self.assertTrue(answer["message"], what)

    def test_every_member_with_every_odd_value(self):
        for target, body in BODIES.items():
            for member in body:
                for odd in ODD:
                    self.client = self.someone(space=f"odd-{len(target)}-{member}-{ODD.index(odd)}"[:64])
                    self.sent("POST", target, json.dumps({**body, member: odd}))

    def test_bodies_that_are_no_objects(self):
        for target in BODIES:
            for body in ["", "{", "[]", "1", "null", "nul\0l", "[" * 300, '{"a":1', '{"run": true} {}']:
                self.sent("POST", target, body)

    def test_lists_asked_for_in_odd_ways(self):
        draws = random.Random(7)
        for _ in range(600):
            resource = draws.choice(["playbook_run", "approval", "ph_user", "container", "artifact", "action_run", "app_run", "playbook", "role"])
            kind = draws.choice(["filter", "exclude"])
            fields = [f"_{kind}_{draws.choice(NAMES)}{draws.choice(OPERATORS)}={draws.choice(VALUES)}" for _ in range(draws.randrange(3))]
            fields += draws.sample(["page=-1", "page=x", "page=99999999999999999999", "page_size=9223372036854775807", "page_size=x", "sort=nope", "sort=tags",
                                    "order=up", "pretty", "", "=", "&&"], draws.randrange(3))
            self.sent("GET", f"/rest/{resource}?" + "&".join(fields))
