import os

import pytest
from phantom_client import Phantom, PhantomError


def test_a_playbook_is_run_polled_and_succeeds(phantom):
    run = phantom.run_playbook("my_playbook", 42)
    assert phantom.ask("GET", f"/rest/playbook_run/{run}")["status"] == "pending"
    assert phantom.result(run)["status"] == "success"


def test_a_playbook_that_fails_is_told_from_one_that_succeeds(phantom):
    assert phantom.result(phantom.run_playbook("local/pb-fails", 42))["status"] == "failed"


def test_what_phantom_refuses_becomes_an_exception(phantom):
    with pytest.raises(PhantomError, match='Playbook "nobodys" not found'):
        phantom.run_playbook("nobodys", 42)


def test_a_client_gives_up_on_a_run_that_does_not_end(session):
    waited = []
    client = Phantom(os.environ["PHANTOM_BASE_URL"], session, wait=waited.append)  # and the clock stands still
    with pytest.raises(PhantomError, match="does not end"):
        client.result(client.run_playbook("my_playbook", 42), looks=3)
    assert waited == [1, 1, 1]


@pytest.mark.parametrize("_", range(2))
def test_each_test_begins_in_the_same_world(phantom, _):
    before = phantom.ask("GET", "/rest/playbook_run")["count"]
    run = phantom.run_playbook("my_playbook", 42)
    assert (run, phantom.ask("GET", "/rest/playbook_run")["count"]) == (73, before + 1)
