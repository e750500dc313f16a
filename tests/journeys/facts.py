"""What every answer of the phantom pack is held against: the pages' field tables with their errata, the recorded members, the invariants."""
import datetime
import json
import math
import re

import core_yaml
from support import SOURCE

HEADERS = ["Cache-Control", "Connection", "Content-Length", "Content-Security-Policy", "Content-Type", "Date", "Expires", "Server",
           "Strict-Transport-Security", "Vary", "X-Content-Type-Options", "X-Frame-Options", "X-Xss-Protection"]
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")

# Members in order, with their types, as recorded on 4.5 (playbook_run, container, artifact, action_run, app_run, asset, app) or printed on
# the pages (approval, ph_user). n: null when recorded, so anything else too; !: null or that type; +: in the answer for one only; *: in lists
# with include_expensive too.
MEMBERS = {
    "playbook_run": """status s, node_guid n, update_time t, test_mode b, log_level i, run_data o, start_time t, misc o, action_exec a,
        effective_user n, owner !i, version i, last_artifact i, playbook i, cancelled !s, container i, message s, ip_address s, id i""",
    "approval": """status s, owner_type s, action_run i, playbook_run !i, escalated_approval n, name s, parent n, node_guid s, start_time t,
        close_time !t, id i, due_time t, version i, jitc o, asset !o, owner i, message s, type s, display b, responses a""",
    "ph_user": """last_name s, is_staff b, external_update_needed +b, default_label !s, id i, date_joined t, first_name s, title !s,
        default_tenant !i, is_superuser b, last_login !t, location !s, type s, email s, username s, prevent_login b, is_active b, onboarding_state +o,
        externally_managed +b, roles a, time_zone !s, show_onboarding +b""",
    "container": """parent_container n, node_guid n, in_case b, closing_rule_run n, sensitivity s, closing_owner n, create_time t, owner n, id i,
        ingest_app n, close_time n, open_time n, current_phase n, container_type s, label s, due_time t, version i, role n, asset n,
        workflow_name s, status s, owner_name n, hash s, description s, tags a, start_time t, kill_chain n, artifact_update_time t,
        artifact_count i, data +o, custom_fields o, severity s, tenant i, name s, source_data_identifier s, end_time n, container_update_time n""",
    "artifact": """parent_container n, playbook_run n, create_time t, owner n, id i, ingest_app n, container i, severity s, label n, version i,
        has_note b, type n, cef o, update_time t, hash s, description n, tags a, cef_types o, start_time t, kill_chain n, data +o, in_case b,
        name n, source_data_identifier s, end_time n, parent_artifact n""",
    "action_run": """comment s, node_guid s, playbook_run n, exec_order n, creator i, assign_time n, create_time t, playbook n, owner i, message s,
        targets *a, close_time !t, exec_delay_secs i, container i, id i, due_time t, version i, type s, status s, update_time t, handle n,
        action s, ip_address s, name s, cancelled n, cb_fn n""",
    "app_run": """status s, node_guid s, action_run i, extra_data *a, container i, app_name s, start_time t, app i, effective_user n, result_data *a,
        playbook_run n, asset i, version i, action s, result_summary *o, message s, app_version s, exception_occured b, id i, end_time t""",
    "asset": """action_whitelist o, validation o, tenants a, description s, tags a, type s, primary_voting i, product_version s, effective_user i,
        product_name s, disabled b, token n, version i, secondary_voting i, configuration o, product_vendor s, id i, name s""",
    "app": """app_config_render n, product_version_regex s, uber_view n, disabled b, logo s, install_time t, id i, logo_dark s, rest_handler n,
        appname s, version i, app_version s, type s, product_name s, description s, tags a, app_config o, configuration o, product_vendor s,
        publisher s, name s, release_tag n, consolidate_widgets b, appid s, directory s, require_auth_token b, main_module s, known_versions a""",
    "playbook": "id i, name s, active b, repo_name s, labels a",
    "role": "id i, name s",
}
TYPES = {
    "s": lambda value: isinstance(value, str),
    "i": lambda value: type(value) is int,
    "b": lambda value: isinstance(value, bool),
    "o": lambda value: isinstance(value, dict),
    "a": lambda value: isinstance(value, list),
    "t": lambda value: isinstance(value, str) and INSTANT.fullmatch(value) is not None,
}
JSON_TYPES = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}


def instant(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")


def _tables():
    """The printed tables with every erratum's amendments: {name: {"members": {...}, "additional": bool}}."""
    folder, tables = SOURCE / "fixtures/phantom", {}
    for file in sorted((folder / "tables").glob("*.yaml")):
        for name, table in core_yaml.load(file.read_text())["tables"].items():
            members = {row["member"]: {"json": row["json"], "required": row.get("required") != "optional", "at": ""} for row in table["members"]}
            tables[name] = {"members": members, "additional": False}
    for erratum in core_yaml.load((folder / "errata.yaml").read_text())["errata"]:
        amendments = erratum.get("amends", [])
        for change in amendments if isinstance(amendments, list) else [amendments]:
            table = tables[change["table"]]
            member = table["members"].get(change.get("member"), {})
            table["additional"] |= change.get("additional_members", False)
            for key in ("json", "at"):
                if key in change:
                    member[key] = change[key]
            if "presence" in change:
                member["required"] = change["presence"] == "required"
    return tables


TABLES = _tables()


def _holders(value, path):
    """The objects that would hold the member a pointer with `*` names."""
    found = [value]
    for step in path:
        if step == "*":
            found = [inner for outer in found if isinstance(outer, list) for inner in outer]
        else:
            found = [outer[step] for outer in found if isinstance(outer, dict) and step in outer]
    return found


def against_table(name, value):
    table = TABLES[name]
    for member, row in table["members"].items():
        for holder in _holders(value, row["at"].split("/")[1:-1]):
            assert member in holder or not row["required"], f"{name}: {member} is not there"
            if member in holder:
                assert any(JSON_TYPES[kind](holder[member]) for kind in row["json"]), f"{name}: {member} is {holder[member]!r}, not {row['json']}"
    if not table["additional"]:
        known = {member for member, row in table["members"].items() if not row["at"]}
        assert set(value) <= known, f"{name}: {sorted(set(value) - known)} not in the table"


def members_of(resource, one, expensive=False):
    """[(member, type)] that an answer for one, or a row of a list, has."""
    pairs = [text.split() for text in MEMBERS[resource].split(",")]
    hidden = () if one else ("+",) if expensive else ("+", "*")
    return [(name, kind.lstrip("+*")) for name, kind in pairs if not kind.startswith(hidden)]


def against_members(resource, row, one, expensive=False):
    expected = members_of(resource, one, expensive)
    if resource == "ph_user" and row["type"] == "automation":
        expected = expected + [("allowed_ips", "a")]
    assert [name for name, _ in expected] == list(row), f"{resource}: {list(row)}, expected {[name for name, _ in expected]}"
    for name, kind in expected:
        value = row[name]
        assert kind == "n" or (value is None and kind.startswith("!")) or TYPES[kind.lstrip("!")](value), f"{resource}: {name} is {value!r}"


def playbook_run(row):
    against_table("playbook_run.status", row)
    assert row["status"] in ("pending", "running", "success", "failed", "cancelled"), row["status"]
    assert (row["cancelled"] is not None) == (row["status"] == "cancelled"), row["cancelled"]
    said = json.loads(row["message"])
    assert row["message"] == json.dumps(said, sort_keys=True, separators=(",", ":")) + "\n", "the message is not compact, sorted, ended by a newline"
    assert (said["playbook_run_id"], said["status"]) == (row["id"], row["status"]), said
    for approval in said["approvals"]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}\+00", approval["start_time"]), approval["start_time"]
    for result in said["result"]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}\+00:00", result["create_time"]), result["create_time"]
        assert ("responses" in result) == (result["type"] == "manual") == (result["app_runs"] is None), result


def approval(row):
    start, due = instant(row["start_time"]), instant(row["due_time"])
    assert (row["close_time"] is None) == (row["status"] == "pending"), row
    # The page's manual task, 23, is due after an hour: the user who began it said so.
    length = 86400 if row["type"] != "manual" else 3600 if row["id"] == 23 else 1800
    assert 0.001 <= length - (due - start).total_seconds() <= 0.05, f"due {due - start} after the start"
    if row["status"] == "expired":
        assert 0.05 <= (instant(row["close_time"]) - due).total_seconds() <= 0.15, f"closed {row['close_time']}, due {row['due_time']}"
    elif row["status"] != "pending":
        assert start <= instant(row["close_time"]) <= due + datetime.timedelta(seconds=0.15), row


def ph_user(row):
    assert all(isinstance(role, str) for role in row["roles"]), row["roles"]
    assert not {"password", "2fa", "2fa_username", "default_tenant_id"} & set(row), "written, never read"


ROWS = {"playbook_run": playbook_run, "approval": approval, "ph_user": ph_user}


def detail_view(row, now):
    against_table("approval.detail", row)
    left = (instant(row["due_time"]) - now).total_seconds()
    assert type(row["time_left"]) is float and abs(row["time_left"] - left) < 1e-5, f"time_left {row['time_left']}, the clock says {left}"
    expected = {"asset": "approvals", "parameter": "action reviews"}.get(row["type"], "manual tasks" if row["action_type"] == "task" else "prompts")
    assert row["notification_type"] == expected, row["notification_type"]
    assert ("playbook_name" in row) == ("playbook_repo" in row), row


def row(resource, value, one, expensive=False):
    against_members(resource, value, one, expensive)
    ROWS.get(resource, lambda _: None)(value)


def envelope(value, query):
    """The answer to a list: its own members, and the page's size."""
    assert set(value) == {"count", "data", "num_pages"}, list(value)
    size = int(query.get("page_size", ["10"])[0].strip('"'))
    assert value["num_pages"] == (math.ceil(value["count"] / size) if size else min(value["count"], 1)), value["num_pages"]
    assert len(value["data"]) <= (size or value["count"]), len(value["data"])


SHAPES = {  # answers that are no rows: method and path → members with types
    ("POST", r"/rest/playbook_run"): {"playbook_run_id": "s", "received": "b"},
    ("POST", r"/rest/playbook_run/\d+"): {"cancelled": "b", "message": "s"},
    ("POST", r"/rest/container"): {"new_artifact_ids": "a", "id": "i", "success": "b"},
    ("POST", r"/rest/(artifact|ph_user)|/rest/(container|artifact|ph_user|approval)/\d+"): {"id": "i", "success": "b"},
    ("DELETE", r"/rest/(container|artifact|ph_user)/\d+"): {"success": "b"},
    ("POST", r"/rest/user_settings"): {"success": "b"},
    ("GET", r"/rest/ph_user/\d+/token"): {"id": "i", "key": "s", "allowed_ips": "a", "expires_on": "s"},
    ("GET", r"/rest/version"): {"version": "s"},
    ("GET", r"/rest/system_info"): {"base_url": "s", "time_zone": "s"},
}
LISTS = {r"/rest/container/\d+/approvals": "approval", r"/rest/container/\d+/playbook_runs": "playbook_run",
         r"/rest/playbook_run/\d+/actions": "action_run", r"/rest/playbook_run/\d+/log": None}


def check(method, path, query, status, body, now):
    """Holds one answer against everything known of it; True if something was known. `now` gives the world's instant."""
    text = body.decode("ascii")
    value = json.loads(text)
    assert text == json.dumps(value), f"not as Python spells it: {text}"
    if status >= 400:
        assert value["failed"] is True and isinstance(value["message"], str) and value["message"], value
        assert set(value) <= {"failed", "message", "existing_container_id", "existing_artifact_id"}, value
        return True
    assert status == 200, status
    path = path.rstrip("/")
    for (verb, pattern), shape in SHAPES.items():
        if verb == method and re.fullmatch(pattern, path):
            assert list(value) == list(shape) and all(TYPES[kind](value[name]) for name, kind in shape.items()), value
            return True
    if method != "GET":
        return False
    if re.fullmatch(r"/rest/approval/\d+/detail_summary_view", path):
        detail_view(value, now())
        return True
    for pattern, resource in {**LISTS, **{f"/rest/{name}": name for name in MEMBERS}}.items():
        if re.fullmatch(pattern, path):
            envelope(value, query)
            for inner in value["data"] if resource else []:
                row(resource, inner, False, "include_expensive" in query)
            return True
    if path == "/rest/user_settings":
        row("ph_user", value, True)
        return True
    if match := re.fullmatch(r"/rest/(\w+)/\d+", path):
        row(match[1], value, True)
        return True
    return False
