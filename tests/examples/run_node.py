"""The example in JavaScript, for Node's own test runner."""
import re
import shutil
import subprocess

from example import fails_with_the_near_miss, need, passes, run_tests

COMMAND = ["node", "--test", "phantom_client.test.mjs"]


def version():
    """Of Node; 0 where there is none."""
    if not shutil.which("node"):
        return 0
    return int(re.match(r"v(\d+)", subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout)[1])


def test_the_suite_passes():
    passes("node", *COMMAND)


def test_a_misspelled_path_fails_it_and_says_what_was_meant():
    fails_with_the_near_miss("node", "phantom_client.mjs", *COMMAND)


if __name__ == "__main__":
    need("node 18 or newer", version() >= 18)
    run_tests(globals())
