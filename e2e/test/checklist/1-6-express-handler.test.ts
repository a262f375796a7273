import assert from "node:assert/strict";
import { test } from "node:test";
import { givenApp, givenSite } from "../../harness/given.ts";
import { type PixelPatrolEvent, pixelPatrolApp } from "../../seeds/pixelpatrol.ts";

const PATH = "/webhooks/pixel-patrol";
const SECRET = "your-webhook-secret-key";

test("1.6 the page's Express handler, unchanged, answers 200 OK to all three events", async (t) => {
  const handled: PixelPatrolEvent[] = [];
  const app = await givenApp(
    t,
    pixelPatrolApp(SECRET, (event) => handled.push(event)),
  );
  const site = await givenSite(t, "pixelpatrol");
  const events = ["media.created", "media.moderated"];
  const webhook = await site.subscribe({ url: app.url + PATH, events, secret: SECRET });
  const deliveries = [
    await site.deliver("media.created", { media_id: "media_456", status: "pending" }),
    await site.deliver("media.moderated", { media_id: "media_456", status: "flagged" }),
    await site.untilDelivery((await site.test(webhook.id)).delivery_id, "success"),
  ];
  for (const { attempts, log } of deliveries) {
    assert.equal(attempts, 1);
    assert.equal(log[0].status_code, 200);
    assert.equal(log[0].response.body, "OK");
  }
  assert.deepEqual(
    handled.map(({ id, event }) => ({ id, event })),
    deliveries.map(({ event_id, event_type }) => ({ id: event_id, event: event_type })),
  );
});

test("1.6 with a wrong secret it answers 401 Invalid signature, and the log says so", async (t) => {
  const handled: PixelPatrolEvent[] = [];
  const app = await givenApp(
    t,
    pixelPatrolApp("another-secret", (event) => handled.push(event)),
  );
  const site = await givenSite(t, "pixelpatrol");
  await site.subscribe({ url: app.url + PATH, events: ["media.*"], secret: SECRET, retry_schedule: [0, 0.1] });
  const { log, status_code } = await site.deliver("media.moderated", { media_id: "media_456" }, "failed");
  assert.equal(status_code, 401);
  assert.equal(log.length, 2);
  for (const attempt of log) {
    assert.equal(attempt.status_code, 401);
    assert.equal(attempt.error.kind, "http_status");
    assert.equal(attempt.response.body, "Invalid signature");
  }
  assert.deepEqual(handled, []);
});
