#!/usr/bin/env python3
"""Somebody else's project uses phantomime (tests/package/CMakeLists.txt): found installed, taken in as a folder.

Installed into a temporary folder, moved, found, built, linked and run; its headers compiled alone. Taken in by
add_subdirectory and FetchContent it is configured and the consumer compiled, not linked: that would build the library
again. With PHANTOMIME_PACKAGE=full it is, and the Debian packages are made, unpacked, installed and used.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from debian import check_debian_packages
from headers import check_headers
from steps import BUILD, FULL, ROOT, cache_value, fail, find_and_run, pkg_config_and_run, run, say
from taken_in import check_taken_in


def check_installed(work: Path) -> str:
    run("cmake", "--install", BUILD, "--prefix", work / "prefix")
    # Moved after installing: nothing in it may know where it was.
    moved = work / "moved"
    shutil.move(work / "prefix", moved)
    version = find_and_run(work / "found", f"-DCMAKE_PREFIX_PATH={moved}")
    program = run(moved / "bin" / "phantomime", "--version").strip()
    if version not in program:
        fail(f"the library says '{version}', the program '{program}'")
    say("installed, moved, found and used")
    for kind in ("man/man1/phantomime.1*", "bash-completion/completions/phantomime", "zsh/site-functions/_phantomime",
                 "fish/vendor_completions.d/phantomime.fish"):
        if not [file for file in (moved / "share").glob(kind) if file.stat().st_size > 500]:
            fail(f"share/{kind} is not installed")
    if pkg_config_and_run(work / "found_pc", next(moved.glob("lib*/**/pkgconfig"))) != version:
        fail("pkg-config found another version")
    say("found by pkg-config and used")
    say(f"{check_headers(moved / 'include', work)} headers compiled alone")
    return version


def main() -> int:
    if cache_value("PHANTOMIME_SANITIZE"):
        print("package: skipped in a sanitizer build")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        version = check_installed(Path(folder))
        # In full below the tree and always at the same place, so that ccache knows it again.
        place = ROOT / "build" / "package" if FULL else Path(folder)
        check_taken_in(place)
        if FULL:
            shutil.rmtree(place, ignore_errors=True)
            check_debian_packages(Path(folder), version)
    print(f"package: {version}, found and used, taken in and used" + (", packed, unpacked and used" if FULL else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
