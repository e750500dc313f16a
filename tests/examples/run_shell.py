"""The example in sh."""
import shutil

from example import fails_with_the_near_miss, need, passes, run_tests

COMMAND = ["sh", "test_phantom_client.sh"]


def test_the_suite_passes():
    assert "ok      test_" in passes("shell", *COMMAND).stdout


def test_a_misspelled_path_fails_it_and_says_what_was_meant():
    fails_with_the_near_miss("shell", "phantom_client.sh", *COMMAND)


if __name__ == "__main__":
    need("curl", shutil.which("curl"))
    run_tests(globals())
