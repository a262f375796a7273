import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { givenHub, givenReceiver, givenSite } from "../../harness/given.ts";
import { Site } from "../../harness/site.ts";
import { givenStuck } from "../../harness/stuck.ts";

const INWARD = [
  "http://127.0.0.1:9/hook",
  "http://localhost:9/hook",
  "https://10.1.2.3/hook",
  "https://172.16.0.1/hook",
  "https://192.168.0.1/hook",
  "https://100.64.0.1/hook",
  "https://169.254.169.254/latest/meta-data/",
  "https://[fd00::1]/hook",
  "https://[fe80::1]/hook",
  "https://[::ffff:169.254.169.254]/hook",
  "https://[64:ff9b::a9fe:a9fe]/hook",
];
const TIMEOUT_MS = 1_000;
/** For an attempt to be ended after its time limit: less than it would have if it had none of its own. */
const GRACE_MS = 10_000;

function givenDataDir(t: TestContext): string {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-egress-"));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

test("inward addresses are refused when a webhook is saved, and when its URL is changed", async (t) => {
  const { api } = await givenHub(t, { flags: { "egress-allow": "203.0.114.0/24" } });
  const body = { url: "https://203.0.114.7/hook", events: ["*"] };
  const { id } = await api.expect(201, api.post("/v1/webhooks", body));
  for (const url of INWARD) {
    const made = await api.post("/v1/webhooks", { ...body, url });
    assert.deepEqual([made.status, made.body.code], [422, "url_not_allowed"], url);
    const changed = await api.patch(`/v1/webhooks/${id}`, { url });
    assert.deepEqual([changed.status, changed.body.code], [422, "url_not_allowed"], url);
  }
  const { webhooks } = await api.expect(200, api.get("/v1/webhooks"));
  assert.deepEqual(
    webhooks.map((webhook: { url: string }) => webhook.url),
    [body.url],
  );
});

test("what was allowed when it was saved is refused when it is sent, once the operator allows it no more", async (t) => {
  const dataDir = givenDataDir(t);
  const receiver = await givenReceiver(t);
  const before = await givenHub(t, { dataDir });
  const wishes = { url: receiver.url, events: ["*"], retry_schedule: [0] };
  const webhook = await before.api.expect(201, before.api.post("/v1/webhooks", wishes));
  await before.stop();
  const { api } = await givenHub(t, { dataDir, flags: { "egress-allow": "" } });
  const { sites } = await api.expect(200, api.get("/v1/sites"));
  const site = await Site.of(api, sites.find(({ name }: { name: string }) => name === "default").id);
  const { log } = await site.deliver("a.b", {}, "failed");
  assert.equal(log.length, 1);
  assert.equal(log[0].error.kind, "blocked");
  assert.match(log[0].error.message, /loopback.*TABELLARY_EGRESS_ALLOW/);
  const tested = await site.test(webhook.id);
  assert.equal((await site.untilDelivery(tested.delivery_id, "failed")).log[0].error.kind, "blocked");
  assert.equal(receiver.received.length, 0, "nothing was sent");
});

test("a redirect is a failure, and is not followed", async (t) => {
  const site = await givenSite(t, "generic");
  const elsewhere = await givenReceiver(t);
  for (const status of [301, 302, 303, 307, 308]) {
    const receiver = await givenReceiver(t, () => ({ status, headers: { location: elsewhere.url } }));
    const webhook = await site.subscribe({ url: receiver.url, events: [`moved.${status}`], retry_schedule: [0] });
    const { log } = await site.deliver(`moved.${status}`, {}, "failed");
    assert.equal(log[0].status_code, status);
    assert.equal(log[0].error.kind, "http_status");
    assert.match(log[0].error.message, /never followed/);
    assert.equal(log[0].response.headers.location, elsewhere.url);
    await site.change(webhook.id, { active: false });
  }
  assert.equal(elsewhere.received.length, 0);
});

test("an answer of 100 KB is cut at 16 KiB, and is a success all the same", async (t) => {
  const site = await givenSite(t, "generic");
  const receiver = await givenReceiver(t, () => ({ status: 200, body: "é".repeat(50_000) }));
  await site.subscribe({ url: receiver.url, events: ["*"] });
  const { log } = await site.deliver("a.b", {});
  const { body, body_is_cut, body_encoding } = log[0].response;
  assert.equal(Buffer.byteLength(body), 16 * 1024);
  assert.deepEqual([body_is_cut, body_encoding], [true, "utf-8"]);
});

test("an answer that drips for ever ends with the time limit: by its status line, or as a time-out without one", async (t) => {
  const site = await givenSite(t, "generic");
  const [body, headers, silence] = await givenStuck(t, { "drips-body": 1, "drips-headers": 1, hangs: 1 });
  const common = { retry_schedule: [0], timeout_ms: TIMEOUT_MS };
  for (const [type, { url }] of Object.entries({
    "drips.body": body!,
    "drips.headers": headers!,
    "says.nothing": silence!,
  })) {
    await site.subscribe({ url, events: [type], ...common });
  }
  const [dripped, ...timedOut] = await Promise.all([
    site.deliver("drips.body", {}),
    site.deliver("drips.headers", {}, "failed"),
    site.deliver("says.nothing", {}, "failed"),
  ]);
  assert.deepEqual([dripped.log[0].status_code, dripped.log[0].response.body_is_cut], [200, true]);
  assert.match(dripped.log[0].response.body, /^\.+$/, "as far as it came");
  for (const { log } of timedOut) {
    assert.equal(log[0].error.kind, "timeout");
    assert.match(log[0].error.message, /timeout_ms/, "it says what can be done");
  }
  for (const { log } of [dripped, ...timedOut]) {
    assert.ok(
      log[0].duration_ms >= TIMEOUT_MS - 50 && log[0].duration_ms < TIMEOUT_MS + GRACE_MS,
      `${log[0].duration_ms} ms`,
    );
  }
});
