"""Every installed header compiles alone, from the installed tree, in full with every compiler that is there;
and none but gtest.hpp shows anything but the standard library and our own."""

import re
import shutil
from pathlib import Path

from steps import COMPILER, FULL, WARNINGS, fail, run

# The C++ standard library's headers have neither folder nor ending.
STANDARD = re.compile(r"^[a-z_0-9]+$")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)
MAY_SHOW = {"phantomime/gtest.hpp": {"gtest/gtest.h", "gmock/gmock.h"}}


def check_headers(include: Path, work: Path) -> int:
    """`include`: the installed folder of headers. Gives how many there are."""
    headers = sorted(path.relative_to(include).as_posix() for path in include.rglob("*") if path.is_file())
    if "phantomime/mock_server.hpp" not in headers or "phantomime/gtest.hpp" not in headers:
        fail(f"headers are missing: {headers}")
    others = map(shutil.which, ("g++", "clang++")) if FULL else ()
    compilers = {str(Path(found).resolve()) for found in (COMPILER, *others) if found}
    for header in headers:
        for quote, name in INCLUDE.findall((include / header).read_text()):
            ours = quote == '"' and name in headers
            if not ours and not (quote == "<" and STANDARD.match(name)) and name not in MAY_SHOW.get(header, ()):
                fail(f"{header} includes {name}")
        unit = work / "one_header.cpp"
        # Twice: it must bear that too.
        unit.write_text(f'#include "{header}"\n#include "{header}"\n')
        for compiler in compilers:
            run(compiler, "-std=c++20", "-fsyntax-only", *WARNINGS, "-I", include, unit)
    return len(headers)
