"""What the package test's steps share: running commands, the consumer project, the build that is looked at."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parent
ROOT = SOURCE.parent.parent
BUILD = Path(os.environ.get("PHANTOMIME_BUILD_DIR", ROOT / "build" / "dev"))
FULL = os.environ.get("PHANTOMIME_PACKAGE") == "full"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]

started = time.monotonic()


def say(what: str) -> None:
    """A step done, and when."""
    print(f"  {time.monotonic() - started:5.0f} s  {what}", flush=True)


def fail(what: str) -> None:
    sys.exit(f"package: {what}")


def run(*command: object, **options: object) -> str:
    """What a command says on standard output; the end of the test where it fails."""
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if result.returncode != 0:
        print("$", *command, result.stdout, result.stderr, sep="\n", file=sys.stderr)
        fail(f"'{command[0]}' failed with {result.returncode}")
    return result.stdout


def cache_value(name: str) -> str:
    for line in (BUILD / "CMakeCache.txt").read_text().splitlines():
        if line.startswith(name + ":"):
            return line.split("=", 1)[1]
    return ""


COMPILER = cache_value("CMAKE_CXX_COMPILER")


def configure(folder: Path, *options: str, **environment: object) -> None:
    """The consumer project, with the compiler of the build and warnings that are errors."""
    run("cmake", "-S", SOURCE, "-B", folder, "-G", "Ninja", "-DCMAKE_CXX_COMPILER=" + COMPILER, *options, **environment)


def run_consumer(folder: Path) -> str:
    """Runs the program and the suite of a built consumer project; gives the version that the program says."""
    version = run(folder / "consumer").strip()
    if (folder / "consumer_suite").exists():
        run(folder / "consumer_suite", "--gtest_brief=1")
    elif shutil.which("dpkg") and Path("/usr/include/gmock/gmock.h").exists():
        fail("GoogleTest is there, and the suite was not built")
    return version


def find_and_run(folder: Path, *options: str, **environment: object) -> str:
    """find_package: configured, built, run."""
    # Strict on purpose: the installed headers are looked at with the consumer's own warnings.
    configure(folder, "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS=" + " ".join(WARNINGS), *options, **environment)
    run("cmake", "--build", folder, **environment)
    return run_consumer(folder)


def pkg_config_and_run(folder: Path, pc_folder: Path | None, **environment: object) -> str:
    """pkg-config: one call of the compiler, without CMake."""
    options = {**os.environ, **environment.pop("env", {})}
    if pc_folder:
        options["PKG_CONFIG_PATH"] = str(pc_folder)
    folder.mkdir(parents=True)
    flags = run("pkg-config", "--cflags", "--libs", "--static", "phantomime", env=options).split()
    run(COMPILER, "-std=c++20", SOURCE / "consumer.cpp", "-o", folder / "consumer", *flags, **environment)
    return run(folder / "consumer").strip()
