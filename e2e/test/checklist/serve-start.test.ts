import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { givenHub, givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import { hubMain } from "../../harness/hub-main.ts";
import { Program, run } from "../../harness/program.ts";
import { Site } from "../../harness/site.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

function givenFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

suite("Starting", { concurrency: 4 }, () => {
  test("npm start prints URL, key and a curl that works when pasted; so does the next start, without the key", async (t) => {
    const dataDir = join(givenFolder(t), "a folder");
    const env = { TABELLARY_DATABASE_URL: `sqlite:${dataDir}/tabellary.db`, TABELLARY_PORT: "0" };
    const eventIds: string[] = [];
    for (const isFirst of [true, false]) {
      const npm = Program.start(t, "npm", ["start"], { cwd: ROOT, env, isGroup: true });
      await npm.until(/Ctrl-C stops it/);
      const url = /^ {2}url +(http:\/\/127\.0\.0\.1:\d+)$/m.exec(npm.output)![1]!;
      const key = readFileSync(join(dataDir, "admin-key"), "utf8").trim();
      assert.equal(npm.output.includes(key), isFirst, "the key is shown once");
      const page = await fetch(url, { headers: { accept: "text/html" } });
      assert.match(await page.text(), /<div id="root">/, "the dashboard is there");
      const command = pasted(npm.output);
      assert.ok(command.includes(url));
      const { code, output } = await run("bash", ["-c", command]);
      assert.equal(code, 0);
      const event = JSON.parse(output);
      assert.equal(event.type, "user.created", output);
      eventIds.push(event.id);
      await npm.end("SIGINT");
      assert.match(npm.output, /Stopping/);
    }
    assert.equal(statSync(join(dataDir, "admin-key")).mode & 0o777, 0o600);

    const hub = await HubProcess.start({ dataDir });
    t.after(() => hub.stop());
    const { events } = await hub.api.expect(200, hub.api.get("/v1/events"));
    assert.deepEqual(
      events.map(({ id }: { id: string }) => id),
      eventIds.reverse(),
    );
  });

  test("with a key of one's own the curl works where its variable is set, and the key is not printed", async (t) => {
    const env = {
      TABELLARY_DATABASE_URL: `sqlite:${join(givenFolder(t), "a folder", "tabellary.db")}`,
      TABELLARY_PORT: "0",
      TABELLARY_ADMIN_KEY: "a-long-random-string",
    };
    const hub = Program.start(t, process.execPath, [hubMain(), "serve"], { env });
    await hub.until(/Ctrl-C stops it/);
    const { output } = await run("bash", ["-c", pasted(hub.output)], { env });
    assert.equal(JSON.parse(output).type, "user.created", output);
    assert.ok(!hub.output.includes(env.TABELLARY_ADMIN_KEY));
  });

  test("the second start goes on where the first stopped: what was pending is delivered, with the same bytes", async (t) => {
    const dataDir = givenFolder(t);
    const receiver = await givenReceiver(t, () => 503);
    let hub = await HubProcess.start({ dataDir });
    t.after(() => hub.stop());
    const before = await Site.open(hub.api, "pixelpatrol");
    const retry_schedule = [0, 5, ...new Array<number>(40).fill(2)];
    await before.subscribe({ url: receiver.url, events: ["*"], retry_schedule });
    const first = await before.send("media.created", { media_id: "media_1" });
    const second = await before.send("media.moderated", { media_id: "media_1" });
    const deliveryId = await before.deliveryIdOf(first.id);
    await receiver.until(1);
    assert.equal(await hub.stop(), 0);
    const refused = receiver.received.length;
    receiver.answer = () => 200;

    hub = await HubProcess.start({ dataDir });
    const site = await Site.of(hub.api, before.id);
    await site.untilDelivery(deliveryId, "success", refused + 1);
    await site.untilDelivery(await site.deliveryIdOf(second.id), "success", 1);
    assert.deepEqual(
      receiver.received.map(({ json }) => json.id),
      [...new Array<string>(refused + 1).fill(first.id), second.id],
    );
    assert.ok(receiver.received[0]!.body.equals(receiver.received[refused]!.body));
  });

  test("a second process on the same file is refused with one line and exit code 2; the first is not disturbed", async (t) => {
    const hub = await givenHub(t);
    const args = [hubMain(), "serve", "--port", "0", "--database-url", `sqlite:${hub.dataDir}/tabellary.db`];
    const { code, output } = await run(process.execPath, args);
    assert.equal(code, 2, output);
    assert.match(output, /^tabellary: .*tabellary\.db is in use by another Tabellary process: .*\n$/);
    await hub.api.expect(202, hub.api.post("/v1/events", { type: "user.created", data: {} }));
  });

  for (const [what, name, args, env] of [
    ["a port that is no number", "--port", ["--port", "80a"], {}],
    ["the same as a variable", "TABELLARY_PORT", [], { TABELLARY_PORT: "80a" }],
    ["a range that is none", "--egress-allow", ["--egress-allow", "10.0.0.0/99"], {}],
    ["a key that is too short", "TABELLARY_ADMIN_KEY", [], { TABELLARY_ADMIN_KEY: "short" }],
    ["a database that is no file", "--database-url", ["--database-url", "mysql://x"], {}],
    ["a folder that cannot be made", "DATABASE_URL", ["--database-url", "sqlite:/proc/x/y.db"], {}],
    ["an alert URL that is none", "--alert-url", ["--alert-url", "pager"], {}],
    ["an alert URL with a password", "--alert-url", ["--alert-url", "https://me:secret@alerts.example.com/"], {}],
    ["an alert URL that is not https", "ALERT_URL", ["--alert-url", "http://alerts.example.com/?secret"], {}],
    ["an alert URL where the hub does not send", "ALERT_URL", ["--alert-url", "https://10.1.2.3/?secret"], {}],
    ["authorities that are not there", "EGRESS_CA_FILE", ["--egress-ca-file", "/nowhere/ca.pem"], {}],
    ["authorities that are no certificates", "EGRESS_CA_FILE", ["--egress-ca-file", import.meta.filename], {}],
    ["a host that is not this machine's", "HOST", ["--host", "192.0.2.1"], {}],
  ] as const) {
    test(`a wrong setting stops the start with one line that names it: ${what}`, async (t) => {
      const given: readonly string[] = args;
      const port = given.includes("--port") || "TABELLARY_PORT" in env ? [] : ["--port", "0"];
      const isMoved = given.includes("--database-url");
      const database = isMoved ? [] : ["--database-url", `sqlite:${givenFolder(t)}/tabellary.db`];
      await assertRefused(t, [...database, ...port, ...given], env, name);
    });
  }

  test("a wrong setting stops the start with one line that names it: a port that is taken", async (t) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const database = ["--database-url", `sqlite:${givenFolder(t)}/tabellary.db`];
    await assertRefused(t, [...database, "--port", String(port)], {}, "TABELLARY_PORT");
  });

  test("a wrong setting stops the start with one line that names it: a file that is no database", async (t) => {
    const file = join(givenFolder(t), "tabellary.db");
    writeFileSync(file, "not a database, but a text that is long enough to be looked at\n".repeat(100));
    await assertRefused(t, ["--port", "0", "--database-url", `sqlite:${file}`], {}, "TABELLARY_DATABASE_URL");
  });
});

/** The command that the banner offers. */
function pasted(banner: string): string {
  return /^ +(curl [\s\S]+?)\n\n/m.exec(banner)![1]!;
}

async function assertRefused(t: TestContext, args: readonly string[], env: Record<string, string>, name: string) {
  const program = Program.start(t, process.execPath, [hubMain(), "serve", ...args], { env });
  await program.until(/\n/);
  const code = await Promise.race([program.ended(), program.until(/Ctrl-C/)]);
  assert.equal(code, 2, program.output);
  assert.match(program.output, /^tabellary: [^\n]+\n$/, "one line");
  assert.ok(program.output.includes(name), program.output);
  assert.ok(!program.output.includes("secret"), program.output);
}
