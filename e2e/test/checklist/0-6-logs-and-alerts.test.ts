import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { getContract } from "@tabellary/contracts";
import { givenHub, givenReceiver } from "../../harness/given.ts";
import type { Received } from "../../harness/receiver.ts";
import { Site } from "../../harness/site.ts";

const isOf = (type: string) => (received: Received) => received.json.type === type;

suite("Logs and alerts", { concurrency: true }, () => {
  test("0.6 the log has one row for each request that the receiver saw, with status, code, time and error", async (t) => {
    const statuses = [500, 404, 204, 503, 500, 502];
    const receiver = await givenReceiver(t, ({ number }) => ({
      status: statuses[number - 1]!,
      body: `answer ${number}`,
    }));
    const hub = await givenHub(t);
    const site = await Site.open(hub.api, "pixelpatrol");
    const webhook = await site.subscribe({
      url: receiver.url,
      events: ["media.moderated"],
      retry_schedule: [0, 0.1, 0.1],
    });
    const kept = await site.deliver("media.moderated", { media_id: "media_1" });
    const lost = await site.deliver("media.moderated", { media_id: "media_2" }, "failed");

    const rows = [...kept.log, ...lost.log];
    assert.equal(rows.length, receiver.received.length);
    rows.forEach((row, i) => {
      const seen = receiver.received[i]!;
      const isGood = statuses[i]! < 300;
      assert.equal(row.status, isGood ? "success" : "failed");
      assert.equal(row.status_code, statuses[i]);
      assert.ok(Number.isInteger(row.duration_ms) && row.duration_ms >= 0);
      assert.ok(Math.abs(Date.parse(row.started_at) - seen.at) < 60_000);
      if (isGood) assert.equal(row.error, undefined);
      else assert.deepEqual(row.error, { kind: "http_status", message: `The receiver answered ${statuses[i]}.` });
      assert.equal(row.request.url, receiver.url);
      assert.equal(row.request.headers["X-PixelPatrol-Signature"], seen.headers["x-pixelpatrol-signature"]);
      if (statuses[i] !== 204) assert.equal(row.response.body, `answer ${i + 1}`);
    });
    const counts = (await site.deliveriesOf(webhook.id)).map(({ attempts }) => attempts);
    assert.deepEqual(counts, [3, 3]);
  });

  test("0.6 a receiver that keeps failing is flagged to the operator, by webhook and by the alert URL", async (t) => {
    const operatorsOwn = await givenReceiver(t);
    const alert = await givenReceiver(t);
    const broken = await givenReceiver(t, () => 500);
    const hub = await givenHub(t, { flags: { "alert-url": alert.url } });
    const { sites } = await hub.api.expect(200, hub.api.get("/v1/sites"));
    const operator = await Site.of(hub.api, sites.find((site: { is_operator: boolean }) => site.is_operator).id);
    const types = ["webhook.failing", "delivery.exhausted", "webhook.recovered"];
    await operator.subscribe({ url: operatorsOwn.url, events: types });

    const site = await Site.open(hub.api, "pixelpatrol");
    const webhook = await site.subscribe({
      url: broken.url,
      events: ["media.moderated"],
      retry_schedule: [0, 0.1, 0.1, 0.1, 0.1],
    });
    assert.equal(webhook.health, "healthy");
    const delivery = await site.deliver("media.moderated", { media_id: "media_1" }, "failed");
    assert.equal((await site.webhook(webhook.id)).health, "failing");

    for (const receiver of [operatorsOwn, alert]) {
      const [failing] = await receiver.until(1, isOf("webhook.failing"));
      assert.equal(failing!.json.data.webhook_id, webhook.id);
      assert.equal(failing!.json.data.site_id, site.id);
      assert.equal(failing!.json.data.url, broken.url);
      assert.equal(failing!.json.data.consecutive_failures, 5);
      const [exhausted] = await receiver.until(1, isOf("delivery.exhausted"));
      assert.equal(exhausted!.json.data.delivery_id, delivery.id);
      assert.equal(exhausted!.json.data.event_id, delivery.event_id);
      assert.equal(exhausted!.json.data.attempts, 5);
      assert.match(exhausted!.json.data.error, /answered 500/);
    }
    const { webhooks } = await operator.api.expect(200, operator.api.get("/v1/webhooks"));
    const alertHook = webhooks.find((one: { url: string }) => one.url === alert.url);
    const secrets = await operator.secretOf(alertHook.id);
    for (const { headers, body } of alert.received) {
      assert.ok(getContract("generic").verify({ headers, body, secrets, nowMs: Date.now() }).ok);
    }

    broken.answer = () => 200;
    await site.deliver("media.moderated", { media_id: "media_2" });
    const [recovered] = await alert.until(1, isOf("webhook.recovered"));
    assert.equal(recovered!.json.data.webhook_id, webhook.id);
    assert.equal((await site.webhook(webhook.id)).health, "healthy");
    assert.equal(alert.received.filter(isOf("webhook.failing")).length, 1, "flagged once, not for each failure");
  });
});
