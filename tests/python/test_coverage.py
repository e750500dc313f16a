"""`--coverage FILE` and `phantomime coverage`: what a process adds to the file, and what several add up to."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile

from support import PROGRAM, Server, run_tests, same

PACK = """\
phantomime: 1
pack: {name: shop}
machines:
  door: {initial: shut, final: [ajar], transitions: {open: {from: shut, to: ajar}}}
stubs:
  - {name: greeting, request: GET /hello, response: {json: {say: hello}}}
  - {name: turns, request: GET /turns, response: {sequence: [{text: one}, {text: two}]}}
  - {name: open, request: POST /open, do: [{fire: {machine: door, transition: open}}], response: {status: 204}}
  - {name: secret, request: GET /secret, response: {json: {password: hunter2}}}
"""


class Folder:
    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.temporary.name)
        self.pack, self.file = self.path / "pack.yaml", self.path / "coverage.json"
        self.pack.write_text(PACK)
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()

    def serve(self, *options):
        return Server(str(self.pack), "--quiet", "--coverage", str(self.file), *options)

    def count(self, of, kind="stub", name=""):
        found = [item["count"] for item in json.loads(self.file.read_text())["items"] if (item["kind"], item["of"], item["name"]) == (kind, of, name)]
        return found[0] if found else None

    def coverage(self, *arguments):
        return subprocess.run([PROGRAM, "coverage", str(self.file), *arguments], capture_output=True, text=True, cwd=self.path)


def ask(server, *lines, space=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port("http"), timeout=20)
    for line in lines:
        connection.request(*line.split(), headers={"X-Phantomime-Space": space} if space else {})
        connection.getresponse().read()
    connection.close()


def test_a_run_counts_and_the_report_says_what_was_never_touched():
    with Folder() as folder:
        with folder.serve() as server:
            ask(server, "GET /hello", "GET /hello", "GET /turns")
        result = folder.coverage()
        same("code", 0, result.returncode)
        same("report", """\
pack        stubs     branches       states      members
shop  2/4  50.0 %  1/3  33.3 %  0/2   0.0 %  1/2  50.0 %

never touched
""", result.stdout[:result.stdout.index("  " + str(folder.pack))])
        for line, what in [(9, "stub secret"), (8, "stub open"), (7, "branch turns answer 2"), (4, "branch door open: shut -> ajar"), (4, "state door ajar"),
                           (9, "member secret /password")]:
            assert f"  {folder.pack}:{line}: {what}\n" in result.stdout, (what, result.stdout)
        assert "hunter2" not in folder.file.read_text() + result.stdout


def test_two_processes_at_once_and_later_ones_add_up():
    with Folder() as folder:
        with folder.serve() as one, folder.serve() as other:
            ask(one, "GET /hello")
            ask(other, "GET /hello", "POST /open")
        same("both", (2, 1, 0), (folder.count("greeting"), folder.count("open"), folder.count("secret")))
        servers = [folder.serve() for _ in range(6)]
        for server in servers:
            ask(server, "GET /hello")
        for server in servers:
            server.process.send_signal(signal.SIGINT)
        for server in servers:
            same("exit", 0, server.process.wait())
            server.process.communicate()
        same("all", 8, folder.count("greeting"))
        same("beside", {"pack.yaml", "coverage.json", "coverage.json.lock"}, {entry.name for entry in folder.path.iterdir()})


def test_sigterm_writes_it_too():
    with Folder() as folder:
        server = folder.serve()
        ask(server, "GET /hello")
        server.process.send_signal(signal.SIGTERM)
        server.process.communicate()
        same("counted", (0, 1), (server.process.returncode, folder.count("greeting")))


def test_what_is_no_coverage_file_is_said_before_anything_runs_and_stays():
    with Folder() as folder:
        with folder.serve():
            pass
        whole = folder.file.read_text()
        for other in [whole[:len(whole) // 2], "notes of mine\n", "{}"]:
            folder.file.write_text(other)
            result = subprocess.run([PROGRAM, "run", str(folder.pack), "--coverage", str(folder.file), "--", "touch", str(folder.path / "ran")],
                                    capture_output=True, text=True)
            same("code", 4, result.returncode)
            assert f"{folder.file} is no coverage file" in result.stderr and "delete it" in result.stderr, result.stderr
            same("kept", other, folder.file.read_text())
            same("report", 4, folder.coverage().returncode)
        assert not (folder.path / "ran").exists()
        same("nothing there", 4, subprocess.run([PROGRAM, "coverage", str(folder.path / "none")], capture_output=True).returncode)


def test_counts_survive_a_reload_a_reset_and_the_end_of_spaces():
    with Folder() as folder:
        process = subprocess.Popen([PROGRAM, "serve", str(folder.pack), "--port", "0", "--ready-json", "--log", "json", "--coverage", str(folder.file)],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        server = Server.__new__(Server)
        server.process, server.ready = process, json.loads(process.stdout.readline())
        ask(server, "GET /hello", "GET /turns")
        ask(server, "GET /hello", "POST /open", space="first")
        ask(server, "GET /hello", space="second")
        ask(server, "DELETE /__phantomime/spaces/first", "POST /__phantomime/reset")
        replacement = folder.path / "new.yaml"
        replacement.write_text("# a line more\n" + PACK.replace("secret", "silent"))
        os.replace(replacement, folder.pack)
        for line in process.stderr:
            if json.loads(line)["event"].startswith("reload"):
                break
        ask(server, "GET /hello", "GET /silent")
        process.send_signal(signal.SIGINT)
        process.communicate()
        same("counts", (4, 1, 1, 1, None), tuple(folder.count(stub) for stub in ("greeting", "open", "turns", "silent", "secret")))
        same("state", 1, folder.count("door", "state", "ajar"))
        same("line", {8}, {item["line"] for item in json.loads(folder.file.read_text())["items"] if (item["kind"], item["of"]) == ("stub", "turns")})


def test_stubs_of_the_admin_api_are_no_fixtures():
    with Folder() as folder:
        with folder.serve() as server:
            connection = http.client.HTTPConnection("127.0.0.1", server.port("http"), timeout=20)
            connection.request("POST", "/__phantomime/stubs", json.dumps({"name": "added", "request": "GET /hello", "response": {"status": 204}}),
                               {"Content-Type": "application/json"})
            same("added", 201, connection.getresponse().status)
            connection.close()
            ask(server, "GET /hello", "GET /turns")
        same("counts", (None, 0, 1), (folder.count("added"), folder.count("greeting"), folder.count("turns")))


def test_a_threshold_fails_below_it():
    with Folder() as folder:
        with folder.serve() as server:
            ask(server, "GET /hello", "GET /turns", "POST /open", "GET /secret")
        result = folder.coverage("--summary", "--at-least", "stubs=100,states=100")
        same("enough", (0, ""), (result.returncode, result.stderr))
        result = folder.coverage("--summary", "--at-least", "stubs=100,branches=66.7")
        same("too little", (1, "coverage: 2 of 3 branches were touched, at least 66.7 % were wanted\n"), (result.returncode, result.stderr))
        folder.file.write_text('{"phantomime_coverage": 1, "items": []}')
        same("nothing", 1, folder.coverage("--at-least", "stubs=1").returncode)


def test_run_keeps_it_and_tells_its_command_where():
    with Folder() as folder:
        result = subprocess.run([PROGRAM, "run", str(folder.pack), "--coverage", "coverage.json", "--", "sh", "-c",
                                 'curl -sS -o /dev/null "$PHANTOMIME_HTTP_URL/hello"; echo "$PHANTOMIME_COVERAGE"; exit 3'],
                                capture_output=True, text=True, cwd=folder.path, env={**os.environ, "no_proxy": "*"})
        same("run", (3, str(folder.file.resolve())), (result.returncode, str(pathlib.Path(result.stdout.strip()).resolve())))
        same("counted", 1, folder.count("greeting"))


def test_lcov_and_junit_are_what_others_read():
    with Folder() as folder:
        with folder.serve() as server:
            ask(server, "GET /hello")
        lcov = folder.coverage("--format", "lcov").stdout
        assert lcov.startswith(f"TN:\nSF:{folder.pack}\nFN:6,") or f"SF:{folder.pack}\n" in lcov, lcov
        assert "FNDA:1,greeting\n" in lcov and lcov.endswith("end_of_record\n"), lcov
        junit = folder.coverage("--format", "junit").stdout
        assert 'tests="4" failures="3"' in junit, junit


if __name__ == "__main__":
    run_tests(globals())
