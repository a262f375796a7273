import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../packages/server/test/store/postgres-server.ts";
import { eventually } from "../../harness/eventually.ts";
import { Program, run } from "../../harness/program.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** What `npm start` and the receiver need of a clone. The data goes beside it. */
const CLONE = ["package.json", "node_modules", "packages", "examples"];

test("the commands of the README's tour work as printed", async (t) => {
  const home = mkdtempSync(join(tmpdir(), "tabellary-tour-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  for (const name of CLONE) symlinkSync(join(ROOT, name), join(home, name));
  const [hubPort, receiverPort] = [await freePort(), await freePort()];
  const [start, receive, subscribe, send, look, mend, verify, ...more] = tour().map((block) =>
    block
      .replaceAll("127.0.0.1:8484", `127.0.0.1:${hubPort}`)
      .replaceAll("127.0.0.1:3000", `127.0.0.1:${receiverPort}`),
  );
  assert.deepEqual(more, [], "a command was added to the tour: run it here too");

  const [startHub, setUp] = start!.split("# in another terminal\n");
  const inShell = { cwd: home, isGroup: true };
  const hub = Program.start(t, "bash", ["-c", startHub!], { ...inShell, env: { TABELLARY_PORT: String(hubPort) } });
  await hub.until(/Ctrl-C stops it/);
  const env = { PORT: String(receiverPort) };
  const listen = () => Program.start(t, "bash", ["-c", receive!], { ...inShell, env });
  let receiver = listen();
  await receiver.until(/listening on/);
  const ask = async (command: string) => {
    const { code, output } = await run("bash", ["-c", `${setUp}${command}`], { cwd: home });
    assert.equal(code, 0, output);
    return JSON.parse(output);
  };

  assert.match((await ask(subscribe!)).id, /^hook_/);
  const event = await ask(send!);
  await receiver.until(new RegExp(`user.created ${event.id} .*José`));

  const [lookAtEvent, lookAtDelivery] = commands(look!);
  const seen = await ask(lookAtEvent!.replace("evt_…", event.id));
  assert.equal(seen.webhooks[0].outcome, "matched");
  const delivery = await ask(lookAtDelivery!.replace("del_…", seen.deliveries[0].id));
  assert.equal(delivery.log[0].request.url, `http://127.0.0.1:${receiverPort}/webhook`);

  await receiver.end("SIGINT");
  const another = await ask(send!);
  const [listPending, sendNow] = commands(mend!);
  const pending = await eventually(
    () => ask(listPending!),
    ({ deliveries }) => deliveries[0]?.attempts >= 1,
  );
  const [owed] = pending.deliveries;
  assert.match(owed.error, /refused the connection/);
  assert.ok(owed.next_attempt_at);
  receiver = listen();
  await receiver.until(/listening on/);
  assert.equal((await ask(sendNow!.replace("del_…", owed.id))).id, owed.id);
  await receiver.until(new RegExp(`user.created ${another.id} `));

  const explanation = await ask(verify!);
  assert.equal(explanation.ok, false);
  assert.ok(explanation.steps.some((step: { ok: boolean }) => !step.ok));
  assert.ok(explanation.expected["X-Webhook-Signature"]);
});

/** The shell blocks of the section "Three minutes". */
function tour(): string[] {
  const section = readFileSync(join(ROOT, "README.md"), "utf8")
    .split(/^## /m)
    .find((text) => text.startsWith("Three minutes"))!;
  return [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
}

function commands(block: string): string[] {
  return block.split(/\n(?=curl )/);
}
