import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { givenReceiver, givenSite } from "../../harness/given.ts";
import { hexHmac } from "../../harness/hmac.ts";
import { verifyWebhookSignature } from "../../seeds/pixelpatrol.ts";

const SECRET = "your-webhook-secret-key";
const DATA = { media_id: "media_456", status: "approved", ai_results: { labels: [] }, applied_rules: [] };

suite("PixelPatrol's signature", { concurrency: true }, () => {
  test("1.2 the three headers are as the page prints them", async (t) => {
    const site = await givenSite(t, "pixelpatrol");
    const receiver = await givenReceiver(t);
    await site.subscribe({ url: receiver.url, events: ["media.*"], secret: SECRET });
    for (const type of ["media.created", "media.moderated"]) await site.deliver(type, DATA);
    assert.equal(receiver.received.length, 2);
    for (const { headers, json, at } of receiver.received) {
      assert.match(String(headers["x-pixelpatrol-signature"]), /^[0-9a-f]{64}$/);
      const timestamp = String(headers["x-pixelpatrol-timestamp"]);
      assert.match(timestamp, /^\d{13}$/);
      assert.ok(Math.abs(at - Number(timestamp)) < 60_000, "close to arrival");
      assert.equal(headers["x-pixelpatrol-event"], json.event);
      assert.equal(headers["content-type"], "application/json");
      assert.deepEqual(Object.keys(json), ["id", "event", "created_at", "data"]);
      assert.match(json.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
      assert.deepEqual(json.data, DATA);
    }
  });

  test("1.3 the signature is the HMAC of the raw bytes: a flipped byte or another secret does not verify", async (t) => {
    const site = await givenSite(t, "pixelpatrol");
    const receiver = await givenReceiver(t);
    await site.subscribe({ url: receiver.url, events: ["media.moderated"], secret: SECRET });
    await site.deliver("media.moderated", { ...DATA, note: "Åsa 🚀" });
    const { headers, body, text } = receiver.received[0]!;
    const signature = String(headers["x-pixelpatrol-signature"]);
    assert.equal(signature, hexHmac(SECRET, body));
    assert.equal(verifyWebhookSignature(text, signature, SECRET), true);
    assert.equal(verifyWebhookSignature(text, signature, `${SECRET}.`), false);
    for (let i = 0; i < body.length; i++) {
      const flipped = Buffer.from(body);
      flipped[i]! ^= 1;
      assert.equal(verifyWebhookSignature(flipped.toString(), signature, SECRET), false, `byte ${i}`);
    }
  });
});
