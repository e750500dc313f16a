"""All journeys with coverage on: their servers add to one file, whose table stands in build/PRESET/journeys-coverage.txt (tools/test prints it);
below 100 % of the stubs and states of the shipped pack they fail."""
import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "python"))
from support import PROGRAM, SOURCE  # noqa: E402

FOLDER = pathlib.Path(os.environ.get("PHANTOMIME_BUILD_DIR", SOURCE / "build"))
FILE, TABLE = FOLDER / "journeys-coverage.json", FOLDER / "journeys-coverage.txt"


def main():
    for old in (FILE, TABLE):
        old.unlink(missing_ok=True)
    os.environ["JOURNEYS_COVERAGE"] = str(FILE)
    result = unittest.TextTestRunner().run(unittest.defaultTestLoader.discover(str(HERE)))
    table = subprocess.run([PROGRAM, "coverage", str(FILE), "--summary"], capture_output=True, text=True, check=True, cwd=SOURCE).stdout
    TABLE.write_text("What the journeys touch of the shipped pack\n" + table)
    whole = subprocess.run([PROGRAM, "coverage", str(FILE), "--at-least", "stubs=100,states=100"], cwd=SOURCE).returncode
    return 0 if result.wasSuccessful() and whole == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
