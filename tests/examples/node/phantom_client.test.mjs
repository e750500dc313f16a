import assert from "node:assert/strict";
import test from "node:test";
import { Phantom, PhantomError } from "./phantom_client.mjs";

const { PHANTOM_BASE_URL, PHANTOMIME_USER, PHANTOMIME_PASSWORD } = process.env;

// A client in a space of this test's own, under its own clock: waiting lets time pass there, and only there.
function phantomOf(t) {
  const space = `${PHANTOM_BASE_URL}/__space/${t.name.replace(/[^A-Za-z0-9._-]+/g, "-").slice(-64)}`;
  const wait = (seconds) => fetch(`${space}/__phantomime/clock`, { method: "POST", body: JSON.stringify({ advance: `${seconds}s` }) });
  return new Phantom(space, { user: PHANTOMIME_USER, password: PHANTOMIME_PASSWORD, wait });
}

test("a playbook is run, polled and succeeds", async (t) => {
  const phantom = phantomOf(t);
  const run = await phantom.runPlaybook("my_playbook", 42);
  assert.equal((await phantom.ask("GET", `/rest/playbook_run/${run}`)).status, "pending");
  assert.equal((await phantom.result(run)).status, "success");
});

test("a playbook that fails is told from one that succeeds", async (t) => {
  const phantom = phantomOf(t);
  assert.equal((await phantom.result(await phantom.runPlaybook("local/pb-fails", 42))).status, "failed");
});

test("what Phantom refuses becomes an exception", async (t) => {
  await assert.rejects(phantomOf(t).runPlaybook("nobodys", 42), new PhantomError('Playbook "nobodys" not found'));
});

for (const name of ["one", "another"])
  test(`${name} test begins in the same world`, async (t) => {
    assert.equal(await phantomOf(t).runPlaybook("my_playbook", 42), 73);
  });
