"""What the clients of the three resources need around them, and their queries."""
from journey import Journeys, facts


class Resources(Journeys):
    def test_every_list_and_every_row_has_its_members(self):
        for resource in facts.MEMBERS:
            rows = self.client.all(f"/rest/{resource}")
            self.assertTrue(rows, resource)
            for row in rows:
                one = self.client.get(f"/rest/{resource}/{row['id']}")
                self.assertEqual(row, {name: one[name] for name in row}, resource)
            self.client.all(f"/rest/{resource}", include_expensive="True")
            self.client.get(f"/rest/{resource}/4711", 404)
        self.assertIn("allowed_ips", self.client.get("/rest/ph_user/4"))

    def test_every_row_that_another_row_names_is_there(self):
        client = self.client
        prompt = client.run("pb-prompt", 24)
        client.run("whois", 24)
        client.advance("10s")
        client.post(f"/rest/approval/{client.asked(prompt)['id']}", {"status": "approve", "responses": ["Yes"]})
        client.advance("10s")
        ids = {name: {row["id"] for row in client.all(f"/rest/{name}", include_automation="1")} for name in facts.MEMBERS}
        relations = {"container": {"owner": "ph_user"}, "artifact": {"container": "container"},
                     "playbook_run": {"container": "container", "playbook": "playbook", "owner": "ph_user"},
                     "approval": {"action_run": "action_run", "playbook_run": "playbook_run", "owner": "ph_user"},
                     "action_run": {"playbook_run": "playbook_run", "playbook": "playbook", "container": "container",
                                    "owner": "ph_user", "creator": "ph_user"},
                     "app_run": {"action_run": "action_run", "app": "app", "asset": "asset", "container": "container",
                                 "playbook_run": "playbook_run"},
                     "asset": {"effective_user": "ph_user"}}
        for resource, members in relations.items():
            for row in client.all(f"/rest/{resource}"):
                for member, other in members.items():
                    self.assertIn(row[member], ids[other] | {None}, f"{resource} {row['id']}: {member}")

    def test_containers_come_in_pages_of_ten(self):
        client = self.client
        first, second, past = (client.get("/rest/container", page=n, sort="id") for n in range(3))
        self.assertEqual((12, 2, 10), (first["count"], first["num_pages"], len(first["data"])))
        self.assertEqual((12, 2, 2), (second["count"], second["num_pages"], len(second["data"])))
        self.assertEqual((12, 2, []), (past["count"], past["num_pages"], past["data"]))
        self.assertEqual([row["id"] for row in client.all("/rest/container", sort="id")], [row["id"] for row in first["data"] + second["data"]])
        self.assertEqual(12, len(client.get('/rest/container/?page_size=%22200%22')["data"]))
        empty = client.get("/rest/container", _filter_name='"nothing"')
        self.assertEqual((0, 0, []), (empty["count"], empty["num_pages"], empty["data"]))

    def test_filters_as_clients_send_them(self):
        def found(query):
            return {row["id"] for row in self.client.get("/rest/container?page_size=0&" + query)["data"]}
        for query, ids in [
                ("_filter_id=42", {42}),
                ("_filter_id__in=[24,%2042]", {24, 42}),
                ("_filter_name__icontains=%22BEACON%22", {42}),
                ("_filter_name__startswith=Testcases", {291, 292, 293, 294}),
                ("_filter_name__contains='vpn'", {32}),
                ("_filter_id__gt=40&_filter_id__lt=292", {42, 291}),
                ("_filter_status=%22closed%22", {32, 39}),
                ("_filter_status=%22closed%22&_filter_severity=%22low%22", {32}),
                ("_filter_close_time__isnull=False", {32, 39}),
                ("_exclude_id__gte=40&_filter_owner__username='admin'", {31}),
                ("_filter_in_case=True", set()),
                ("_filter_create_time__year=2016", {24})]:
            self.assertEqual(ids, found(query), query)
        for query in ["_filter_nothing=1", "_filter_id=%22name%22", "page=minus", "sort=nothing"]:
            self.client.get("/rest/container?" + query, 400)
        for query in ["_filter_container_id=%2224%22", "_filter_container=24", "_filter_container__name__icontains=%22unknown%20network%22"]:
            self.assertEqual([160], [row["id"] for row in self.client.get("/rest/artifact?" + query)["data"]], query)

    def test_a_container_is_made_found_changed_and_deleted_with_all_that_is_its(self):
        client = self.client
        made = client.post("/rest/container/", {"name": "New", "source_data_identifier": "source-1", "severity": "low", "tags": ["a"], "nonsense": 1})
        self.assertEqual([], made["new_artifact_ids"])
        row = client.get(f"/rest/container/{made['id']}")
        self.assertEqual(("New", "events", "new", "low", ["a"], 0),
                         tuple(row[name] for name in ("name", "label", "status", "severity", "tags", "artifact_count")))
        one = {"container_id": made["id"], "source_data_identifier": "artifact-1", "cef": {"sourceAddress": "10.0.0.1"}}
        artifact = client.post("/rest/artifact", one)["id"]
        again = client.post("/rest/container", {"name": "New", "source_data_identifier": "source-1"}, 400)
        self.assertEqual(made["id"], again["existing_container_id"])
        again = client.post("/rest/artifact", one, 400)
        self.assertEqual(artifact, again["existing_artifact_id"])
        client.post("/rest/artifact", {"container_id": 42, "source_data_identifier": "artifact-1"})
        client.post(f"/rest/container/{made['id']}", {"status": "closed", "owner_id": 13})
        row = client.get(f"/rest/container/{made['id']}")
        self.assertEqual(("closed", 13, 1), (row["status"], row["owner"], row["artifact_count"]))
        run = client.run("my_playbook", made["id"])
        client.advance("5s")
        client.delete(f"/rest/container/{made['id']}")
        for target in [f"container/{made['id']}", f"artifact/{artifact}", f"playbook_run/{run}"]:
            client.get("/rest/" + target, 404)
        self.assertEqual(0, client.get("/rest/action_run", _filter_container=made["id"])["count"])

    def test_an_artifact_is_corrected_another_one_deleted_and_their_container_stays(self):
        client = self.client
        made = client.post("/rest/container", {"name": "Phishing", "artifacts": [
            {"name": "sender", "cef": {"fromEmail": "a@example.net"}}, {"name": "link", "cef": {"requestURL": "http://example.net/"}}]})
        sender, link = made["new_artifact_ids"]
        client.advance("1m")
        client.post(f"/rest/artifact/{sender}", {"severity": "high", "cef": {"fromEmail": "b@example.net"}})
        row = client.get(f"/rest/artifact/{sender}")
        self.assertEqual(("sender", "high", {"fromEmail": "b@example.net"}, made["id"]), tuple(row[name] for name in ("name", "severity", "cef", "container")))
        self.assertEqual(client.now(), facts.instant(row["update_time"]))
        self.assertEqual("medium", client.get(f"/rest/artifact/{link}")["severity"])
        client.delete(f"/rest/artifact/{link}")
        client.get(f"/rest/artifact/{link}", 404)
        client.delete(f"/rest/artifact/{link}", 404)
        self.assertEqual([sender], [row["id"] for row in client.all("/rest/artifact", _filter_container=made["id"])])
        self.assertEqual(1, client.get(f"/rest/container/{made['id']}")["artifact_count"])

    def test_a_container_that_is_wrong_is_refused(self):
        client = self.client
        for body, text in [
                ({"name": "x", "label": "foobar"}, 'Label "foobar" is not a known label.'),
                ({"name": "x", "severity": "odd"}, "Severity matching query does not exist."),
                ({"label": "events"}, None), ({"name": 7}, None), ([], None), ("{", None)]:
            said = client.post("/rest/container", body, 400)["message"]
            self.assertEqual(text or said, said)
        client.post("/rest/artifact", {"container_id": 4711}, 404)
        client.post("/rest/artifact", {"name": "x"}, 400)
        client.post("/rest/container/4711", {"name": "x"}, 404)
        self.assertEqual(12, client.get("/rest/container")["count"])

    def test_the_type_of_a_request_does_not_matter(self):
        for kind in ["application/json", "application/x-www-form-urlencoded", "text/plain", ""]:
            self.client.ask("POST", "/rest/container", '{"name": "x"}', headers={"Content-Type": kind})

    def test_what_the_server_says_of_itself(self):
        self.assertRegex(self.client.get("/rest/version")["version"], r"4\.10\.\d+")
        self.assertEqual("UTC", self.client.get("/rest/system_info")["time_zone"])
        self.assertEqual("Requested item not found", self.client.get("/rest/nothing", 404)["message"])
