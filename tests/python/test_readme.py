"""What README.md shows is what happens: its console blocks are run, and their output compared."""
import os
import pathlib
import re
import signal
import subprocess
import tempfile

from support import PROGRAM, SOURCE, run_tests, same

README = (SOURCE / "README.md").read_text()
CONSOLES = re.findall(r"```console\n(.*?)```", README, re.S)
ORDERS = next(text for text in re.findall(r"```yaml\n(.*?)```", README, re.S) if "/orders" in text)


def steps(console):
    """(command, expected output) pairs."""
    return [(part.split("\n", 1)[0], part.split("\n", 1)[1]) for part in re.split(r"^\$ ", console, flags=re.M)[1:]]


class Place:
    """A folder as the README's reader has it: the program on the path, orders.yaml, and the tree beside it."""

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        (self.folder / "orders.yaml").write_text(ORDERS)
        (self.folder / "phantomime").symlink_to(PROGRAM)
        (self.folder / "tests").symlink_to(SOURCE / "tests")
        self.environment = {**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "no_proxy": "*", "NO_COLOR": "1"}
        self.server = None
        return self

    def __exit__(self, *_):
        self.stop()
        self.temporary.cleanup()

    def stop(self):
        if self.server:
            self.server.send_signal(signal.SIGINT)
            self.server.communicate()
            self.server = None

    def serve(self, command, lines):
        """Starts a server on free ports and gives what it says first, with the README's ports in it."""
        self.stop()
        words = command.replace("tools/phantomime", "phantomime").split()
        plain = "--no-tls" in words
        self.server = subprocess.Popen([PROGRAM, *words[1:], *(["--port", "0"] if "--port" not in words else [])], cwd=self.folder,
                                       env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = "".join(self.server.stdout.readline() for _ in range(lines))
        found = re.findall(r"//127\.0\.0\.1:(\d+)", said)
        self.ports = {"8080": found[0]} if plain else {"8443": found[0], "8080": found[1]} if len(found) > 1 else {}
        for shown, real in self.ports.items():
            said = said.replace(":" + real, ":" + shown)
        return said

    def run(self, command):
        for shown, real in getattr(self, "ports", {}).items():
            command = command.replace("localhost:" + shown, "127.0.0.1:" + real)
        result = subprocess.run(["bash", "-c", command.replace("curl ", "curl -sS ", 1)], cwd=self.folder, env=self.environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return result.stdout


def test_the_cpp_example_is_a_test():
    example, = re.findall(r"```cpp\n(.*?)```", README, re.S)
    same("tests/mock/tour_test.cpp", (SOURCE / "tests/mock/tour_test.cpp").read_text(), example)
    assert example.count("\n") <= 80, example.count("\n")


def test_every_console_block_shows_what_happens():
    assert len(CONSOLES) >= 4, len(CONSOLES)
    with Place() as place:
        for console in CONSOLES:
            for command, expected in steps(console):
                if "--ready-json" in command:
                    said = place.serve(command, 1)
                    same(command, sorted(re.findall(r'"(\w+)":', expected)), sorted(re.findall(r'"(\w+)":', said)))
                elif " serve" in command:
                    same(command, expected, place.serve(command, expected.count("\n")))
                else:
                    said = place.run(command)
                    if expected.endswith("...\n"):
                        expected, said = expected[:-4], said[: len(expected) - 4]
                    same(command, expected.rstrip("\n"), said.rstrip("\n"))


def test_every_command_is_in_the_help_and_the_readme_names_no_other():
    text = subprocess.run([PROGRAM, "--help"], check=True, capture_output=True, text=True).stdout
    commands = set(re.findall(r"^  (\w+) {2,}", text.split("Subcommands:")[1], re.M))
    assert commands, text
    used = {match for console in CONSOLES for match in re.findall(r"\$ (?:tools/)?phantomime (\w+)", console)}
    same("commands used and not built", set(), used - commands)


def test_the_table_of_formats_is_the_registry():
    text = subprocess.run([PROGRAM, "convert", "--help"], check=True, capture_output=True, text=True).stdout
    built = [(name, "in" in ways, "out" in ways, what) for name, ways, what in re.findall(r"^  (\w+) +(in, out|in|out) +(.+)$", text.split("Formats:")[1], re.M)]
    shown = [(name, bool(goes_in), bool(goes_out), what)
             for name, goes_in, goes_out, what in re.findall(r"^\| `(\w+)` \| (yes)? ?\| (yes)? ?\| (.+) \|$", README, re.M)]
    assert len(built) >= 9, text
    same("formats", built, shown)


if __name__ == "__main__":
    run_tests(globals())
