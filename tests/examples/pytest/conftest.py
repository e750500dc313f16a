"""A space for each test: what `phantomime run` exports, made into fixtures."""
import os
import re

import pytest
import requests
from phantom_client import Phantom


@pytest.fixture
def session(request):
    """A session that lives in this test's space, as the user who is let in; the space goes with the test."""
    space = re.sub(r"[^A-Za-z0-9._-]+", "-", request.node.name)[-64:]
    with requests.Session() as session:
        session.headers["X-Phantomime-Space"] = space
        session.auth = (os.environ["PHANTOMIME_USER"], os.environ["PHANTOMIME_PASSWORD"])
        yield session
        session.delete(os.environ["PHANTOMIME_ADMIN_URL"] + "spaces/" + space).raise_for_status()


@pytest.fixture
def advance(session):
    """Lets time pass in the test's space, and only there."""

    def by(seconds):
        session.post(os.environ["PHANTOMIME_ADMIN_URL"] + "clock", json={"advance": f"{seconds}s"}).raise_for_status()
    return by


@pytest.fixture
def phantom(session, advance):
    return Phantom(os.environ["PHANTOM_BASE_URL"], session, wait=advance)
