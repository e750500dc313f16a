#!/usr/bin/env python3
"""Somebody else's project uses phantomime: tests/package, with find_package and with add_subdirectory.

Installed into a temporary folder, moved, found, linked and run. Taken in as a folder it is configured and the consumer
compiled against its targets, not linked: that would build the whole library a second time.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parent
ROOT = SOURCE.parent.parent
BUILD = Path(os.environ.get("PHANTOMIME_BUILD_DIR", ROOT / "build" / "dev"))


def run(*command: object) -> str:
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if result.returncode != 0:
        print("$", *command, result.stdout, result.stderr, sep="\n", file=sys.stderr)
        sys.exit(f"package: '{command[0]}' failed with {result.returncode}")
    return result.stdout


def cache_value(name: str) -> str:
    for line in (BUILD / "CMakeCache.txt").read_text().splitlines():
        if line.startswith(name + ":"):
            return line.split("=", 1)[1]
    return ""


def main() -> int:
    if cache_value("PHANTOMIME_SANITIZE"):
        print("package: skipped in a sanitizer build")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        run("cmake", "--install", BUILD, "--prefix", work / "prefix")
        # Moved after installing: nothing in it may know where it was.
        shutil.move(work / "prefix", work / "moved")
        common = ["-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_COMPILER=" + cache_value("CMAKE_CXX_COMPILER")]
        run("cmake", "-S", SOURCE, "-B", work / "found", f"-DCMAKE_PREFIX_PATH={work / 'moved'}", *common)
        run("cmake", "--build", work / "found")
        version = run(work / "found" / "consumer").strip()
        program = run(work / "moved" / "bin" / "phantomime", "--version").strip()
        if version not in program:
            sys.exit(f"package: the library says '{version}', the program '{program}'")
        # Without built-in packs: compiling them needs the library, which the consumer's file would then wait for.
        taken = [f"-DPHANTOMIME_SUBDIRECTORY={ROOT}", "-DPHANTOMIME_BUILTIN_PACKS=", "-DPHANTOMIME_PCH=OFF"]
        run("cmake", "-S", SOURCE, "-B", work / "taken", *taken, *common)
        run("cmake", "--build", work / "taken", "--target", "CMakeFiles/consumer.dir/consumer.cpp.o")
        if "phantomime_unit_tests" in run(
            "cmake", "--build", work / "taken", "--target", "help"
        ):
            sys.exit("package: taken in as a folder, phantomime brings its tests along")
    print(f"package: {version}, found and used, taken in and used")
    return 0


if __name__ == "__main__":
    sys.exit(main())
