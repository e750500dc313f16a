"""Load on servers: wrk, h2load and openssl from Debian's packages, on the load's core; what they say, and what it cost the server."""
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from typing import NamedTuple

from benchlib import AUTHORIZATION, LOAD_CORE, percentile

MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


class Sample(NamedTuple):
    rate: float  # requests a second
    median: float  # milliseconds, where they are known
    p99: float
    cpu: float  # microseconds of the server's time for each request
    requests: int


def latency(output, part):
    found = re.search(rf"^\s+{part}%\s+([\d.]+)(us|ms|s|m)\s*$", output, re.M)
    if not found:
        sys.exit(f"wrk says no {part}%:\n{output}")
    return float(found.group(1)) * MILLISECONDS[found.group(2)]


def wrk(server, path="", *, connections, seconds, headers=(), script=None, tolerant=False):
    """`tolerant` says that a foreign server may lose connections, or
    answer nothing in time: then there is no sample."""
    command = ["taskset", "-c", str(LOAD_CORE), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-H", AUTHORIZATION]
    for header in headers:
        command += ["-H", header]
    command += ["-s", str(script)] if script else []
    before = server.cpu_seconds()
    output = subprocess.run([*command, server.url + path], check=True, capture_output=True, text=True).stdout
    used = server.cpu_seconds() - before
    if "Non-2xx" in output or ("Socket errors" in output and not tolerant):
        sys.exit(f"{' '.join(command)} saw what it should not:\n{output}")
    requests = int(re.search(r"(\d+) requests in", output).group(1))
    if not requests and tolerant:
        return None
    if not requests:
        sys.exit(f"{' '.join(command)} had no answer in time:\n{output}")
    rate = float(re.search(r"^Requests/sec:\s+([\d.]+)", output, re.M).group(1))
    return Sample(rate, latency(output, 50), latency(output, 99), used * 1e6 / requests, requests)


def h2load(server, path, *, connections, seconds, rate):
    """HTTP/1.1 at a steady rate, over all connections together."""
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "log"
        command = ["taskset", "-c", str(LOAD_CORE), "h2load", "--h1", "-t1", f"-c{connections}", f"--rps={rate / connections:g}", f"-D{seconds}",
                   f"--log-file={log}", "-H", AUTHORIZATION, server.url + path]
        before = server.cpu_seconds()
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        used = server.cpu_seconds() - before
        rows = [line.split("\t") for line in log.read_text().splitlines()]
    if not rows or any(row[1] != "200" for row in rows):
        sys.exit(f"{' '.join(command)} saw errors:\n{output}")
    taken = [int(row[2]) / 1000 for row in rows]
    return Sample(len(rows) / seconds, percentile(taken, 0.5), percentile(taken, 0.99), used * 1e6 / len(rows), len(rows))


def full_handshakes(server, *, clients, seconds):
    """TLS connections made and closed, none resumed: wrk and h2load would resume them, openssl's client does not with -new."""
    address = urllib.parse.urlsplit(server.url).netloc
    command = ["taskset", "-c", str(LOAD_CORE), "openssl", "s_time", "-connect", address, "-new", "-time", str(seconds)]
    before, begin = server.cpu_seconds(), time.perf_counter()
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(clients)]
    outputs = [client.communicate()[0] for client in running]
    taken, used = time.perf_counter() - begin, server.cpu_seconds() - before
    if any(client.returncode for client in running):
        sys.exit(f"{' '.join(command)} saw errors:\n{outputs[0]}")
    made = sum(int(re.search(r"^(\d+) connections in \d+ real seconds", output, re.M).group(1)) for output in outputs)
    return Sample(made / taken, math.nan, math.nan, used * 1e6 / made, made)


def warm_up(servers, path="", seconds=1, connections=16, **options):
    for server in servers:
        wrk(server, path, connections=connections, seconds=seconds, **options)
