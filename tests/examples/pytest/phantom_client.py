"""A small client of Splunk Phantom: runs a playbook and waits for its end."""
import time


class PhantomError(Exception):
    pass


class Phantom:
    """`wait` is called with seconds between two looks at a run."""

    def __init__(self, base_url, session, wait=time.sleep):
        self.base_url, self.session, self.wait = base_url, session, wait

    def ask(self, method, path, **options):
        answer = self.session.request(method, self.base_url + path, timeout=30, **options)
        said = answer.json()
        if not answer.ok or said.get("failed"):
            raise PhantomError(said.get("message", f"{method} {path}: {answer.status_code}"))
        return said

    def run_playbook(self, playbook, container, scope="new"):
        """Begins a run; its id."""
        said = self.ask("POST", "/rest/playbook_run", json={"container_id": container, "playbook_id": playbook, "scope": scope, "run": True})
        return int(said["playbook_run_id"])

    def result(self, run, looks=60):
        """Waits for the end of a run; what it was."""
        for _ in range(looks):
            said = self.ask("GET", f"/rest/playbook_run/{run}")
            if said["status"] not in ("pending", "running"):
                return said
            self.wait(1)
        raise PhantomError(f"run {run} does not end")
