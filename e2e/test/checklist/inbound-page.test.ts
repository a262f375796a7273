import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { givenHub, givenReceiver } from "../../harness/given.ts";
import { Program, run } from "../../harness/program.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

test("the commands of the page on inbound webhooks work as printed", async (t) => {
  const hub = await givenHub(t);
  const app = await givenReceiver(t);
  const home = mkdtempSync(join(tmpdir(), "tabellary-page-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  symlinkSync(hub.dataDir, join(home, "data"));
  const [open, subscribe, sample, send, list, ...more] = blocks(readFileSync(join(ROOT, "docs/inbound.md"), "utf8"));
  assert.deepEqual(more, [], "a command was added to the page: run it here too");
  const [setUp, create] = open!.split(/(?<=8484\n)/);
  const ask = async (command: string) => {
    const script = `${setUp}${command}`
      .replace("http://127.0.0.1:8484", hub.url)
      .replace("http://127.0.0.1:3000/webhook", app.url);
    const { code, output } = await run("bash", ["-c", script], { cwd: home });
    assert.equal(code, 0, output);
    return JSON.parse(output);
  };
  const source = await ask(create!);
  const ofSource = (command: string) =>
    command.replace("src_…", source.id).replace("$HUB/in/…", `$HUB${new URL(source.ingress_url).pathname}`);
  await ask(subscribe!);
  const tested = await ask(ofSource(sample!));
  assert.deepEqual([tested.status_code, tested.verdict, tested.events.length], [200, "accepted", 1]);
  assert.deepEqual(await ask(ofSource(send!)), { status: "ok" });
  const [received] = await app.until(1);
  assert.deepEqual([received?.json.type, received?.json.data.total], ["generic.order.paid", 4200]);
  const { messages } = await ask(ofSource(list!));
  assert.deepEqual(
    messages.map(({ verdict }: { verdict: string }) => verdict),
    ["accepted", "accepted"],
  );
});

test("the example of an application behind the hub prints a comment that was signed, kept and delivered", async (t) => {
  const hub = await givenHub(t);
  const env = { TABELLARY_API_KEY: hub.adminKey };
  const example = Program.start(t, process.execPath, [join(ROOT, "examples/inbound.ts"), hub.url], { env });
  assert.match(await example.until(/a sample was answered .*/), /answered 200, and is the event evt_/);
  assert.match(await example.until(/comment\.created on .*/), /instagram: sample wrote "This is a sample/);
});

/** The blocks of commands, in their order. */
function blocks(page: string): string[] {
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);
}
