"""What the benchmarks share: starting the program, talking to it, medians."""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("PHANTOMIME_PROGRAM", str(ROOT / "build/release/phantomime"))


def need_program():
    if not os.access(PROGRAM, os.X_OK):
        sys.exit(f"{PROGRAM} is not built: run tools/phantomime --version first")


def need_tool(name, package):
    """A tool from Debian's packages, installed where we may."""
    if shutil.which(name):
        return
    command = ["apt-get", "install", "-y", "-qq", package]
    if os.geteuid() != 0:
        sys.exit(f"{name} is missing: sudo {' '.join(command)}")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


class Server:
    """The program serving packs on free ports, quiet; optionally pinned to a core."""

    def __init__(self, *packs, core=None, options=()):
        command = [PROGRAM, "serve", *packs, "--port", "0", "--ready-json", "--quiet", *options]
        if core is not None:
            command = ["taskset", "-c", str(core), *command]
        self.begin = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{' '.join(command)} did not start:\n{self.process.stderr.read().decode()}")
        self.ready = json.loads(line)
        self.http = self.ready["http"]
        self.address = (lambda url: (url.hostname, url.port))(urllib.parse.urlsplit(self.http))

    def first_answer(self, request):
        """Seconds from the start of the program to the last byte of its first answer."""
        with socket.create_connection(self.address) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(request)
            answer = connection.recv(65536)
        if b" 200 " not in answer.split(b"\r\n", 1)[0]:
            sys.exit(f"unexpected answer: {answer[:200]!r}")
        return time.perf_counter() - self.begin

    def resident_megabytes(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return float("nan")

    def stop(self):
        self.process.terminate()
        self.process.communicate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


@contextlib.contextmanager
def stub_file(count, kind="literal"):
    with tempfile.TemporaryDirectory(prefix="phantomime-bench-") as folder:
        path = pathlib.Path(folder) / "stubs.yaml"
        with path.open("w") as out:
            subprocess.run([sys.executable, "-B", str(ROOT / "tools/bench/make_stubs"), str(count), "--kind", kind], check=True, stdout=out)
        yield path


def median(values):
    return statistics.median(values)


def spread(values):
    return f"{min(values):.1f} to {max(values):.1f}"


def wrk(url, script, seconds, connections, core):
    """Requests a second by wrk, with its errors looked at."""
    command = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), url]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(f"wrk saw errors:\n{output}")
    for line in output.splitlines():
        if line.startswith("Requests/sec:"):
            return float(line.split()[1])
    sys.exit(f"wrk said nothing:\n{output}")
