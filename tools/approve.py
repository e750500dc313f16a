#!/usr/bin/env python3
"""Accepts what golden tests received: NAME.received.EXT becomes NAME.approved.EXT, after showing how they differ.

  tools/approve.py              show every difference and ask once for each
  tools/approve.py --all        accept all (CI never does this: it only reads)
  tools/approve.py PATH...      only those below PATH
"""

import argparse
import difflib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def approved_path(received: Path) -> Path:
    return received.with_name(received.name.replace(".received", ".approved", 1))


def show(received: Path, approved: Path) -> None:
    old = approved.read_text(encoding="utf-8", errors="replace").splitlines() if approved.exists() else []
    new = received.read_text(encoding="utf-8", errors="replace").splitlines()
    name = str(approved.relative_to(ROOT))
    for line in difflib.unified_diff(old, new, name, "received", lineterm=""):
        print(line)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "tests"])
    parser.add_argument("--all", action="store_true", help="accept without asking")
    options = parser.parse_args()

    received = sorted({found for path in options.paths for found in path.resolve().rglob("*.received*")})
    if not received:
        print("nothing was received: run tools/test first, or every golden file is as approved")
        return 0
    left = 0
    for file in received:
        approved = approved_path(file)
        show(file, approved)
        if options.all or input(f"accept {approved.relative_to(ROOT)}? [y/N] ").strip().lower() == "y":
            os.replace(file, approved)
        else:
            left += 1
    print(f"{len(received) - left} accepted, {left} left")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
