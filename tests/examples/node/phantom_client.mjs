// A small client of Splunk Phantom: runs a playbook and waits for its end.
import { setTimeout } from "node:timers/promises";

export class PhantomError extends Error {}

export class Phantom {
  // `wait` is called with seconds between two looks at a run.
  constructor(baseUrl, { user, password, wait = (seconds) => setTimeout(seconds * 1000) }) {
    this.baseUrl = baseUrl;
    this.headers = { Authorization: "Basic " + Buffer.from(`${user}:${password}`).toString("base64") };
    this.wait = wait;
  }

  async ask(method, path, body) {
    const answer = await fetch(this.baseUrl + path, { method, headers: this.headers, body: body && JSON.stringify(body) });
    const said = await answer.json();
    if (!answer.ok || said.failed) throw new PhantomError(said.message ?? `${method} ${path}: ${answer.status}`);
    return said;
  }

  // Begins a run; its id.
  async runPlaybook(playbook, container, scope = "new") {
    const said = await this.ask("POST", "/rest/playbook_run", { container_id: container, playbook_id: playbook, scope, run: true });
    return Number(said.playbook_run_id);
  }

  // Waits for the end of a run; what it was.
  async result(run, looks = 60) {
    for (let look = 0; look < looks; ++look) {
      const said = await this.ask("GET", `/rest/playbook_run/${run}`);
      if (!["pending", "running"].includes(said.status)) return said;
      await this.wait(1);
    }
    throw new PhantomError(`run ${run} does not end`);
  }
}
