"""Users: three kinds of them, their roles, their ways in."""
from journey import TOKEN, Journeys

JOHN = {"username": "john.doe@example.com", "first_name": "John", "last_name": "Doe", "email": "john.doe@example.com", "title": "Automation Engineer",
        "location": "Palo Alto", "time_zone": "US/Pacific", "password": "cleartextpassword", "roles": [8, 14, 23],
        "2fa": "duo", "2fa_username": "johndoe"}
SERVICE = {"allowed_ips": ["10.10.0.0/16"], "username": "service_account", "roles": ["Automation"], "type": "automation"}
JANE = {"username": "jane.doe@example.com", "email": "jane.doe@example.com", "time_zone": "US/Pacific", "type": "ldap",
        "roles": [8, 14, 23], "2fa": "duo"}


class Users(Journeys):
    def names(self, **query):
        return [row["username"] for row in self.client.all("/rest/ph_user", sort="id", **query)]

    def test_three_kinds_are_created_paged_sorted_changed_and_deactivated(self):
        client = self.client
        john, service, jane = (client.post("/rest/ph_user", body)["id"] for body in (JOHN, SERVICE, JANE))
        self.assertEqual({john, jane}, {row["id"] for row in client.all("/rest/ph_user", _filter_username__endswith='"doe@example.com"')})
        pages = [client.get("/rest/ph_user", page_size=2, page=n, sort="username", order="desc") for n in range(3)]
        self.assertEqual([(3, 2)] * 3, [(page["num_pages"], len(page["data"])) for page in pages])
        everybody = [row["username"] for page in pages for row in page["data"]]
        self.assertEqual(sorted(everybody, reverse=True), everybody)
        self.assertEqual(["Tier 1 Analyst", "Tier 2 Analyst", "Threat Hunter"], client.get(f"/rest/ph_user/{john}")["roles"])
        client.post(f"/rest/ph_user/{john}", {"add_roles": [6], "remove_roles": [8, 14]})
        self.assertEqual({"Threat Hunter", "Asset Owner"}, set(client.get(f"/rest/ph_user/{john}")["roles"]))
        self.assertEqual("ldap", client.get(f"/rest/ph_user/{jane}")["type"])
        self.assertEqual(["10.10.0.0/16"], client.get(f"/rest/ph_user/{service}")["allowed_ips"])
        self.someone(("john.doe@example.com", "cleartextpassword")).get("/rest/approval/21")
        client.post(f"/rest/ph_user/{john}", {"password": "another"})
        self.someone(("john.doe@example.com", "cleartextpassword")).get("/rest/approval/21", 401)
        self.someone(("john.doe@example.com", "another")).get("/rest/approval/21")
        client.delete(f"/rest/ph_user/{john}")
        self.assertIs(False, client.get(f"/rest/ph_user/{john}")["is_active"])
        self.assertEqual("User is inactive", self.someone(("john.doe@example.com", "another")).get("/rest/approval/21", 401)["message"])
        client.post(f"/rest/ph_user/{john}", {"is_active": True})
        self.someone(("john.doe@example.com", "another")).get("/rest/approval/21")

    def test_automation_users_are_listed_only_where_asked_for(self):
        client = self.client
        client.post("/rest/ph_user", SERVICE)
        normal = self.names()
        self.assertNotIn("automation", normal)
        everybody = self.names(include_automation="1")
        self.assertEqual(set(normal) | {"automation", "asset_runner", "service_account"}, set(everybody))
        for target in ["?include_automation&page_size=0", "?include_automation=true&page_size=0", "?&page_size=0&include_automation=1",
                       "?_filter_type__in=%5B%22normal%22,%20%22automation%22%5D&page_size=0"]:
            self.assertEqual(set(everybody), {row["username"] for row in client.get("/rest/ph_user" + target)["data"]}, target)
        self.assertEqual(["asset_runner", "automation", "service_account"], self.names(_filter_type='"automation"'))
        self.assertEqual("automation", client.get("/rest/ph_user/4")["type"])
        self.assertEqual("admin", client.get("/rest/ph_user/?_filter_username=%22admin%22")["data"][0]["username"])

    def test_roles_overrides_add_roles_and_remove_roles(self):
        client = self.client
        for body, expected in [
                ({"roles": [8, 14]}, {"Tier 1 Analyst", "Tier 2 Analyst"}),
                ({"add_roles": ["Threat Hunter"]}, {"Tier 1 Analyst", "Tier 2 Analyst", "Threat Hunter"}),
                ({"add_roles": [8]}, {"Tier 1 Analyst", "Tier 2 Analyst", "Threat Hunter"}),
                ({"remove_roles": ["Tier 1 Analyst", "Observer"]}, {"Tier 2 Analyst", "Threat Hunter"}),
                ({"add_roles": [6], "remove_roles": [6, 14]}, {"Threat Hunter"}),
                ({"roles": ["Observer"], "add_roles": [6], "remove_roles": [5]}, {"Observer"}),
                ({"title": "Lead"}, {"Observer"}),
                ({"roles": []}, set())]:
            client.post("/rest/ph_user/8", body)
            self.assertEqual(expected, set(client.get("/rest/ph_user/8")["roles"]), body)

    def test_a_user_that_is_wrong_is_refused(self):
        client = self.client
        before = self.names(include_automation="1")
        for change in [{"username": None}, {"username": 7}, {"username": "admin"}, {"type": "robot"}, {"roles": [4711]}, {"roles": ["Nobody"]},
                       {"roles": "Administrator"}, {"roles": [8, "Observer"]}, {"2fa": "sms"}, {"allowed_ips": ["everywhere"]}, {"email": []}]:
            client.post("/rest/ph_user", {**JOHN, **change}, 400)
        for missing in ["username", "password"]:
            client.post("/rest/ph_user", {name: value for name, value in JOHN.items() if name != missing}, 400)
        client.post("/rest/ph_user/8", {"add_roles": [4711]}, 400)
        client.post("/rest/ph_user/4711", {"title": "x"}, 404)
        client.get("/rest/ph_user/4711", 404)
        client.get("/rest/ph_user/4711/token", 404)
        client.get("/rest/ph_user/1/token", 404)
        self.assertEqual(before, self.names(include_automation="1"))

    def test_what_an_update_may_not_change_stays(self):
        client = self.client
        before = client.get("/rest/ph_user/8")
        client.post("/rest/ph_user/8", {"type": "automation", "id": 9, "date_joined": "1999-01-01T00:00:00.000000Z", "nonsense": 1})
        self.assertEqual(before, client.get("/rest/ph_user/8"))
        client.post("/rest/ph_user/8", {"default_tenant_id": 0, "default_label": "events", "show_onboarding": True})
        after = client.get("/rest/ph_user/8")
        self.assertEqual((0, "events", True), (after["default_tenant"], after["default_label"], after["show_onboarding"]))

    def test_a_token_works_from_its_addresses_only(self):
        client = self.client
        user = client.post("/rest/ph_user", SERVICE)["id"]
        token = client.get(f"/rest/ph_user/{user}/token")
        self.assertEqual((44, "=", ["10.10.0.0/16"]), (len(token["key"]), token["key"][-1], token["allowed_ips"]))
        service = self.someone(token=token["key"])
        self.assertIn("invalid token from 127.0.0.1", service.get("/rest/approval", 401)["message"])
        for allowed, status in [(["any"], 200), ([], 401), (["127.0.0.0/8"], 200), (["127.0.0.2"], 401), (["10.0.0.1", "127.0.0.1"], 200),
                                (["::1/128"], 401)]:
            client.post(f"/rest/ph_user/{user}", {"allowed_ips": allowed})
            service.get("/rest/approval", status)
        client.post(f"/rest/ph_user/{user}", {"allowed_ips": ["any"]})
        self.assertEqual(service.get("/rest/ph_user/4", 200), client.get("/rest/ph_user/4"))
        client.delete(f"/rest/ph_user/{user}")
        self.assertEqual("User is inactive", service.get("/rest/approval", 401)["message"])

    def test_every_way_in_and_what_the_others_get(self):
        for user, token in [(("admin", "changeme"), None), (("soar_local_admin", "changeme"), None), (None, TOKEN), (("", TOKEN), None)]:
            self.someone(user, token).get("/rest/version")
        for user, token, text in [
                (None, None, "No supported auth information provided in request"),
                (("admin", "wrong"), None, "Invalid username or password"),
                (("nobody", "changeme"), None, "Invalid username or password"),
                (("automation", ""), None, "Invalid username or password"),
                (None, "another", "Invalid automation token"),
                (("", "another"), None, "Invalid automation token")]:
            for target in ["/rest/version", "/rest/nothing"]:
                self.assertEqual(text, self.someone(user, token).get(target, 401)["message"])

    def test_a_token_may_not_delete(self):
        robot = self.someone(token=TOKEN)
        for target in ["/rest/ph_user/8", "/rest/container/24", "/rest/ph_user/4711"]:
            robot.delete(target, 403)
        self.someone(("", TOKEN)).delete("/rest/container/24", 403)
        self.assertIs(True, self.client.get("/rest/ph_user/8")["is_active"])
        self.client.delete("/rest/container/24")

    def test_a_password_is_changed_by_its_owner(self):
        george = self.someone(("george.tailor@splunk.com", "tailor-made"))
        self.assertEqual("george.tailor@splunk.com", george.get("/rest/user_settings")["username"])
        george.post("/rest/user_settings", {"old_password": "wrong", "password": "x"}, 400)
        george.post("/rest/user_settings", {"old_password": "tailor-made"}, 400)
        george.post("/rest/user_settings", {"old_password": "tailor-made", "password": "changed"})
        george.get("/rest/version", 401)
        self.someone(("george.tailor@splunk.com", "changed")).get("/rest/version")

    def test_whose_token_one_may_read(self):
        self.assertEqual(TOKEN, self.someone(("soar_local_admin", "changeme")).get("/rest/ph_user/4/token")["key"])
        self.assertEqual(TOKEN, self.someone(token=TOKEN).get("/rest/ph_user/4/token")["key"])
        george = self.someone(("george.tailor@splunk.com", "tailor-made"))
        george.get("/rest/ph_user/4/token", 403)
        self.client.post("/rest/ph_user/8", {"roles": ["Administrator"]})
        george.get("/rest/ph_user/4/token")
