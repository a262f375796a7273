import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { eventually } from "../../harness/eventually.ts";
import { givenHub, givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import { Site } from "../../harness/site.ts";

const DAY_MS = 24 * 3_600_000;
const EVENTS = 500;

/** A hub's wall clock, moved by so much: the first module of its process, and of each of its threads. */
function clockMoved(byMs: number): Record<string, string> {
  const module = `const now = Date.now; Date.now = () => now() + ${byMs};`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module)}` };
}

test("what is older than the retention is deleted, but never what is still owed", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-retention-"));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const receiver = await givenReceiver(t);

  const past = await HubProcess.start({ dataDir, env: clockMoved(-40 * DAY_MS) });
  const site = await Site.open(past.api, "generic");
  await site.subscribe({ url: receiver.url, events: ["is.*"] });
  const held = await site.subscribe({ url: receiver.url, events: ["is.owed"], ordering: "webhook" });
  const done = await site.deliver("is.done", { n: 1 });
  assert.ok(Date.parse(done.created_at) < Date.now() - 39 * DAY_MS, "it is forty days ago");
  const events = Array.from({ length: EVENTS }, (_, n) => ({ type: "is.done", data: { n } }));
  await site.api.expect(202, site.api.post("/v1/events/batch", { events }));
  await receiver.until(1 + EVENTS);
  // Owed to a webhook that is switched off while the event is on its way to it.
  receiver.answer = () => 500;
  const owed = await site.send("is.owed", { n: 2 });
  await receiver.until(1 + EVENTS + 2);
  await site.change(held.id, { active: false });
  await past.stop();

  receiver.answer = () => 200;
  const { api } = await givenHub(t, { dataDir, flags: { "retention-days": "30" } });
  const now = await Site.of(api, site.id);
  await eventually(
    () => now.api.get("/v1/events?limit=200"),
    ({ body }) => body.events.length === 1,
    { what: "all that is old and done to be gone" },
  );
  assert.equal((await now.api.get(`/v1/events/${done.event_id}`)).status, 404);
  assert.equal((await now.api.get(`/v1/deliveries/${done.id}`)).status, 404);
  const { data, deliveries } = await now.event(owed.id);
  assert.deepEqual(data, { n: 2 }, "the payload is there");
  const waiting = deliveries.find((delivery: { webhook_id: string }) => delivery.webhook_id === held.id);
  assert.equal(waiting.status, "held");

  await now.change(held.id, { active: true });
  const arrived = await now.untilDelivery(waiting.id, "success");
  assert.deepEqual(
    arrived.log.map(({ status }: { status: string }) => status),
    ["failed", "success"],
  );
  assert.deepEqual(receiver.received.at(-1)!.json.data, { n: 2 });
});
