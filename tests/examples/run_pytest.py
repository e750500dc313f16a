"""The example in pytest."""
import pathlib
import subprocess
import sys
import tempfile

from example import HERE, fails_with_the_near_miss, need, passes, run, run_tests, same

COMMAND = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
AUDIT = """\
phantomime: 1
stubs:
  - name: the audit log
    request: GET /rest/audit_log
    expect: {at_least: 1}
    response: {json: {data: []}}
"""


def test_the_suite_passes():
    assert " passed" in passes("pytest", *COMMAND).stdout


def test_a_misspelled_path_fails_it_and_says_what_was_meant():
    fails_with_the_near_miss("pytest", "phantom_client.py", *COMMAND)


def test_a_suite_that_passes_but_leaves_a_call_out_fails_the_run():
    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder) / "audit.yaml"
        pack.write_text(AUDIT)
        result = run(HERE / "pytest", *COMMAND, options=["phantom", str(pack), "--clock", "frozen"])
    same(result.stdout + result.stderr, 1, result.returncode)
    assert " passed" in result.stdout and "the audit log: expected at least 1, was 0" in result.stderr, result.stderr


if __name__ == "__main__":
    # Asked elsewhere: beside this file a folder has the name of the module.
    need("pytest or requests", subprocess.run([sys.executable, "-c", "import pytest, requests"], cwd="/", capture_output=True).returncode == 0)
    run_tests(globals())
