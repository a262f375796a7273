import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { keeps, PATIENCE_MS } from "../../../packages/server/test/promised.ts";
import { closedPort, givenReceiver, givenSite } from "../../harness/given.ts";
import { hexHmac } from "../../harness/hmac.ts";

suite("Testing and the list of deliveries", { concurrency: true }, () => {
  test("4.6 a signed test arrives within seconds, and its outcome is in the list", async (t) => {
    const site = await givenSite(t, "generic");
    const receiver = await givenReceiver(t);
    const secret = "whsec_abc123...";
    const webhook = await site.subscribe({ url: receiver.url, events: ["user.created"], secret });
    let sent = { event_id: "", delivery_id: "" };
    await keeps(t, { msMax: 5_000, what: "a test" }, async () => {
      const startedAt = performance.now();
      sent = await site.test(webhook.id);
      await receiver.until(1, ({ json }) => json.id === sent.event_id);
      return performance.now() - startedAt;
    });
    const { event_id, delivery_id } = sent;
    const { json, body, headers } = receiver.received.at(-1)!;
    assert.equal(json.id, event_id);
    assert.equal(json.type, "test.webhook");
    assert.equal(json.data.is_test, true);
    assert.equal(headers["x-webhook-signature"], hexHmac(secret, body));
    await site.untilDelivery(delivery_id, "success", 1);
    const [row] = await site.deliveriesOf(webhook.id);
    assert.deepEqual(
      [row.id, row.event_id, row.status, row.status_code, row.attempts],
      [delivery_id, event_id, "success", 200, 1],
    );
  });

  test("4.6 a test that fails is in the list as failed after its one attempt", async (t) => {
    const site = await givenSite(t, "generic");
    const webhook = await site.subscribe({ url: `http://127.0.0.1:${await closedPort()}/`, events: ["user.created"] });
    const { delivery_id } = await site.test(webhook.id);
    await site.untilDelivery(delivery_id, "failed", 1);
    const [row] = await site.deliveriesOf(webhook.id);
    assert.equal(row.id, delivery_id);
    assert.match(row.error, /refused the connection/);
  });

  test("4.7 after a success, a series of 500 and a timeout the list has exactly the page's fields and the receiver's numbers", async (t) => {
    const site = await givenSite(t, "generic");
    const receiver = await givenReceiver(t, ({ json }) => {
      if (json.type === "payment.failed") return 500;
      return json.type === "file.uploaded" ? { status: 200, afterMs: PATIENCE_MS } : 200;
    });
    const wishes = { url: receiver.url, events: ["*"], retry_schedule: [0, 0.1, 0.1] };
    const webhook = await site.subscribe(wishes);
    // One after the other: the list is newest first.
    const good = await site.deliver("user.created", { id: "user_1" });
    const bad = await site.deliver("payment.failed", { id: "pay_1" }, "failed");
    await site.change(webhook.id, { timeout_ms: 2_000 });
    const slow = await site.deliver("file.uploaded", { id: "file_1" }, "failed");

    const rows = await site.deliveriesOf(webhook.id);
    const { delivered_at } = rows[2];
    assert.match(delivered_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
    assert.deepEqual(rows, [
      { id: slow.id, event_id: slow.event_id, status: "failed", status_code: null, attempts: 3, error: slow.error },
      {
        id: bad.id,
        event_id: bad.event_id,
        status: "failed",
        status_code: 500,
        attempts: 3,
        error: "The receiver answered 500.",
      },
      { id: good.id, event_id: good.event_id, status: "success", status_code: 200, attempts: 1, delivered_at },
    ]);
    assert.match(slow.error, /did not answer within 2 s/);
    for (const { event_id, attempts } of rows) {
      const seen = receiver.received.filter(({ json }) => json.id === event_id);
      assert.equal(seen.length, attempts);
    }
  });
});
