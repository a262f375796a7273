import assert from "node:assert/strict";
import { test } from "node:test";
import { givenReceiver, givenSite } from "../../harness/given.ts";

const FOUR_FIELDS = (url: string) => `{
  "url": "${url}",
  "secret": "your-webhook-secret-key",
  "events": ["media.created", "media.moderated"],
  "active": true
}`;

test("1.1 the page's four fields, pasted, read back as the same four values", async (t) => {
  const site = await givenSite(t, "pixelpatrol");
  const receiver = await givenReceiver(t);
  const pasted = JSON.parse(FOUR_FIELDS(receiver.url));
  const made = await site.api.expect(201, site.api.post("/v1/webhooks", FOUR_FIELDS(receiver.url)));
  const four = ({ url, secret, events, active }: typeof made) => ({ url, secret, events, active });
  assert.deepEqual(four(made), four(pasted));
  const secret = await site.secretOf(made.id);
  assert.deepEqual(four({ ...(await site.webhook(made.id)), secret }), four(pasted));
  assert.equal(made.contract, "pixelpatrol");
  const { log } = await site.deliver("media.created", { media_id: "media_456" });
  assert.ok(log[0].request.headers["X-PixelPatrol-Signature"]);
});

test("1.1 nothing is sent while active is false, what is pending is held, and sending resumes with true", async (t) => {
  const site = await givenSite(t, "pixelpatrol");
  // The first attempt at each fails when it is told to: this one when it has been switched off, the control after it.
  const failing = Promise.withResolvers<void>();
  const failingLater = Promise.withResolvers<void>();
  const switched = await givenReceiver(t, ({ number }) => (number === 1 ? failing.promise.then(() => 500) : 200));
  const control = await givenReceiver(t, ({ number }) => (number === 1 ? failingLater.promise.then(() => 500) : 200));
  const wishes = { events: ["media.created", "media.moderated"], retry_schedule: [0, 0.5, 1] };
  const webhook = await site.subscribe({ url: switched.url, ...wishes });
  await site.subscribe({ url: control.url, ...wishes });

  const { id } = await site.send("media.created", { media_id: "media_1" });
  const { deliveries } = await site.event(id);
  const mine = deliveries.find((row: { webhook_id: string }) => row.webhook_id === webhook.id);
  await switched.until(1);
  assert.equal((await site.change(webhook.id, { active: false })).active, false);
  failing.resolve();
  assert.deepEqual((await site.untilDelivery(mine.id, "held", 1)).planned_attempts, []);
  failingLater.resolve();

  const skipped = await site.send("media.moderated", { media_id: "media_1", status: "approved" });
  assert.equal(skipped.deliveries, 1, "the other webhook's");
  const fates = (await site.event(skipped.id)).webhooks;
  const fate = fates.find((one: { webhook_id: string }) => one.webhook_id === webhook.id);
  assert.equal(fate.outcome, "inactive");
  assert.match(fate.detail, /switched it off/);
  // The other webhook failed later and has the same schedule: when it has all, the first one's time has passed too.
  await control.until(3);
  assert.equal(switched.received.length, 1);

  await site.change(webhook.id, { active: true });
  await site.untilDelivery(mine.id, "success", 2);
  const next = await site.send("media.moderated", { media_id: "media_2", status: "approved" });
  await switched.until(3);
  assert.deepEqual(
    switched.received.map(({ json }) => json.id),
    [id, id, next.id],
  );
});
