import assert from "node:assert/strict";
import { test } from "node:test";
import { givenReceiver, givenSite } from "../../harness/given.ts";
import { judgeByLists, submit, TEXTS } from "../../harness/moderation.ts";

test("1.4 a clean, a violating and a borderline item are approved, rejected and flagged, with every field of the page", async (t) => {
  const site = await givenSite(t, "pixelpatrol");
  await judgeByLists(site);
  const receiver = await givenReceiver(t);
  await site.subscribe({ url: receiver.url, events: ["media.moderated"] });
  const expected = { clean: "approved", violating: "rejected", borderline: "flagged" } as const;
  for (const [kind, status] of Object.entries(expected)) {
    const count = receiver.received.length;
    const id = await submit(site, { body: TEXTS[kind as keyof typeof TEXTS], app_media_id: kind });
    const received = await receiver.until(count + 1);
    const { json } = received.at(-1)!;
    assert.deepEqual(Object.keys(json), ["id", "event", "created_at", "data"]);
    assert.deepEqual([json.event, json.data.media_id, json.data.site_id], ["media.moderated", id, site.id]);
    assert.equal(json.data.status, status);
    assert.ok(Array.isArray(json.data.ai_results.labels));
    assert.equal(json.data.applied_rules.length, status === "approved" ? 0 : 1);
    assert.match(json.data.moderated_at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const polled = await site.api.expect(200, site.api.get(`/v1/media?app_media_id=${kind}`));
    assert.deepEqual([polled.media[0].id, polled.media[0].status], [id, status]);
  }
});
