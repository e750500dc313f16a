"""What the benchmarks share: their options, the cores, medians, and rows of figures with the bars they are held to.

A benchmark prints a row for each figure, the bar it is held to and `ok` or `MISSED`; with --json FILE it appends the rows there, a
line each, for tools/bench/all. A missed bar is no failure: the exit code is 0 unless something could not run.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
PROGRAM = os.environ.get("PHANTOMIME_PROGRAM", str(BUILD / "release/phantomime"))
BENCH_PACK = str(ROOT / "tools/bench/packs/bench.yaml")
AUTHORIZATION = "Authorization: Basic YWRtaW46Y2hhbmdlbWU="

# Servers have one core, load another, so that neither waits for the other's turn.
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[min(1, len(CORES) - 1)]


def parser(doc, runs=5, seconds=3):
    made = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--short", action="store_true", help="one short run, to see that it works; bars are not judged")
    made.add_argument("--json", metavar="FILE", help="append the rows to this file, a line of JSON each")
    made.add_argument("--runs", type=int, default=runs, help="how often each figure is taken; medians count (default: %(default)s)")
    if seconds:
        made.add_argument("--seconds", type=int, default=seconds, help="how long one taking of a rate lasts (default: %(default)s)")
    return made


def parse(made):
    """The options; the program and the tools are there when it returns."""
    arguments = made.parse_args()
    if arguments.short:
        arguments.runs = arguments.seconds = 1
    if subprocess.run([ROOT / "tools/setup", "build", "bench"], check=False, stdin=subprocess.DEVNULL).returncode:
        sys.exit(1)  # it has said why
    if not os.access(PROGRAM, os.X_OK):
        sys.exit(f"{PROGRAM} is not built: run tools/phantomime --version first")
    return arguments


def raise_descriptor_limit():
    """As many descriptors as we may have, for clients with many connections and for all servers alike. Gives how many."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def to_load_core():
    """For clients written here: this script runs beside the servers, not on their core."""
    os.sched_setaffinity(0, {LOAD_CORE})


class Bar(NamedTuple):
    sign: str
    limit: float
    unit: str = ""

    def met(self, value):
        return value >= self.limit if self.sign == "≥" else value <= self.limit

    def __str__(self):
        return f"{self.sign} {self.limit:g}{self.unit}"


def at_least(limit, unit=""):
    return Bar("≥", limit, unit)


def at_most(limit, unit=""):
    return Bar("≤", limit, unit)


class Report:
    """Prints rows as they come and appends them to the file of --json."""

    def __init__(self, bench, arguments):
        self.bench, self.short, self.path = bench, arguments.short, arguments.json

    def row(self, what, figure, spread="", beside="", ratio="", bar=None, judged=None):
        """`judged` is the number held to the bar; figure, spread, what it stands beside and the ratio are texts."""
        verdict = "" if bar is None or self.short else "ok" if bar.met(judged) else "MISSED"
        parts = [f"{what:48} {figure:>12}"]
        parts += [f"({spread})"] if spread else []
        parts += [f"beside {beside}"] if beside else []
        parts += [f"ratio {ratio}"] if ratio else []
        parts += [f"bar {bar} {verdict}".rstrip()] if bar else []
        print("  ".join(parts), flush=True)
        if self.path:
            made = {"bench": self.bench, "what": what, "figure": figure, "spread": spread, "beside": beside, "ratio": ratio,
                    "bar": str(bar or ""), "verdict": verdict}
            with open(self.path, "a") as out:
                out.write(json.dumps(made) + "\n")

    def note(self, text):
        print(f"note: {text}", flush=True)


def median(values):
    return statistics.median(values)


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def spread(values, form=".1f"):
    return f"{min(values):{form}} to {max(values):{form}}" if len(values) > 1 else ""


def ratio(ours, theirs):
    """The median of the ratios within each run: what hits both at once cancels out."""
    return median([our / their for our, their in zip(ours, theirs)])
