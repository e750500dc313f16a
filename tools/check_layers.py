#!/usr/bin/env python3
"""Checks who includes whom in src/phantomime against the rows of src/README.md.

A row includes rows below it and its own folder: never above, never a neighbour. Only net/ knows the HTTP libraries.
Rows 0 to 4 are pure: no sockets, no threads, no disk, but through the seams named below. Each exception has a reason.
"""

import os
import re
import sys
from pathlib import Path

# The folders of each row. The façade is the files directly in src/phantomime: headers alone, what installed programs see.
ROWS = [
    {"base", "http"},
    {"matchers", "directives"},
    {"state"},
    {"scenario"},
    {"recording", "contract"},
    {"formats", "reports", "lints"},
    {"net"},
    {"server"},
    {"cli", "(facade)"},
    {"mock"},
]
ROW_OF = {folder: row for row, folders in enumerate(ROWS) for folder in folders}
PURE_ROWS = range(0, 6)

# Within row 0 the way is one: http includes base.
NEIGHBOURS_ALLOWED = {("http", "base")}

HTTP_LIBRARIES = re.compile(r"^(httplib\.h|llhttp\.h)$")

# What a pure row may not include. `<atomic>` and `<mutex>` are fine: a value may guard itself.
IMPURE = re.compile(
    r"^(thread|stop_token|future|condition_variable|fstream|filesystem|iostream|csignal|random|"
    r"sys/(socket|epoll|un|uio|select|eventfd|timerfd|stat|file|mman|inotify)\.h|netinet/.*|arpa/.*|netdb\.h|poll\.h|"
    r"unistd\.h|fcntl\.h|dirent\.h|pthread\.h|signal\.h)$"
)

# file pattern -> headers it may include although its row is pure, and why.
EXCEPTIONS = [
    (r"^base/.*file_store[^/]*$", r".*", "the file seam: the one door to the disk"),
    (r"^base/.*clock[^/]*$", r"^(thread|condition_variable)$", "the clock seam: the real clock may wait"),
    (r"^base/network\.cpp$", r"^arpa/inet\.h$", "inet_pton reads addresses as text; no socket is made"),
    (r"^base/.*random[^/]*$", r"^random$", "the chance seam: the seed comes from the system"),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def folder_of(relative: str) -> str:
    return relative.split("/")[0] if "/" in relative else "(facade)"


def check_file(source: Path, tree: Path) -> list[str]:
    relative = source.relative_to(tree).as_posix()
    folder = folder_of(relative)
    if folder not in ROW_OF:
        return [f"{source}:1: folder '{folder}' is in no row of tools/check_layers.py"]
    row = ROW_OF[folder]
    problems = []
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quoted, header = match.group(1) == '"', match.group(2)
        where = f"{os.path.relpath(source)}:{number}"
        if header.startswith("phantomime/"):
            if not quoted:
                problems.append(f'{where}: write "{header}" with quotes, it is ours')
            problems += check_own(where, folder, row, header.removeprefix("phantomime/"), tree)
        elif quoted:
            problems.append(f'{where}: write the path from src ("phantomime/{folder}/...") or <{header}> for a library')
        elif HTTP_LIBRARIES.match(header) and folder != "net":
            problems.append(f"{where}: <{header}> is for net/ alone")
        elif row in PURE_ROWS and IMPURE.match(header) and not excepted(relative, header):
            problems.append(f"{where}: <{header}> in {folder}/, which is pure: go through a seam of base/")
    return problems


def check_own(where: str, folder: str, row: int, header: str, tree: Path) -> list[str]:
    other = folder_of(header)
    if other not in ROW_OF:
        return [f"{where}: includes phantomime/{header}, whose folder is in no row"]
    if not (tree / header).exists():
        return [f"{where}: phantomime/{header} does not exist"]
    if other == folder or (folder, other) in NEIGHBOURS_ALLOWED or ROW_OF[other] < row:
        return []
    what = "a neighbour on the same row" if ROW_OF[other] == row else f"row {ROW_OF[other]}, above"
    return [f"{where}: {folder}/ (row {row}) includes {other}/ ({what}): phantomime/{header}"]


def excepted(relative: str, header: str) -> bool:
    return any(re.match(file, relative) and re.match(what, header) for file, what, _ in EXCEPTIONS)


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    tree = root / "src" / "phantomime"
    sources = sorted(p for p in tree.rglob("*") if p.suffix in {".cpp", ".hpp", ".h", ".inl"})
    if not sources:
        print(f"check_layers: no sources under {tree}: nothing was checked", file=sys.stderr)
        return 1
    problems = [problem for source in sources for problem in check_file(source, tree)]
    for problem in problems:
        print(problem)
    print(f"check_layers: {len(sources)} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
