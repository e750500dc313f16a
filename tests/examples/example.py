"""What run_*.py share: an example's suite must pass as it is, and fail with the near miss once its client is broken."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "python"))
from support import PROGRAM, SKIPPED, run_tests, same  # noqa: E402, F401  (the path above first)


def need(what, found):
    """Skips the whole script where a tool is not there that tools/setup brings."""
    if not found:
        print(f"skipped: there is no {what}; tools/setup test installs it on Debian")
        sys.exit(SKIPPED)


def run(folder, *command, options=("phantom", "--clock", "frozen")):
    """Runs a command under `phantomime run` in a folder."""
    environment = {**os.environ, "no_proxy": "*", "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([PROGRAM, "run", *options, "--", *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


class Broken:
    """A copy of an example in which its client asks a path that there is not."""

    def __init__(self, example, client):
        self.example, self.client = example, client

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.temporary.name) / self.example
        shutil.copytree(HERE / self.example, folder, ignore=shutil.ignore_patterns("__pycache__"))
        text = (folder / self.client).read_text()
        assert "/rest/playbook_run/" in text, text
        (folder / self.client).write_text(text.replace("/rest/playbook_run/", "/rest/playbok_run/"))
        return folder

    def __exit__(self, *_):
        self.temporary.cleanup()


def passes(example, *command):
    result = run(HERE / example, *command)
    same(f"{result.stdout}\n{result.stderr}", 0, result.returncode)
    assert ", 0 unmatched" in result.stderr and not result.stderr.startswith("phantomime: 0 requests"), result.stderr
    return result


def fails_with_the_near_miss(example, client, *command):
    with Broken(example, client) as folder:
        result = run(folder, *command)
    assert result.returncode == 1, f"{result.returncode}\n{result.stdout}\n{result.stderr}"
    for said in ["unmatched\n", "GET /rest/playbok_run/73  404  in ", "nearest: playbook_run", "path is /rest/playbok_run/73, not "]:
        assert said in result.stderr, f"no {said!r} in:\n{result.stderr}"
