"""The documentation pages themselves, where they are at hand (../shared/phantom/pages, as in CI): commands and bodies are taken from their
text, run against `phantom-docs`, and compared with what it answers and with the fixtures. Without the pages this test is skipped."""
import json
import os
import pathlib
import sys

import pages
import phantom_docs
from support import SKIPPED, SOURCE, parse, run_tests, same

FOLDER = pathlib.Path(os.environ.get("PHANTOMIME_PAGES", SOURCE.parent / "shared/phantom/pages"))
ROWS = json.loads((SOURCE / "tests/data/phantom_commands.json").read_text())


def corrected(name, text):
    """Erratum S003-1: the one printed body that is no JSON, for a comma after the last element of `data`."""
    return text.replace("},\n    ],\n", "}\n    ],\n") if name == "ph_user/list" else text


def test_the_commands_in_the_tree_are_those_of_the_pages():
    same("commands", pages.read(FOLDER)[0], ["\n".join(row["command"]) for row in ROWS])


def test_the_fixtures_are_the_printed_bodies():
    for name, text in pages.read(FOLDER)[1].items():
        same(name, corrected(name, text) + "\n", (SOURCE / f"fixtures/phantom/{name}.json").read_text())
    same("as printed", pages.read(FOLDER)[1]["ph_user/list"] + "\n", (SOURCE / "fixtures/phantom/ph_user/list.as_printed.txt").read_text())


def test_every_command_of_the_pages_gives_the_body_of_the_pages():
    commands, bodies = pages.read(FOLDER)
    bodies = {name: corrected(name, text) for name, text in bodies.items()}
    # The user update's answer is on no page; {"id": 1, "success": true} is assumed.
    bodies["ph_user/update"] = '{"id": 1, "success": true}'
    phantom_docs.compare(commands, [row["answer"] for row in ROWS], bodies)
    for name, text in bodies.items():
        parse(text)


if __name__ == "__main__":
    if not FOLDER.is_dir():
        print(f"skipped: the documentation pages are not at {FOLDER}")
        sys.exit(SKIPPED)
    run_tests(globals())
