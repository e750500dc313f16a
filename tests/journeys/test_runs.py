"""Playbook runs: begun over HTTP, carried on by the clock, cancelled by POST."""
import json

from journey import Journeys


class Runs(Journeys):
    def test_a_container_is_made_a_playbook_run_and_polled_to_its_success(self):
        client = self.client
        made = client.post("/rest/container", {"name": "From a mail", "label": "events", "artifacts": [
            {"name": "sender", "cef": {"fromEmail": "a@example.net"}, "source_data_identifier": "mail-1"}, {"name": "host", "severity": "high"}]})
        self.assertEqual(2, len(made["new_artifact_ids"]))
        run = client.run("my_playbook", made["id"], scope="new")
        seen = []
        for _ in range(12):
            seen.append(client.status(run))
            client.advance("250ms")
        self.assertEqual(["pending"] * 2 + ["running"] * 8 + ["success"] * 2, seen)
        row = client.get(f"/rest/playbook_run/{run}")
        self.assertEqual((made["id"], 1, max(made["new_artifact_ids"]), "new", "127.0.0.1"),
                         (row["container"], row["owner"], row["last_artifact"], row["misc"]["scope"], row["ip_address"]))
        said = json.loads(row["message"])
        self.assertEqual("local/my_playbook", said["playbook"])
        self.assertEqual(f"local/my_playbook(id={row['playbook']}) playbook_run_id:{run}", said["name"])
        result, = said["result"]
        self.assertEqual(("geolocate ip", "success", "MaxMind", "maxmind"),
                         (result["action"], result["status"], result["app_runs"][0]["app_name"], result["app_runs"][0]["asset_name"]))
        action, = client.get(f"/rest/playbook_run/{run}/actions")["data"]
        self.assertEqual((result["id"], run, made["id"], "success"), (action["id"], action["playbook_run"], action["container"], action["status"]))
        done, = client.get("/rest/app_run", _filter_action_run=action["id"])["data"]
        self.assertEqual(result["app_runs"][0]["app_run_id"], done["id"])
        self.assertEqual({"total_objects": 1, "total_objects_successful": 1}, client.get(f"/rest/app_run/{done['id']}")["result_summary"])
        self.assertEqual(2, client.get(f"/rest/playbook_run/{run}/log?page_size=0")["count"])
        self.assertEqual([run], [row["id"] for row in client.get(f"/rest/container/{made['id']}/playbook_runs")["data"]])

    def test_a_running_run_is_cancelled_and_a_finished_one_answers_the_same_and_stays(self):
        client = self.client
        slow, quick = client.run("pb-slow"), client.run("my_playbook")
        client.advance("5s")
        self.assertEqual(("running", "success"), (client.status(slow), client.status(quick)))
        self.assertIs(True, client.post(f"/rest/playbook_run/{slow}", {"cancel": True})["cancelled"])
        row = client.get(f"/rest/playbook_run/{slow}")
        self.assertEqual(("cancelled", "Cancelled by admin"), (row["status"], row["cancelled"]))
        before = client.get(f"/rest/playbook_run/{quick}")
        self.assertIs(True, client.post(f"/rest/playbook_run/{quick}", {"cancel": True})["cancelled"])
        self.assertEqual(before, client.get(f"/rest/playbook_run/{quick}"))
        client.advance("1h")
        self.assertEqual("cancelled", client.status(slow))

    def test_a_pending_run_is_cancelled_before_it_does_anything(self):
        client = self.client
        run = client.run("pb-prompt")
        client.post(f"/rest/playbook_run/{run}", {"cancel": True})
        client.advance("1h")
        self.assertEqual("cancelled", client.status(run))
        self.assertEqual(0, client.get("/rest/approval", _filter_playbook_run=run)["count"])

    def test_cancelling_a_run_that_waits_closes_its_approval(self):
        client = self.client
        run = client.run("pb-prompt")
        client.advance("1s")
        approval = client.asked(run)
        client.post(f"/rest/playbook_run/{run}", {"cancel": True})
        self.assertEqual("cancelled", client.get(f"/rest/approval/{approval['id']}")["status"])
        client.advance("2h")
        self.assertEqual("cancelled", client.status(run))
        self.assertEqual("cancelled", client.get(f"/rest/approval/{approval['id']}")["status"])

    def test_a_playbook_that_fails(self):
        client = self.client
        run = client.run("local/pb-fails")
        client.advance("3s")
        row = client.get(f"/rest/playbook_run/{run}")
        said = json.loads(row["message"])
        self.assertEqual(("failed", "failed", "failed"), (row["status"], said["status"], said["result"][0]["status"]))
        self.assertEqual({"total_objects": 1, "total_objects_successful": 0},
                         client.get(f"/rest/app_run/{said['result'][0]['app_runs'][0]['app_run_id']}")["result_summary"])

    def test_a_playbook_is_named_by_id_by_repo_and_name_or_by_name(self):
        client = self.client
        playbook = client.get("/rest/playbook", _filter_name='"my_playbook"')["data"][0]
        for name in ["my_playbook", "local/my_playbook", playbook["id"], str(playbook["id"])]:
            self.assertEqual(playbook["id"], client.get(f"/rest/playbook_run/{client.run(name)}")["playbook"], name)
        inactive, = client.get("/rest/playbook", _filter_active="False")["data"]
        client.run(f"{inactive['repo_name']}/{inactive['name']}")
        client.run("my_playbook", "42")      # the official editor sends the container so
        for scope in ["all", "new", [], [161, 162]]:
            self.assertEqual(scope, client.get(f"/rest/playbook_run/{client.run('my_playbook', scope=scope)}")["misc"]["scope"])

    def test_the_id_is_a_text_in_the_answer_and_an_integer_everywhere_else(self):
        client = self.client
        said = client.post("/rest/playbook_run", {"container_id": 42, "playbook_id": "my_playbook", "run": True})
        self.assertEqual(["playbook_run_id", "received"], list(said))
        self.assertIsInstance(said["playbook_run_id"], str)
        self.assertEqual(int(said["playbook_run_id"]), client.get(f"/rest/playbook_run/{said['playbook_run_id']}")["id"])

    def test_what_is_wrong_is_refused_and_begins_nothing(self):
        client = self.client
        good = {"container_id": 42, "playbook_id": "my_playbook", "scope": "new", "run": True}
        before = client.get("/rest/playbook_run")["count"]
        for change, status in [
                ({"container_id": None}, 400), ({"container_id": "forty-two"}, 400), ({"container_id": 4711}, 404), ({"container_id": [42]}, 400),
                ({"playbook_id": "local/nothing"}, 404), ({"playbook_id": 4711}, 404), ({"playbook_id": ["my_playbook"]}, 400),
                ({"scope": "old"}, 400), ({"scope": ["a"]}, 400), ({"scope": {}}, 400), ({"run": False}, 400), ({"run": "yes"}, 400)]:
            client.post("/rest/playbook_run", {**good, **change}, status)
        for missing in ["container_id", "playbook_id", "run"]:
            client.post("/rest/playbook_run", {name: value for name, value in good.items() if name != missing}, 400)
        self.assertEqual('Playbook "4711" not found', client.post("/rest/playbook_run", {**good, "playbook_id": 4711}, 404)["message"])
        for body in ["", "{", "[]", '"text"']:
            client.post("/rest/playbook_run", body, 400)
        for body in [{}, {"cancel": False}, {"cancel": "true"}, []]:
            client.post("/rest/playbook_run/46", body, 400)
        client.post("/rest/playbook_run/4711", {"cancel": True}, 404)
        client.get("/rest/playbook_run/4711", 404)
        client.get("/rest/playbook_run/4711/log", 404)
        self.assertEqual(before, client.get("/rest/playbook_run")["count"])

    def test_runs_are_listed_filtered_and_sorted_as_clients_in_production_ask(self):
        client = self.client
        run = client.run("pb-slow", 24)
        client.advance("1s")
        rows = client.get("/rest/playbook_run?pretty=true&page_size=100&sort=start_time&order=desc")["data"]
        self.assertEqual(run, rows[0]["id"])
        self.assertEqual(sorted((row["start_time"] for row in rows), reverse=True), [row["start_time"] for row in rows])
        self.assertEqual([run], [row["id"] for row in client.get("/rest/playbook_run?_filter_container=24&_filter_status=%22running%22")["data"]])
        self.assertEqual({46, run}, {row["id"] for row in client.get("/rest/playbook_run?_filter_container=24&page_size=1000&page=0")["data"]})
        self.assertEqual([46], [row["id"] for row in client.get("/rest/playbook_run?_filter_owner__username='automation'")["data"]])
