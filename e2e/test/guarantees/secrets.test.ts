import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { getContract } from "@tabellary/contracts";
import { givenHub, givenReceiver, givenSite } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import type { Received } from "../../harness/receiver.ts";

function givenDataDir(t: TestContext): string {
  const dataDir = join(mkdtempSync(join(tmpdir(), "tabellary-secrets-")), "data");
  t.after(() => rmSync(join(dataDir, ".."), { recursive: true, force: true }));
  return dataDir;
}

function verifies(contract: string, { headers, body }: Received, secret: string): boolean {
  return getContract(contract).verify({ headers, body, secrets: secret, nowMs: Date.now() }).ok;
}

/** In formats with a list of signatures, both secrets verify while they overlap; elsewhere one at a time. */
const ROTATIONS = [
  { contract: "standard", hasList: true },
  { contract: "stripe", hasList: true },
  { contract: "omnifence-signed", hasList: true },
  { contract: "generic", hasList: false },
  { contract: "pass-through", hasList: false },
  { contract: "pixelpatrol", hasList: false },
  { contract: "moderation-ai", hasList: false },
  { contract: "github", hasList: false },
];

for (const { contract, hasList } of ROTATIONS) {
  test(`${contract}: rotated in two steps, no receiver meets a signature that it cannot know`, async (t) => {
    const { api } = await givenSite(t, "generic");
    const receiver = await givenReceiver(t);
    const body = {
      url: receiver.url,
      events: ["*"],
      contract,
      ...(contract === "generic" && { secret: "typed-by-hand" }),
    };
    const { id, secret: old } = await api.expect(201, api.post("/v1/webhooks", body));
    const send = async () => {
      // Counted before: it may be there before its sender has read the answer.
      const count = receiver.received.length + 1;
      await api.expect(202, api.post("/v1/events", { type: "a.b", data: {} }));
      return (await receiver.until(count)).at(-1)!;
    };
    const promoteTooSoon = await api.post(`/v1/webhooks/${id}/secret/promote`);
    assert.deepEqual([promoteTooSoon.status, promoteTooSoon.body.code], [409, "conflict"]);
    assert.ok(verifies(contract, await send(), old));

    const prepared = await api.expect(200, api.post(`/v1/webhooks/${id}/secret/prepare`));
    const { next } = prepared;
    assert.equal(prepared.secret, old, "the old one signs still");
    assert.notEqual(next, old);
    const between = await send();
    assert.ok(verifies(contract, between, old), "a receiver that knows only the old one");
    assert.equal(verifies(contract, between, next), hasList, "a receiver that knows only the new one");

    const promoted = await api.expect(200, api.post(`/v1/webhooks/${id}/secret/promote`));
    assert.deepEqual([promoted.secret, promoted.next, promoted.previous], [next, null, old]);
    assert.ok(Math.abs(Date.parse(promoted.previous_until) - Date.now() - 24 * 3_600_000) < 60_000, "for 24 hours");
    const afterwards = await send();
    assert.ok(verifies(contract, afterwards, next));
    assert.equal(verifies(contract, afterwards, old), hasList, "a receiver that has not learnt yet");
  });
}

test("secrets and header values can be read in no file and no log", async (t) => {
  const dataDir = givenDataDir(t);
  const receiver = await givenReceiver(t);
  const first = await HubProcess.start({ dataDir });
  await first.stop();
  // The first start prints the admin key, once. This is the second.
  const hub = await HubProcess.start({ dataDir, flags: { "log-level": "trace" } });
  const { api } = hub;
  const secrets = {
    typed: `typed-${randomBytes(12).toString("hex")}`,
    prepared: `prepared-${randomBytes(12).toString("hex")}`,
    header: `header-${randomBytes(12).toString("hex")}`,
    changedHeader: `changed-${randomBytes(12).toString("hex")}`,
    generated: "",
    token: "",
  };
  const webhook = { url: receiver.url, events: ["*"], secret: secrets.typed, headers: { "X-Api-Key": secrets.header } };
  const { id } = await api.expect(201, api.post("/v1/webhooks", webhook));
  const generated = await api.expect(
    201,
    api.post("/v1/webhooks", { url: receiver.url, events: ["*"], contract: "standard" }),
  );
  secrets.generated = generated.secret;
  secrets.token = (await api.expect(201, api.post("/v1/keys", { name: "site", scopes: ["events:write"] }))).token;
  await api.expect(200, api.post(`/v1/webhooks/${id}/secret/prepare`, { secret: secrets.prepared }));
  await api.expect(200, api.patch(`/v1/webhooks/${id}`, { headers: { "X-Api-Key": secrets.changedHeader } }));
  await api.as(secrets.token).expect(202, api.as(secrets.token).post("/v1/events", { type: "a.b", data: {} }));
  await api.as(secrets.token).get("/v1/webhooks");
  await api.post("/v1/webhooks", { ...webhook, secret: { not: secrets.typed } });
  await api.post("/v1/webhooks", { ...webhook, headers: { Host: secrets.header } });
  const received = await receiver.until(2);
  assert.ok(
    received.some(({ headers }) => headers["x-api-key"] === secrets.changedHeader),
    "it is sent",
  );

  const shown = await api.expect(200, api.get(`/v1/webhooks/${id}`));
  const { deliveries } = await api.expect(200, api.get("/v1/deliveries"));
  const details = await Promise.all(deliveries.map((row: { id: string }) => api.get(`/v1/deliveries/${row.id}`)));
  assertFree("the API's answers", JSON.stringify([shown, details]), Object.values(secrets));

  await t.test("in files while it runs, its journal included", () => assertFilesFree(dataDir, secrets, hub.adminKey));
  await hub.kill();
  await t.test("in files after kill -9", () => assertFilesFree(dataDir, secrets, hub.adminKey));
  const last = await HubProcess.start({ dataDir, flags: { "log-level": "trace" } });
  await last.stop();
  await t.test("in files after it was stopped", () => assertFilesFree(dataDir, secrets, hub.adminKey));
  await t.test("in the log, at level trace", () => {
    assert.match(hub.output(), /"level":"debug"/, "there is a log");
    const signatures = received.flatMap(({ headers }) => [
      headers["x-webhook-signature"],
      headers["webhook-signature"],
    ]);
    const all = [...Object.values(secrets), hub.adminKey, ...signatures.filter((text) => typeof text === "string")];
    assertFree("the log", hub.output() + last.output(), all);
  });
});

test("a wrong master key stops the start with a sentence", async (t) => {
  const dataDir = givenDataDir(t);
  const hub = await HubProcess.start({ dataDir });
  await hub.api.expect(201, hub.api.post("/v1/webhooks", { url: "http://127.0.0.1:9/hook", events: ["*"] }));
  await hub.stop();
  const { code, output } = await HubProcess.startInVain({
    dataDir,
    flags: { "master-key": randomBytes(32).toString("base64") },
  });
  assert.equal(code, 2, output);
  assert.match(output, /^tabellary: .*another master key.*TABELLARY_MASTER_KEY.*\n$/, "one line, and no stack");
  // With the right one it goes on as if nothing had been.
  const again = await givenHub(t, { dataDir });
  const { webhooks } = await again.api.expect(200, again.api.get("/v1/webhooks"));
  assert.equal(webhooks.length, 1);
});

test("what is in the data folder is its owner's alone", async (t) => {
  const dataDir = givenDataDir(t);
  const hub = await givenHub(t, { dataDir });
  await hub.api.expect(202, hub.api.post("/v1/events", { type: "a.b", data: {} }));
  assert.equal(statSync(dataDir).mode & 0o777, 0o700, "the folder");
  const files = readdirSync(dataDir);
  for (const file of files) assert.equal(statSync(join(dataDir, file)).mode & 0o777, 0o600, file);
  for (const file of ["admin-key", "master-key", "tabellary.db", "tabellary.db-wal"])
    assert.ok(files.includes(file), file);
});

/** Keys that are kept in a file of their own, readable by the owner alone, are where they should be. */
const KEY_FILES = new Set(["admin-key", "master-key"]);

function assertFilesFree(dataDir: string, secrets: Record<string, string>, adminKey: string): void {
  const files = readdirSync(dataDir).filter((file) => !KEY_FILES.has(file));
  assert.ok(files.includes("tabellary.db"));
  for (const file of files)
    assertFree(file, readFileSync(join(dataDir, file), "latin1"), [...Object.values(secrets), adminKey]);
}

/** Neither as it is, nor in hex or base64. */
function assertFree(where: string, text: string, secrets: readonly string[]): void {
  for (const secret of secrets) {
    assert.ok(secret.length >= 16);
    const bytes = Buffer.from(secret.replace(/^whsec_/, ""));
    const spellings = [
      secret,
      bytes.toString("latin1"),
      bytes.toString("hex"),
      bytes.toString("base64").replace(/=+$/, ""),
    ];
    for (const spelling of spellings) assert.ok(!text.includes(spelling), `${where} holds ${spelling}`);
  }
}
