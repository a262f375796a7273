import assert from "node:assert/strict";
import { test } from "node:test";
import { givenReceiver, givenSite } from "../../harness/given.ts";
import { hexHmac } from "../../harness/hmac.ts";

test("1.5 a test goes to a webhook that did not ask for it: signed, logged, and to nobody else", async (t) => {
  const site = await givenSite(t, "pixelpatrol");
  const receiver = await givenReceiver(t);
  const bystander = await givenReceiver(t);
  const events = ["media.moderated"];
  const webhook = await site.subscribe({ url: receiver.url, events, secret: "your-webhook-secret-key" });
  const other = await site.subscribe({ url: bystander.url, events: ["*"] });

  const { event_id, delivery_id } = await site.test(webhook.id);
  const [received] = await receiver.until(1);
  assert.equal(received!.headers["x-pixelpatrol-event"], "test.webhook");
  assert.equal(received!.headers["x-pixelpatrol-signature"], hexHmac("your-webhook-secret-key", received!.body));
  const { created_at, ...body } = received!.json;
  assert.match(created_at, /Z$/);
  assert.deepEqual(body, {
    id: event_id,
    event: "test.webhook",
    data: {
      media_id: "test_456",
      status: "test",
      is_test: true,
      message: "Test webhook received successfully",
    },
  });

  const delivery = await site.untilDelivery(delivery_id, "success", 1);
  assert.equal(delivery.log[0].status_code, 200);
  assert.deepEqual(
    (await site.deliveriesOf(webhook.id)).map(({ id, status }) => ({ id, status })),
    [{ id: delivery_id, status: "success" }],
  );
  assert.deepEqual(await site.deliveriesOf(other.id), []);
  assert.equal(bystander.received.length, 0);
});

test("1.5 a test goes out at once while active is false, and past a lane that waits for its retry", async (t) => {
  const site = await givenSite(t, "pixelpatrol");
  const receiver = await givenReceiver(t, ({ json }) => (json.event === "test.webhook" ? 200 : 500));
  const webhook = await site.subscribe({ url: receiver.url, events: ["media.moderated"] });
  const event = await site.send("media.moderated", { media_id: "media_1" });
  await site.untilDelivery(await site.deliveryIdOf(event.id), "pending", 1);
  await site.untilDelivery((await site.test(webhook.id)).delivery_id, "success", 1);
  await site.change(webhook.id, { active: false });
  await site.untilDelivery((await site.test(webhook.id)).delivery_id, "success", 1);
  assert.equal(receiver.received.filter(({ json }) => json.event === "test.webhook").length, 2);
});
