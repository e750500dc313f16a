"""The three versions, as far as wire.md A7 knows a difference."""
from journey import TOKEN, Journeys, facts


class As45(Journeys):
    arguments = ["--profile", "4.5"]

    def test_resources_and_version_are_text_javascript_and_the_rest_is_as_on_4_10(self):
        for target in ["/rest/version", "/rest/approval", "/rest/container/24"]:
            self.client.get(target)
            self.assertEqual("text/javascript", self.client.headers["Content-Type"])
        self.client.get("/rest/system_info")
        self.assertEqual("application/json; charset=UTF-8", self.client.headers["Content-Type"])
        self.assertEqual("4.5.15922", self.client.get("/rest/version")["version"])
        self.assertEqual(["count", "data", "num_pages"], list(self.client.get("/rest/container")))
        status, headers, body = self.client.send("GET", "/rest/nothing", headers=self.client.credentials())
        self.assertEqual((404, b'{"failed": true, "message": "Requested item not found"}'), (status, body))
        self.assertEqual(55, len(body))
        self.assertEqual([name for name in facts.HEADERS if name not in ("Cache-Control", "Expires")],
                         [name for name, _ in headers if not name.startswith("X-Phantomime")])


class As410(Journeys):
    def test_it_is_the_default(self):
        self.assertEqual(["count", "data", "num_pages"], list(self.client.get("/rest/container")))
        self.assertEqual("application/json", self.client.headers["Content-Type"])
        self.assertEqual(TOKEN, self.client.get("/rest/ph_user/4/token")["key"])
        self.assertEqual("admin", self.client.get("/rest/ph_user/1")["username"])


class AsCloud2025(Journeys):
    arguments = ["--profile", "cloud-2025"]

    def test_what_a_cloud_server_does_otherwise(self):
        client = self.someone(("soar_local_admin", "changeme"), checked=False)
        self.assertEqual(["count", "num_pages", "data"], list(client.get("/rest/container")))
        self.assertIn("json", client.headers["Content-Type"])
        self.assertEqual("not found run_playbook", client.post("/rest/run_playbook", {}, 404)["message"])
        self.assertEqual("Requested item not found", client.get("/rest/container/4711", 404)["message"])
        self.assertEqual("Method not allowed", client.post("/rest/approval", {}, 405)["message"])
        unknown = {"container_id": 42, "playbook_id": "x/y", "run": True}
        self.assertEqual('Playbook "x/y" not found', client.post("/rest/playbook_run", unknown, 404)["message"])
        run = client.run("local/my_playbook", inputs={"a": 1})
        row = client.get(f"/rest/playbook_run/{run}")
        self.assertEqual(({"a": 1}, {}), (row["inputs"], row["outputs"]))
        self.assertEqual(({}, []), (row["misc"]["parent_playbook_run"], row["misc"]["scope_artifact_ids"]))
        user = client.get("/rest/ph_user?_filter_id=1")["data"][0]
        self.assertEqual("soar_local_admin", user["username"])
        self.assertLessEqual({"last_updated", "splunk_external_user_type", "onboarding_state", "externally_managed", "show_onboarding"}, set(user))
        self.assertNotIn("external_update_needed", client.get("/rest/ph_user/1"))
        token = client.get("/rest/ph_user/4/token")
        self.assertNotEqual(TOKEN, token["key"])
        self.assertFalse(token["expires_on"].startswith("1970"))
        self.someone(token=TOKEN, checked=False).get("/rest/container")
