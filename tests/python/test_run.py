"""`phantomime run`: what its command is told, how both end, what is left of them, and what is said at the end."""
import json
import os
import pathlib
import pty
import select
import shlex
import signal
import socket
import subprocess
import sys
import tempfile

from support import PROGRAM, run_tests, same

PACK = """\
phantomime: 1
pack:
  name: shop
  exports: {SHOP_URL: https_url, SHOP_PLAIN: http_url, SHOP_ADMIN: admin_url, SHOP_CA: ca_file, SHOP_USER: user, SHOP_PASSWORD: password, SHOP_TOKEN: token}
  credentials:
    accept:
      - {basic: {user: ann, password: tea}}
      - {token: {header: X-Token, value: t-17}}
stubs:
  - name: greeting
    request: {method: GET, path: /hello, credentials: none}
    response: {text: hello}
"""
EXPECTING = PACK + """\
  - name: never called
    request: GET /never
    expect: {exactly: 1}
    response: {status: 204}
"""


class Folder:
    """A folder with a pack in it, a TMPDIR, and an environment in which no proxy stands between."""

    def __init__(self, pack=PACK):
        self.pack = pack

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.temporary.name)
        self.file = self.path / "pack.yaml"
        self.file.write_text(self.pack)
        (self.path / "tmp").mkdir()
        self.environment = {**os.environ, "TMPDIR": str(self.path / "tmp"), "no_proxy": "*"}
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()

    def run(self, command, *options, environment=None, **more):
        """Runs a command (a list, or a line for sh) under `phantomime run`."""
        words = ["sh", "-c", command] if isinstance(command, str) else command
        return subprocess.run([PROGRAM, "run", str(self.file), *options, "--", *words], capture_output=True, text=True, timeout=60, cwd=self.path,
                              env={**self.environment, **(environment or {})}, **more)

    def start(self, command, **more):
        return subprocess.Popen([PROGRAM, "run", str(self.file), "--", "sh", "-c", command], text=True, cwd=self.path, env=self.environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def curl(target, *options):
    return shlex.join(["curl", "-sS", "-u", "ann:tea", "-o", os.devnull, *options]) + f' "$PHANTOMIME_URL{target}"'


def alive(process):
    """Whether a process is there; one that only waits to be taken in is not."""
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def answers(port):
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def guard_of(process):
    """The process between the program and its command, to wait for without asking again and again."""
    parent = int(pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return os.pidfd_open(parent)


def test_a_command_that_does_well_ends_it_with_0_and_its_streams_are_its_own():
    with Folder() as folder:
        result = folder.run("cat; echo told >&2; " + curl("/hello"), input="given")
        same("all", (0, "given", "told\nphantomime: 1 request: 1 matched, 0 refused, 0 unmatched\n"), (result.returncode, result.stdout, result.stderr))
        result = folder.run(["true"], "--quiet")
        same("quiet", (0, "", ""), (result.returncode, result.stdout, result.stderr))


def test_the_commands_own_code_wins():
    with Folder(EXPECTING) as folder:
        for code in [1, 3, 42, 255]:
            same("exit", code, folder.run(f"exit {code}").returncode)
        for number in [signal.SIGKILL, signal.SIGTERM, signal.SIGINT]:
            same("signal", 128 + number, folder.run(f"kill -{int(number)} $$").returncode)


def test_what_cannot_be_run_is_said():
    with Folder() as folder:
        result = folder.run(["no-such-command"])
        same("not found", (127, "error: cannot run 'no-such-command': command not found\n"), (result.returncode, result.stderr))
        result = folder.run(["./pack.yaml"])
        same("not executable", (126, "error: cannot run './pack.yaml': permission denied\n"), (result.returncode, result.stderr))
        same("a folder", 126, folder.run(["./tmp"]).returncode)
        script = folder.path / "script"
        script.write_text("echo $1\n")  # no #!: the shell's, as everywhere
        script.chmod(0o755)
        same("script", (0, "a b\n"), (lambda its: (its.returncode, its.stdout))(folder.run(["script", "a b"], environment={"PATH": f":{os.environ['PATH']}"})))
        bad = folder.path / "bad.yaml"
        bad.write_text("phantomime: 1\nstubs: [{name: x, reqest: GET /}]\n")
        result = subprocess.run([PROGRAM, "run", str(bad), "--", "echo", "ran"], capture_output=True, text=True)
        same("bad pack", (3, ""), (result.returncode, result.stdout))
        assert "bad.yaml:2:" in result.stderr, result.stderr
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            result = folder.run(["echo", "ran"], "--https-port", str(taken.getsockname()[1]))
        same("port in use", (4, ""), (result.returncode, result.stdout))


def test_the_environment_says_where_the_server_is_and_who_may_in():
    dump = [sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)))"]
    with Folder() as folder:
        result = folder.run(dump, environment={"OWN": "1", "PHANTOMIME_TOKEN": "of a real server", "SSL_CERT_FILE": "/nowhere"})
        told = json.loads(result.stdout)
        assert told["PHANTOMIME_URL"].startswith("https://127.0.0.1:") and told["PHANTOMIME_URL"].count("/") == 2, told
        assert told["PHANTOMIME_HTTP_URL"].startswith("http://127.0.0.1:"), told
        same("admin", told["PHANTOMIME_HTTP_URL"] + "/__phantomime/", told["PHANTOMIME_ADMIN_URL"])
        same("who", ("ann", "tea", "t-17", "1"), tuple(told[name] for name in ["PHANTOMIME_USER", "PHANTOMIME_PASSWORD", "PHANTOMIME_TOKEN", "OWN"]))
        for theirs, ours in [("URL", "URL"), ("PLAIN", "HTTP_URL"), ("ADMIN", "ADMIN_URL"), ("CA", "CA_FILE"), ("USER", "USER"), ("PASSWORD", "PASSWORD"), ("TOKEN", "TOKEN")]:
            same(theirs, told["PHANTOMIME_" + ours], told["SHOP_" + theirs])
        same("node", told["PHANTOMIME_CA_FILE"], told["NODE_EXTRA_CA_CERTS"])
        assert "BEGIN CERTIFICATE" in pathlib.Path(told["PHANTOMIME_CA_FILE"]).read_text()
        same("one bundle", 1, len({told[name] for name in ["SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"]}))
        assert told["SSL_CERT_FILE"].startswith(str(folder.path / "tmp")), told
        same("left behind", [], os.listdir(folder.path / "tmp"))
        told = json.loads(folder.run(dump, "--no-tls", "--admin-token", "s3", environment={"SSL_CERT_FILE": "/own.pem", "PHANTOMIME_CA_FILE": "/x"}).stdout)
        same("no TLS", (told["PHANTOMIME_HTTP_URL"], "/own.pem", None, "s3"),
             (told["PHANTOMIME_URL"], told["SSL_CERT_FILE"], told.get("PHANTOMIME_CA_FILE"), told["PHANTOMIME_ADMIN_TOKEN"]))
    told = json.loads(subprocess.run([PROGRAM, "run", "--", *dump], capture_output=True, text=True, check=True).stdout)
    same("phantom", (told["PHANTOMIME_URL"], "admin", "changeme"), (told["PHANTOM_BASE_URL"], told["PHANTOMIME_USER"], told["PHANTOMIME_PASSWORD"]))
    ask = 'curl -sS -H "ph-auth-token: $PHANTOMIME_TOKEN" "$PHANTOM_BASE_URL/rest/version"'
    result = subprocess.run([PROGRAM, "run", "--quiet", "--", "sh", "-c", ask], capture_output=True, text=True, env={**os.environ, "no_proxy": "*"})
    same("the token of phantom is let in" + result.stderr, (0, '{"version": "4.10.7"}'), (result.returncode, result.stdout))


def test_usual_clients_trust_the_certificate_and_still_what_the_system_trusts():
    ask = "import os, ssl, urllib.request as r; print(r.urlopen(os.environ['PHANTOMIME_URL'] + '/hello').read(), len(ssl.create_default_context().get_ca_certs()))"
    with Folder() as folder:
        result = folder.run('curl -sS "$PHANTOMIME_URL/hello"')
        same("curl", (0, "hello"), (result.returncode, result.stdout))
        other = folder.path / "other.pem"
        other.write_text(make_certificate(folder.path))
        result = folder.run([sys.executable, "-c", ask], environment={"SSL_CERT_FILE": str(other)})
        same("python, a bundle of one's own: " + result.stderr, (0, "b'hello' 2\n"), (result.returncode, result.stdout))


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", os.devnull, "-subj", "/CN=other",
                    "-addext", "basicConstraints=critical,CA:TRUE", "-out", str(folder / "made.pem")], check=True, capture_output=True)
    return (folder / "made.pem").read_text()


def test_unmatched_requests_fail_the_run_in_whatever_space_and_say_why():
    with Folder() as folder:
        ask = "; ".join([curl("/helo"), curl("/helo"), curl("/helo", "-H", "X-Phantomime-Space: one"), curl("/other", "-X", "POST", "-H", "X-Phantomime-Space: two"),
                         'curl -sS -X DELETE "${PHANTOMIME_ADMIN_URL}spaces/two"', 'curl -sS -X POST -o /dev/null "${PHANTOMIME_ADMIN_URL}reset"'])
        result = folder.run(ask)
        same("exit", 1, result.returncode)
        for expected in ["     3  GET /helo  404  in one\n          nearest: greeting: path is /helo, not /hello\n", "     1  POST /other  404  in two\n", "4 unmatched"]:
            assert expected in result.stderr, result.stderr
        allowed = folder.run(ask, "--allow-unmatched")
        same("allowed", 0, allowed.returncode)
        assert "unmatched, which is allowed\n     3  GET /helo" in allowed.stderr, allowed.stderr
        same("refused is not unmatched", 0, folder.run('curl -sS -u ann:wrong "$PHANTOMIME_URL/helo"').returncode)


def test_many_kinds_of_unmatched_requests_are_bounded_and_the_rest_counted():
    ask = ("import http.client, os\nc = http.client.HTTPConnection('127.0.0.1', int(os.environ['PHANTOMIME_HTTP_URL'].rsplit(':', 1)[1]))\n"
           "for i in range(130):\n  c.request('GET', f'/missing/{i}/' + 'x' * 5000, headers={'Authorization': 'Basic YW5uOnRlYQ=='}); c.getresponse().read()\n")
    with Folder() as folder:
        result = folder.run([sys.executable, "-c", ask])
        same("exit", 1, result.returncode)
        assert "130 unmatched" in result.stderr and "    30  others\n" in result.stderr, result.stderr[-500:]
        assert len(result.stderr) < 200_000, len(result.stderr)


def test_no_secret_of_a_request_is_said():
    with Folder() as folder:
        result = folder.run(curl("/login?token=hunter2&x=1", "-H", "Cookie: session=hunter2", "-H", "X-Token: hunter2", "-d", '{"password": "hunter2"}'))
        same("exit", 1, result.returncode)
        assert "hunter2" not in result.stderr and "POST /login?token=[redacted]&x=1" in result.stderr, result.stderr


def test_stubs_that_were_not_called_as_expected_fail_the_run():
    with Folder(EXPECTING) as folder:
        result = folder.run(["true"])
        same("exit", 1, result.returncode)
        assert f"not called as expected\n  never called: expected exactly 1, was 0  ({folder.file}:" in result.stderr, result.stderr
        same("called", 0, folder.run(curl("/never", "-H", "X-Phantomime-Space: one")).returncode)


EXPECT = """\
- request: GET /hello
  times: {exactly: 2}
- in_order: [GET /hello, GET /hello]
- request: {method: POST, path: /login}
  times: {none: true}
"""


def test_what_a_file_expects_is_judged_at_the_end():
    with Folder() as folder:
        expect = folder.path / "expect.yaml"
        expect.write_text(EXPECT)
        twice = curl("/hello") + "; " + curl("/hello")
        result = folder.run(twice, "--expect", str(expect))
        same("met: " + result.stderr, 0, result.returncode)
        result = folder.run(curl("/hello") + "; " + curl("/hello", "-H", "X-Phantomime-Space: one"), "--expect", str(expect))
        same("not met", 1, result.returncode)
        for expected in [f"  GET /hello: expected exactly 2, was 1  ({expect}:1:3)\n", f"  GET /hello, then GET /hello: expected 2 in this order, was 1  ({expect}:3:3)\n"]:
            assert expected in result.stderr, result.stderr
        same("the command's own code", 7, folder.run("exit 7", "--expect", str(expect)).returncode)
        expect.write_text("- request: GET /hello\n")
        result = folder.run(curl("/helo?token=hunter2"), "--expect", str(expect), "--allow-unmatched")
        same("nearest", 1, result.returncode)
        assert "nearest: GET /helo?token=[redacted]: path is /helo, not /hello\n" in result.stderr and "hunter2" not in result.stderr, result.stderr


def test_a_broken_file_of_expectations_is_said_whole_and_nothing_runs():
    with Folder() as folder:
        expect = folder.path / "expect.yaml"
        for text, said in [("- reqest: GET /hello\n- request: GET /hello\n  times: {exactly: many}\n", [":1:3: error: ", "did you mean 'request'", ":3:20: error: ", "  times: {exactly: many}\n", "                   ^", "3 errors"]),
                           ("[]\n", [":1:1: error: the file expects nothing"]), ("{request: GET /}\n", [":1:1: error: the file should be a list"]), ("- [\n", [": error: "]),
                           ("", [": error: "]), (None, ["expect.yaml"])]:
            expect.write_text(text) if text is not None else expect.unlink()
            result = folder.run(["echo", "ran"], "--expect", str(expect))
            same(str(text) + result.stderr, (3, ""), (result.returncode, result.stdout))
            assert all(part in result.stderr for part in said), result.stderr


def test_junit_is_well_formed_whatever_was_asked_and_replaces_what_was_there():
    import xml.etree.ElementTree
    ask = ("import os, socket\nfor path in [b'/]]>', b'/<a>&amp;', b'/%00%01', b'/\\xc3\\xbc', b'/\\xff\\xfe', b'/' + b'x' * 7000, b'/?password=hunter2']:\n"
           "  with socket.create_connection(('127.0.0.1', int(os.environ['PHANTOMIME_HTTP_URL'].rsplit(':', 1)[1]))) as s:\n"
           "    s.sendall(b'GET ' + path + b' HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\nAuthorization: Basic YW5uOnRlYQ==\\r\\n\\r\\n')\n    while s.recv(65536): pass\n")
    with Folder(EXPECTING) as folder:
        report = folder.path / "report.xml"
        report.write_text("old")
        result = folder.run([sys.executable, "-c", ask], "--junit", str(report))
        same("exit " + result.stderr[-2000:], 1, result.returncode)
        text = report.read_text()
        assert "hunter2" not in text, text
        suite = xml.etree.ElementTree.fromstring(text).find("testsuite")
        cases = suite.findall("testcase")
        same("counts", [str(len(cases))] * 2, [suite.get("tests"), suite.get("failures")])
        names = [case.get("name") for case in cases]
        assert names[0].startswith("never called (") and any(name.startswith("GET /]]>") for name in names), names
        assert len(cases) >= 6, names
        same("beside it", [], [name for name in os.listdir(folder.path) if name.startswith("report.xml.")])
        result = folder.run(curl("/never"), "--junit", str(report))
        same("all well", (0, "0"), (result.returncode, xml.etree.ElementTree.parse(report).getroot().get("failures")))
        result = folder.run(curl("/never"), "--junit", str(folder.path / "none" / "report.xml"))
        same("cannot be written", 4, result.returncode)
        assert "none/report.xml: no such file or directory" in result.stderr, result.stderr
        same("the command's own code", 5, folder.run("exit 5", "--junit", str(folder.path / "none" / "report.xml")).returncode)


# A command with a child: both get the signal. Each says when it is ready, the command how the child ended.
COUPLE = """\
import signal, subprocess, sys
number = int(sys.argv[1])
signal.signal(number, lambda *_: None)
child = subprocess.Popen([sys.executable, "-c", f"import signal; signal.signal({number}, signal.SIG_DFL); print('ready', flush=True); signal.pause()"], stdout=subprocess.PIPE)
child.stdout.readline()
print("ready", flush=True)
print("child", child.wait(), flush=True)
sys.exit(9)
"""


def test_signals_reach_the_command_and_all_its_group():
    for number in [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1]:
        with Folder() as folder:
            process = folder.start(f"exec {shlex.join([sys.executable, '-c', COUPLE, str(int(number))])}", start_new_session=True)
            same("ready", "ready\n", process.stdout.readline())
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
            same(str(number) + err, (9, f"child -{int(number)}\n"), (process.returncode, out))


def test_ctrl_c_on_a_terminal_is_one_signal_and_the_run_ends_as_its_command_does():
    child = ("import signal, sys\nseen = []\ndef end(*_):\n  print('seen', len(seen), flush=True)\n  sys.exit(5)\ndef note(*_):\n  seen.append(1)\n  print('noted', flush=True)\n"
             "signal.signal(signal.SIGUSR1, end)\nsignal.signal(signal.SIGINT, note)\nprint('ready', flush=True)\nwhile True: signal.pause()\n")
    with Folder() as folder:
        process, terminal = pty.fork()
        if process == 0:
            os.execve(PROGRAM, [PROGRAM, "run", str(folder.file), "--", sys.executable, "-c", child], folder.environment)
        said = b""

        def read_until(what):
            nonlocal said
            while what not in said:
                assert select.select([terminal], [], [], 60)[0], said
                said += os.read(terminal, 4096)
        read_until(b"ready")
        os.write(terminal, b"\x03")
        read_until(b"noted")
        os.kill(process, signal.SIGUSR1)  # goes the way that another SIGINT would have gone before it
        read_until(b"phantomime: 0 requests")
        same("exit", 5, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
        os.close(terminal)
        assert b"seen 1" in said, said


# Processes of all kinds below a command: a child, one in the background, one in a session of its own.
FAMILY = "sleep 601 & echo $!; setsid sleep 602 & echo $!; sh -c 'sleep 603; :' & echo $!; echo $$; echo ${PHANTOMIME_URL##*:}; echo ${PHANTOMIME_HTTP_URL##*:}; "


def family(process):
    """The numbers of its processes, and its ports."""
    numbers = [int(process.stdout.readline()) for _ in range(6)]
    assert all(map(alive, numbers[:4])) and all(map(answers, numbers[4:])), numbers
    return numbers[:4], numbers[4:]


def test_no_process_and_no_port_is_left_if_the_parent_is_killed():
    with Folder() as folder:
        process = folder.start(FAMILY + "wait")
        processes, ports = family(process)
        guard = guard_of(processes[3])
        process.kill()
        process.communicate(timeout=60)
        assert select.select([guard], [], [], 60)[0], "the guard is still there"
        os.close(guard)
        same("left", ([], [], []), ([number for number in processes if alive(number)], [port for port in ports if answers(port)], os.listdir(folder.path / "tmp")))


def test_no_process_and_no_port_is_left_if_the_command_is_killed_or_just_ends():
    for command, code in [(FAMILY + "wait", 137), (FAMILY + "read line <&3; exit 3", 3)]:
        with Folder() as folder:
            read, write = os.pipe()
            process = subprocess.Popen([PROGRAM, "run", str(folder.file), "--", "sh", "-c", command.replace("<&3", f"<&{read}")], text=True, pass_fds=[read],
                                       env=folder.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            os.close(read)
            processes, ports = family(process)
            if code == 137:
                os.kill(processes[3], signal.SIGKILL)
            os.close(write)
            process.communicate(timeout=60)
            same("exit", code, process.returncode)
            same("left", [], [number for number in processes if alive(number)])
            same("ports", [], [port for port in ports if answers(port)])


def test_no_process_is_left_if_even_the_guard_is_killed():
    with Folder() as folder:
        process = folder.start(FAMILY + "wait")
        processes, ports = family(process)
        guard = int(pathlib.Path(f"/proc/{processes[3]}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(guard, signal.SIGKILL)
        errors = process.communicate(timeout=60)[1]
        same("exit", 4, process.returncode)
        assert "the process that watched over 'sh' was killed" in errors, errors
        same("left", ([], []), ([number for number in processes if alive(number)], [port for port in ports if answers(port)]))


def test_the_command_inherits_nothing_of_the_server():
    listing = [sys.executable, "-c", "import os, resource, signal\nprint(sorted(map(int, os.listdir('/proc/self/fd'))), resource.getrlimit(resource.RLIMIT_NOFILE)[0], "
               "signal.getsignal(signal.SIGPIPE) == signal.SIG_IGN, len(signal.pthread_sigmask(signal.SIG_BLOCK, [])))"]
    with Folder() as folder:
        plain = subprocess.run(listing, capture_output=True, text=True, env=folder.environment, preexec_fn=lambda: limit(700))
        under = folder.run(listing, preexec_fn=lambda: limit(700))
        same("as without us", plain.stdout, under.stdout)


def limit(files):
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


if __name__ == "__main__":
    run_tests(globals())
