"""What `verify --allow creates` makes on a server it takes away again, whatever happens to it: nothing is left that could be deleted."""
import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import time
import urllib.request

from support import PROGRAM, Server, run_tests, same
from verifier import LOGIN, Verified, relay, serving

KILLS = int(os.environ.get("PHANTOMIME_KILLS", "10"))
CREATES = ("--allow", "creates")
MADE = {"container: create", "artifact: create", "ph_user: create"}


@contextlib.contextmanager
def own_state():
    """A folder for ledgers; gives it."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("XDG_STATE_HOME")
        os.environ["XDG_STATE_HOME"] = folder
        try:
            yield pathlib.Path(folder)
        finally:
            del os.environ["XDG_STATE_HOME"]
            if before:
                os.environ["XDG_STATE_HOME"] = before


def ledger_lines(folder):
    return [line for file in folder.glob("phantomime/verify/*/ledger.jsonl") for line in file.read_text().splitlines()]


def admin(server, path):
    with urllib.request.urlopen(f"{server.ready['admin'].rstrip('/')}{path}") as answer:
        return json.load(answer)


def marked(server):
    """(collection, row) of everything in the server's memory that carries a marker."""
    return [(name, row) for name, collection in admin(server, "/state")["collections"].items() for row in collection["rows"] if "phantomime-" in json.dumps(row)]


def still_there(server):
    """What of it could still be deleted: users are deleted softly."""
    return [(name, row) for name, row in marked(server) if name != "ph_user" or row["is_active"]]


def phantom():
    return Server("phantom", "--no-tls", "--quiet")


def clean_up(target, expect=0, login=LOGIN):
    environment = {**{name: value for name, value in os.environ.items() if not name.startswith("PHANTOMIME_")}, **login}
    done = subprocess.run([PROGRAM, "verify", "phantom", "--target", target, "--clean-up"], capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL)
    same(f"exit code of the clean-up:\n{done.stdout}{done.stderr}", expect, done.returncode)
    return done.stdout


def test_without_permission_nothing_is_sent_that_is_not_safe():
    with own_state() as folder, phantom() as server:
        seen = []
        with serving(relay(server.port("http"), seen)) as target:
            Verified("phantom", "--target", target)
            Verified("phantom", "--target", target, "--allow", "creates", "--plan")
            clean_up(target)
        assert seen, "nothing was asked"
        same("methods", {"GET"}, {method for method, _, _ in seen})
        same("ledger", [], ledger_lines(folder))


def test_a_run_that_ends_early_says_why_of_flows_too():
    with own_state() as folder, phantom() as server:
        done = Verified("phantom", "--target", server.ready["http"], *CREATES, login={**LOGIN, "PHANTOMIME_PASSWORD": "another"})
        same("code", 4, done.code)
        same("not run without a reason", [], [check["stub"] for check in done.report["checks"] if check["outcome"] == "not run" and not check["why"]])
        same("ledger", [], ledger_lines(folder))


def test_flows_make_look_at_and_take_away():
    with own_state() as folder, phantom() as server:
        run = Verified("phantom", "--target", server.ready["http"], *CREATES)
        same(f"exit code\n{run}", 0, run.code)
        checks = run.report["checks"]
        for stub in MADE:
            same(f"{stub}\n{run}", ["ok"], [check["outcome"] for check in checks if check["stub"] == stub])
        for stub in ["container: delete", "artifact: delete", "ph_user: delete"]:
            same(f"{stub}\n{run}", ["ok"], [check["outcome"] for check in checks if check["stub"] == stub])
        # One of the server's own, one that was made.
        same("readings", 2, len([check for check in checks if check["stub"] == "container: one"]))
        refused = next(check for check in checks if check["stub"] == "playbook_run: create")
        assert refused["outcome"] == "not run" and "cannot be deleted" in refused["why"], refused
        same("left", [], still_there(server))
        assert any("deleted softly" in note and "ph_user" in note for note in run.report["notes"]), run.report["notes"]
        same("kept private", 0o600, next(folder.glob("phantomime/verify/*/ledger.jsonl")).stat().st_mode & 0o777)
        assert "0 things in the ledger" in clean_up(server.ready["http"])


def test_changes_are_made_to_what_was_made_only():
    with own_state(), phantom() as server:
        before = {name: collection["rows"] for name, collection in admin(server, "/state")["collections"].items()}
        run = Verified("phantom", "--target", server.ready["http"], *CREATES, "--allow", "idempotent")
        for stub in ["container: update", "artifact: update", "ph_user: update"]:
            same(f"{stub}\n{run}", ["ok"], [check["outcome"] for check in run.report["checks"] if check["stub"] == stub])
        after = {name: collection["rows"] for name, collection in admin(server, "/state")["collections"].items()}
        for name in ["container", "artifact", "playbook_run", "approval"]:
            same(name, before[name], after[name])
        same("users", before["ph_user"], [row for row in after["ph_user"] if row["id"] <= max(one["id"] for one in before["ph_user"])])


def test_the_plan_says_what_flows_would_send():
    with own_state():
        run = Verified("phantom", "--plan")
        assert "creates; allow with --allow creates" in run.out, run
        run = Verified("phantom", "--plan", *CREATES)
        lines = {line.split("  ")[1].strip() + " " + line for line in run.out.splitlines() if "/rest/container" in line}
        assert any("creates" in line and "POST /rest/container" in line and "not run" not in line for line in lines), run
        assert any("DELETE /rest/container/{id:integer}" in line and "not run" not in line for line in lines), run
        assert any("cannot be deleted" in line for line in run.out.splitlines()), run


def test_the_ledger_knows_the_marker_before_the_request_leaves():
    with own_state() as folder, phantom() as server:
        unknown = []

        def look(handler, status, headers, body):
            if handler.command == "POST":
                known = "\n".join(ledger_lines(folder))
                unknown.extend(line for line in [handler.path] if known.count('"intent"') <= known.count('"made"'))
            return False

        with serving(relay(server.port("http"), [], look)) as target:
            Verified("phantom", "--target", target, *CREATES)
        same("requests without an intent", [], unknown)
        assert '"gone"' in ledger_lines(folder)[-1], ledger_lines(folder)


def test_what_was_made_is_found_although_its_answer_never_came():
    with own_state(), phantom() as server:
        def swallow(handler, status, headers, body):
            if handler.command != "POST":
                return False
            handler.close_connection = True
            handler.connection.close()
            return True

        with serving(relay(server.port("http"), [], swallow)) as target:
            run = Verified("phantom", "--target", target, *CREATES)
            same("left", [], still_there(server))
            same(f"made\n{run}", True, any(name == "ph_user" for name, _ in marked(server)))
            failed = next(check for check in run.report["checks"] if check["stub"] == "container: create")
            same("outcome", "failed", failed["outcome"])


def test_lists_that_do_not_filter_are_read_through():
    with own_state(), phantom() as server:
        def swallow(handler, status, headers, body):
            if handler.command == "POST":
                handler.close_connection = True
                handler.connection.close()
                return True
            if "_filter_" in handler.path:
                handler.answer(400, b'{"failed": true, "message": "no filters here"}', [("Content-Type", "application/json")])
                return True
            return False

        with serving(relay(server.port("http"), [], swallow)) as target:
            Verified("phantom", "--target", target, *CREATES, "--only", "container*")
        same("left", [], still_there(server))


def test_what_cannot_be_deleted_is_listed_and_kept_in_mind():
    with own_state(), phantom() as server:
        # What is forbidden must not reach the server: a relay of its own refuses it before.
        forbidden = True
        with serving(refusing_deletes(server.port("http"), lambda: forbidden)) as target:
            run = Verified("phantom", "--target", target, *CREATES)
            same(f"exit code\n{run}", 1, run.code)
            assert run.out.count("LEFT BEHIND") >= 3 and "not for you" in run.out, run
            assert still_there(server), "nothing was left"
            out = clean_up(target, expect=1)
            assert out.count("LEFT BEHIND") == 3 and "3 left" in out, out
            run = Verified("phantom", "--target", target)
            forbidden = False
            out = clean_up(target)
            assert "0 left" in out and "deleted softly" in out, out
        same("left", [], still_there(server))


def refusing_deletes(port, refuses):
    """A relay that keeps DELETE from the server as long as `refuses()`."""
    base = relay(port, [])

    class Refusing(base):
        def handle_any(self):
            if self.command == "DELETE" and refuses():
                self.answer(403, b'{"failed": true, "message": "not for you"}', [("Content-Type", "application/json")])
            else:
                base.handle_any(self)

    return Refusing


def test_a_ledger_that_cannot_be_written_keeps_everything_from_being_made():
    with own_state() as folder, phantom() as server:
        (folder / "phantomime").write_text("in the way")
        seen = []
        with serving(relay(server.port("http"), seen)) as target:
            run = Verified("phantom", "--target", target, *CREATES)
        same(f"exit code\n{run}", 4, run.code)
        same("methods", {"GET"}, {method for method, _, _ in seen})
        assert "ledger" in run.err or "folder" in run.err, run


def test_killed_at_any_moment_nothing_is_left_that_can_be_deleted():
    only = ("--only", "*container*", "--only", "*artifact*", "--only", "*ph_user*")
    environment = {**os.environ, **LOGIN}
    chance = random.Random(20261126)
    found = 0
    with own_state(), phantom() as server:
        target = server.ready["http"]
        environment["XDG_STATE_HOME"] = os.environ["XDG_STATE_HOME"]
        # Slowly, so that there is a moment for each kill.
        command = [PROGRAM, "verify", "phantom", "--target", target, *CREATES, *only, "--rate", "60"]
        began = time.monotonic()
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        whole = time.monotonic() - began
        for kill in range(KILLS):
            child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # Half of them at a time of its own, half where something has just been made.
            if kill % 2:
                time.sleep(chance.uniform(0, whole))
            else:
                count, limit = len(marked(server)), time.monotonic() + 20
                while child.poll() is None and len(marked(server)) == count and time.monotonic() < limit:
                    pass
            child.send_signal(signal.SIGKILL)
            child.wait()
            found += bool(still_there(server))
            clean_up(target)
            same(f"left after kill {kill + 1}", [], still_there(server))
            assert "deleted" not in clean_up(target)
    print(f"{KILLS} kills, {found} of them left something behind, which the clean-up took away")
    assert found > 0, "no kill came when something was there: the test proves nothing"


if __name__ == "__main__":
    run_tests(globals())
