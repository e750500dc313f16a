"""The servers that are measured: phantomime, and those beside it. All run on one core and at once; idle ones cost nothing."""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

from benchlib import BENCH_PACK, BUILD, LOAD_CORE, PROGRAM, ROOT, SERVER_CORE

KILOBYTE = "x" * 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server and its children, on the servers' core unless it is only what a proxy stands before."""

    def __init__(self, command, core=SERVER_CORE, **options):
        self.begin = time.perf_counter()
        self.process = subprocess.Popen(["taskset", "-c", str(core), *command], **options)

    def pids(self):
        found = [self.process.pid]
        for pid in found:  # grows while it is walked
            for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, children.read_text().split())
        return found

    def cpu_seconds(self):
        """User and system time so far, of all its processes."""
        ticks = 0
        for pid in self.pids():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def status(self, name):
        """The sum of a field of /proc/PID/status, the first number on its line."""
        return sum(int(line.split()[1]) for pid in self.pids() for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
                   if line.startswith(name + ":"))

    def resident_megabytes(self):
        return self.status("VmRSS") / 1024

    def threads(self):
        return self.status("Threads")

    def wait_until_it_listens(self, seconds=60):
        url = urllib.parse.urlsplit(self.url)
        for _ in range(seconds * 100):
            with contextlib.suppress(OSError):
                socket.create_connection((url.hostname, url.port)).close()
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        sys.exit(f"{' '.join(map(str, self.process.args))} did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Server(Process):
    """The program serving packs on free ports, quiet; what it says at its end is thrown away, or goes to `log`."""

    def __init__(self, *packs, options=("--no-tls",), quiet=True, log=subprocess.DEVNULL, **more):
        super().__init__([PROGRAM, "serve", *map(str, packs), "--port", "0", "--ready-json", *(["--quiet"] if quiet else []), *options],
                         stdout=subprocess.PIPE, stderr=log, **more)
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{' '.join(self.process.args)} did not start")
        self.ready = json.loads(line)
        self.url = self.ready["http"]
        self.address = (lambda url: (url.hostname, url.port))(urllib.parse.urlsplit(self.url))

    def stop(self):
        super().stop()
        self.process.stdout.close()


def bench_server(**options):
    """As every must-show has it: the pack phantom beside, credentials checked, the journal on."""
    return Server(BENCH_PACK, "phantom", **options)


NGINX = """
daemon off; worker_processes 1; worker_rlimit_nofile 16384; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 8192; }}
http {{
  access_log off; keepalive_requests 1000000000; default_type text/plain;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=4096{ssl}; {certificate} location / {{ return 200 "{body}"; }} }}
}}
"""
NGINX_TLS = ("ssl_certificate {0}; ssl_certificate_key {1}; ssl_protocols TLSv1.3; ssl_session_tickets off; ssl_session_cache off;")


class Nginx(Process):
    """nginx as one worker that returns a fixed kilobyte, over TLS where it is given a certificate and a key."""

    def __init__(self, tls=None):
        self.folder = tempfile.mkdtemp(prefix="phantomime-nginx-")
        port = free_port()
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{port}"
        config = pathlib.Path(self.folder) / "nginx.conf"
        config.write_text(NGINX.format(folder=self.folder, port=port, body=KILOBYTE,
                                       ssl=" ssl" if tls else "", certificate=NGINX_TLS.format(*tls) if tls else ""))
        super().__init__([nginx_program(), "-c", str(config), "-p", self.folder, "-e", f"{self.folder}/error.log"])
        self.wait_until_it_listens()

    def stop(self):
        super().stop()
        shutil.rmtree(self.folder)


NGINX_UPSTREAM = """
daemon off; worker_processes 1; worker_rlimit_nofile 16384; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 8192; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 600s; default_type application/json; sendfile on;
  client_max_body_size 64m; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=4096; root {root};
    location / {{ return 200 '{body}'; }} location /files/ {{ }} location = /medium {{ return 200 '{medium}'; }} }}
}}
"""
NGINX_PROXY = """
daemon off; worker_processes 1; worker_rlimit_nofile 16384; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 8192; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 600s;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream target {{ server {target}; keepalive 256; keepalive_requests 1000000000; }}
  server {{ listen 127.0.0.1:{port} backlog=4096;
    location / {{ proxy_pass http://target; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }} }}
}}
"""


def json_body(size):
    """A JSON list of about so many bytes, as an API answers, with nothing in it that nginx's own language or a redactor knows."""
    member = '{"id": 1017, "name": "playbook run", "status": "success", "container": 42, "message": "all is well"}'
    return "[" + ", ".join([member] * max(1, size // len(member))) + "]"


class NginxOf(Process):
    """nginx with a configuration of ours: `{folder}` and `{port}` are filled in, and what else is given."""

    def __init__(self, config, core=SERVER_CORE, **values):
        self.folder = tempfile.mkdtemp(prefix="phantomime-nginx-")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        path = pathlib.Path(self.folder) / "nginx.conf"
        path.write_text(config.format(folder=self.folder, port=port, **values))
        super().__init__([nginx_program(), "-c", str(path), "-p", self.folder, "-e", f"{self.folder}/error.log"], core=core)
        self.wait_until_it_listens()

    def stop(self):
        super().stop()
        shutil.rmtree(self.folder)


class Upstream(NginxOf):
    """What the proxies stand before: a kilobyte of JSON for any path, ten at /medium, files of `root` at /files/. Beside the load, so
    that the proxies alone are what their core does."""

    def __init__(self, root):
        super().__init__(NGINX_UPSTREAM, core=LOAD_CORE, root=root, body=json_body(1024), medium=json_body(3800))


class Recorder(Process):
    """The recorder before an upstream, into a folder."""

    def __init__(self, target, folder, *options):
        super().__init__([PROGRAM, "record", "--target", target, "--out", str(folder), "--port", "0", "--no-tls", "--ready-json", "--quiet",
                          *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{' '.join(map(str, self.process.args))} did not start")
        self.url = json.loads(line)["http"]

    def stop(self):
        super().stop()
        self.process.stdout.close()


class Mitmproxy(Process):
    """mitmdump as a reverse proxy that keeps nothing."""

    def __init__(self, target):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(["mitmdump", "--mode", f"reverse:{target}", "--listen-host", "127.0.0.1", "-p", str(port), "-q",
                          "--set", "flow_detail=0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_until_it_listens()


def nginx_program():
    return shutil.which("nginx") or "/usr/sbin/nginx"  # not on everyone's path


class StockServer(Process):
    """cpp-httplib's own server with 64 threads (stock_server.cpp), compiled when it or the library changed."""

    def __init__(self):
        source, header = ROOT / "tools/bench/stock_server.cpp", BUILD / "deps/httplib/include/httplib.h"
        program = BUILD / "bench/stock_server"
        if not program.exists() or program.stat().st_mtime < max(source.stat().st_mtime, header.stat().st_mtime):
            program.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["g++", "-std=c++17", "-O2", "-DNDEBUG", "-isystem", header.parent, source, "-o", program, "-pthread"], check=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        super().__init__([program, str(port)])
        self.wait_until_it_listens()


@contextlib.contextmanager
def stub_file(count, kind="literal"):
    with tempfile.TemporaryDirectory(prefix="phantomime-bench-") as folder:
        path = pathlib.Path(folder) / "stubs.yaml"
        with path.open("w") as out:
            subprocess.run([sys.executable, "-B", str(ROOT / "tools/bench/make_stubs"), str(count), "--kind", kind], check=True, stdout=out)
        yield path
