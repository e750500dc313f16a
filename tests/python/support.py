"""What the tests of the program share: starting it, stopping it, JSON that keeps the spelling of numbers."""
import json
import os
import pathlib
import signal
import subprocess
import sys

SOURCE = pathlib.Path(os.environ.get("PHANTOMIME_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
PROGRAM = os.environ.get("PHANTOMIME_PROGRAM", str(SOURCE / "build/release/phantomime"))
SKIPPED = 77


class Server:
    """`phantomime serve ... --port 0 --ready-json`; ended with SIGINT, its exit code checked."""

    def __init__(self, *arguments, environment=None, cwd=None):
        self.process = subprocess.Popen([PROGRAM, "serve", *arguments, "--port", "0", "--ready-json"], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, env=environment, cwd=cwd)
        line = self.process.stdout.readline()
        assert line, "the server did not start:\n" + self.process.communicate()[1]
        self.ready = json.loads(line)
        self.errors = ""

    def port(self, scheme):
        return int(self.ready[scheme].rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.process.send_signal(signal.SIGINT)
        self.errors = self.process.communicate()[1]
        if kind is None:
            assert self.process.returncode == 0, f"serve ended with {self.process.returncode}:\n{self.errors}"


class Spelled(str):
    """A number as it was spelled: 1.10 is not 1.1."""


def parse(text):
    """JSON with the spelling of its numbers kept."""
    return json.loads(text, parse_float=Spelled, parse_int=Spelled)


def same(what, expected, actual):
    assert expected == actual, f"{what}:\nexpected {expected!r}\nactual   {actual!r}"


def run_tests(namespace):
    """Runs every function test_* of a module; prints one line each; exits 1 if one fails, 77 if there is none."""
    tests = {name: value for name, value in namespace.items() if name.startswith("test_")}
    failed = 0
    for name, test in tests.items():
        try:
            test()
            print(f"ok      {name}")
        except Exception as error:  # a test may fail in any way; the others still run
            failed += 1
            print(f"FAILED  {name}: {type(error).__name__}: {error}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0 if tests else SKIPPED)
