"""Approvals: what a run waits for, answered or expired by the clock."""
import datetime
import json

from journey import Journeys, facts

ANSWER = {"status": "approve", "type": "manual", "action": "prompt", "message": "", "responses": ["Yes"]}


class Approvals(Journeys):
    def ask(self, playbook="pb-prompt"):
        run = self.client.run(playbook)
        self.client.advance("1s")
        return run, self.client.asked(run)

    def test_a_prompt_is_pending_answered_and_its_run_succeeds(self):
        client = self.client
        run, approval = self.ask()
        self.assertEqual(("pending", "User", "manual", "prompt_1", "pending-manual-action", None),
                         tuple(approval[name] for name in ("status", "owner_type", "type", "name", "message", "close_time")))
        client.advance("10m")
        self.assertEqual("running", client.status(run))
        client.post(f"/rest/approval/{approval['id']}", ANSWER)
        answered = client.get(f"/rest/approval/{approval['id']}")
        self.assertEqual(("approved", ["Yes"], client.now()), (answered["status"], answered["responses"], facts.instant(answered["close_time"])))
        self.assertEqual("running", client.status(run))
        client.advance("3s")
        row = client.get(f"/rest/playbook_run/{run}")
        said = json.loads(row["message"])
        self.assertEqual(("success", "approved", ["Yes"], None),
                         (row["status"], said["approvals"][0]["approval_status"], said["result"][0]["responses"], said["result"][0]["app_runs"]))
        self.assertEqual((approval["id"], approval["action_run"]), (said["approvals"][0]["approval_id"], said["result"][0]["id"]))
        client.advance("1h")
        self.assertEqual("approved", client.get(f"/rest/approval/{approval['id']}")["status"])

    def test_a_prompt_that_is_denied_fails_its_run(self):
        client = self.client
        run, approval = self.ask()
        client.post(f"/rest/approval/{approval['id']}", {**ANSWER, "status": "deny", "responses": []})
        client.advance("3s")
        self.assertEqual(("denied", "failed"), (client.get(f"/rest/approval/{approval['id']}")["status"], client.status(run)))

    def test_an_approval_expires_at_its_due_time_and_not_before(self):
        client = self.client
        run, approval = self.ask()
        due = facts.instant(approval["due_time"])
        client.advance(f"{int((due - client.now()).total_seconds() * 1000) + 40}ms")
        self.assertEqual("pending", client.get(f"/rest/approval/{approval['id']}")["status"])
        client.advance("120ms")
        expired = client.get(f"/rest/approval/{approval['id']}")
        self.assertEqual(("expired", approval["due_time"]), (expired["status"], expired["due_time"]))
        self.assertTrue(0.05 <= (facts.instant(expired["close_time"]) - due).total_seconds() <= 0.15, expired)
        client.advance("3s")
        row = client.get(f"/rest/playbook_run/{run}")
        self.assertEqual(("failed", "expired"), (row["status"], json.loads(row["message"])["approvals"][0]["approval_status"]))

    def test_a_long_sleep_closes_an_approval_when_it_was_due_and_not_when_somebody_looked(self):
        run, approval = self.ask()
        self.client.advance("72h")
        closed = facts.instant(self.client.get(f"/rest/approval/{approval['id']}")["close_time"])
        self.assertLess(closed - facts.instant(approval["due_time"]), datetime.timedelta(seconds=1))
        self.assertEqual("failed", self.client.status(run))

    def test_time_left_falls_with_the_clock_in_all_four_views(self):
        client = self.client
        kinds = {21: ("approvals", 80128.535), 22: ("prompts", 1758.572), 23: ("manual tasks", 3383.812), 24: ("action reviews", 78412.135)}
        waited = 0
        for seconds in (0, 60, 1500, 600):
            client.advance(f"{seconds}s")
            waited += seconds
            for number, (kind, left) in kinds.items():
                view = client.get(f"/rest/approval/{number}/detail_summary_view")
                self.assertEqual(kind, view["notification_type"])
                self.assertAlmostEqual(left - waited, view["time_left"], places=3)      # below zero once it is due

    def test_what_is_pending_on_the_page_is_pending_at_the_start_and_expires_in_its_turn(self):
        client = self.client
        before = {row["id"]: row["status"] for row in client.all("/rest/approval")}
        self.assertEqual({1: "expired", 2: "expired", **{i: "pending" for i in (3, 4, 5, 21, 22, 23, 24)}}, before)
        client.advance("30m")
        self.assertEqual("expired", client.get("/rest/approval/22")["status"])
        self.assertEqual("pending", client.get("/rest/approval/23")["status"])
        client.advance("24h")
        self.assertEqual({"expired"}, {row["status"] for row in client.all("/rest/approval")})
        self.assertEqual(set(), {row["id"] for row in client.all("/rest/playbook_run", _filter_status='"running"')})

    def test_a_review_is_due_after_a_day_and_runs_its_action_when_approved(self):
        client = self.client
        run, approval = self.ask("local/pb-reviewer")
        self.assertEqual(("Action Reviewer", "parameter", "approval for geolocate ip", "pending-approval"),
                         tuple(approval[name] for name in ("owner_type", "type", "name", "message")))
        view = client.get(f"/rest/approval/{approval['id']}/detail_summary_view")
        self.assertEqual(("action reviews", "pb-reviewer", "local", "geolocate_ip_1", 42),
                         tuple(view[name] for name in ("notification_type", "playbook_name", "playbook_repo", "action_name", "container_id")))
        client.advance("23h")
        client.post(f"/rest/approval/{approval['id']}", {**ANSWER, "type": "parameter", "responses": []})
        client.advance("3s")
        self.assertEqual("success", client.status(run))
        self.assertEqual(1, client.get("/rest/app_run", _filter_action_run=approval["action_run"])["count"])

    def test_an_approval_is_answered_once_and_never_created(self):
        client = self.client
        _, approval = self.ask("pb-task")
        target = f"/rest/approval/{approval['id']}"
        self.assertEqual("manual tasks", client.get(target + "/detail_summary_view")["notification_type"])
        for body in [{}, {"status": "perhaps"}, {"status": "approve", "responses": "Yes"}, []]:
            client.post(target, body, 400)
        self.assertEqual(approval, client.get(target))
        client.post(target, ANSWER)
        client.post(target, ANSWER, 400)
        client.post("/rest/approval/1", ANSWER, 400)
        client.post("/rest/approval/4711", ANSWER, 404)
        self.assertEqual("Method not allowed", client.post("/rest/approval", ANSWER, 405)["message"])
        self.assertEqual("GET, HEAD", client.headers["Allow"])
        client.get("/rest/approval/4711/detail_summary_view", 404)

    def test_approvals_are_found_by_their_container(self):
        client = self.client
        query = '_filter_status="pending"&_filter_action_run__container_id="292"&order=asc&sort=start_time&page_size="200"&pretty=True'
        found = client.get("/rest/approval?" + query.replace('"', "%22"))["data"]
        self.assertEqual([22], [row["id"] for row in found])
        self.assertEqual(found, client.get("/rest/container/292/approvals")["data"])
        _, approval = self.ask()
        self.assertEqual([approval], client.get("/rest/container/42/approvals")["data"])
        client.get("/rest/container/4711/approvals", 404)
