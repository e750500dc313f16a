#!/usr/bin/env python3
"""The page of a contract report in a real browser, with bodies in it that try to run, to fetch and to leave their place. Skipped without chromium
(apt-get install chromium). PHANTOMIME_SCREENSHOTS=FOLDER keeps pictures of the pages.
"""
import functools
import html.parser
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from support import SKIPPED, SOURCE, run_tests, same

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
if not BROWSER:
    print("skipped: there is no chromium")
    sys.exit(SKIPPED)

ELEMENTS = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "b", "div", "span", "code", "details", "summary",
            "table", "tbody", "tr", "th", "td", "ul", "li"}
ATTRIBUTES = {"class", "lang", "charset", "http-equiv", "content", "name", "open"}


@functools.lru_cache(maxsize=None)
def pages():
    program = pathlib.Path(os.environ.get("PHANTOMIME_BUILD_DIR", SOURCE / "build/dev")) / "tests/phantomime_unit_tests"
    program = pathlib.Path(os.environ.get("PHANTOMIME_UNIT_TESTS", program))
    assert program.exists(), f"{program} is not built"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "--gtest_filter=ContractReport.IsGivenToTheValidators"], check=True, capture_output=True,
                       env={**os.environ, "PHANTOMIME_REPORTS_FOLDER": folder})
        return {path.stem: path.read_text() for path in pathlib.Path(folder).glob("*.html")}


def browse(page, *options):
    """The page as the browser has it after its scripts ran."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "page.html"
        path.write_text(page)
        done = subprocess.run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--virtual-time-budget=2000",
                               f"--user-data-dir={folder}/profile", *options, path.as_uri()], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


class Shape(html.parser.HTMLParser):
    """The elements, attributes and title of a page."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.attributes, self.title, self.text, self.open = set(), set(), "", "", []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.open.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "title" and not self.title:
            self.title = data
        self.text += data


def without_policy(page):
    head, _, rest = page.partition('<meta http-equiv="Content-Security-Policy"')
    assert rest
    return head + rest.partition(">")[2]


def test_the_browser_would_run_what_is_not_escaped():
    same("the title", "owned", Shape(browse("<title>x</title><body onload=\"document.title='owned'\">", "--dump-dom")).title)


def test_nothing_in_a_page_is_active():
    for name, page in pages().items():
        for what, served in (("as it is", page), ("without its policy", without_policy(page))):
            shape = Shape(browse(served, "--dump-dom"))
            assert shape.elements <= ELEMENTS, f"{name} {what}: {sorted(shape.elements - ELEMENTS)}"
            assert shape.attributes <= ATTRIBUTES, f"{name} {what}: {sorted(shape.attributes - ATTRIBUTES)}"
            assert shape.title.startswith("phantomime verify"), f"{name} {what}: {shape.title!r}"


def test_what_a_server_said_is_text():
    text = Shape(browse(pages()["hostile"], "--dump-dom")).text
    for said in ("<script>document.title='owned'</script>", "<img src=x onerror=", "</style></title>", "\\x1b[2J", "\\u202e"):
        assert said in text, said
    for active in ("\x1b", "\u202e", "\u2066", "\x07", "\x08"):
        assert active not in text, repr(active)


def test_a_page_fetches_nothing():
    for page in pages().values():
        assert "default-src 'none'" in page
        for fetching in ("<link", "<script", "<img", "@import", "url(", "<iframe", "<object", "<base"):
            assert fetching not in page, fetching


def test_pictures_are_kept_where_somebody_looks():
    folder = os.environ.get("PHANTOMIME_SCREENSHOTS")
    for name, page in pages().items():
        if folder:
            browse(page, f"--screenshot={folder}/{name}.png", "--window-size=1280,1400")


if __name__ == "__main__":
    run_tests(globals())
