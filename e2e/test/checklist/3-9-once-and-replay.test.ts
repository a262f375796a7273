import assert from "node:assert/strict";
import { test } from "node:test";
import { hexHmac } from "../../harness/hmac.ts";
import { givenInbound } from "../../harness/inbound.ts";
import { Source } from "../../harness/source.ts";

function unified(id: string): string {
  const comment = { id: `comment_of_${id}`, text: "Comment text", author_username: "username" };
  const envelope = { event_id: id, event_type: "comment.created", timestamp: "2024-01-08T10:30:00Z" };
  return JSON.stringify({ ...envelope, platform: "twitter", data: { comment } });
}

test("3.9 an event_id sent twice is delivered once; a replay skips what is there unless it is told to make it again", async (t) => {
  const { internet, site, app } = await givenInbound(t);
  await site.subscribe({ url: app.url, events: ["comment.created"] });
  const source = await Source.open(site, { platform: "moderation-ai", secrets: { secret: "s" } });
  const send = async (id: string) => {
    const body = unified(id);
    const headers = { "x-signature": hexHmac("s", body), "x-timestamp": String(Math.floor(Date.now() / 1000)) };
    assert.equal((await internet.send(source.url, { headers, body })).status, 200);
  };
  await send("evt_123456789");
  await send("evt_123456789");
  await send("evt_2");
  const [first] = await app.until(2);
  const listed = await source.messages();
  assert.deepEqual(
    listed.map(({ verdict }) => verdict),
    ["accepted", "duplicate", "accepted"],
  );
  const [, second, original] = listed;
  assert.deepEqual(second.repeated, original.events, "the second tells which event it was");

  const skipping = await source.do(`messages/${original.id}/replay`);
  assert.deepEqual([skipping.verdict, skipping.events, skipping.repeated], ["duplicate", [], original.events]);
  const again = await source.do(`messages/${original.id}/replay`, { again: true });
  assert.deepEqual([again.verdict, again.events.length, again.repeated], ["accepted", 1, []]);
  const [, , third] = await app.until(3);
  const told = third!.json.data;
  assert.deepEqual(again.events, [third!.json.id]);
  assert.equal(told.source.replay, true);
  assert.equal(told.source.event_id, "evt_123456789");
  assert.deepEqual(told.comment, first!.json.data.comment);
  assert.notEqual(third!.json.id, first!.json.id);
  assert.equal(app.received.length, 3);
});
