import assert from "node:assert/strict";
import { test } from "node:test";
import { openHub } from "./hub.ts";
import { comment, makeSource, signedUnified, unified } from "./platform-requests.ts";

test("an id says what it stands for, and whether it is there", async (t) => {
  const hub = await openHub(t);
  const { body: webhook } = await hub.call("POST", "/v1/webhooks", { url: "http://127.0.0.1:1/x", events: ["*"] });
  const { body: event } = await hub.call("POST", "/v1/events", { type: "a", data: {} });
  const { body: list } = await hub.call("GET", "/v1/deliveries");
  const source = await makeSource(hub, "moderation-ai");
  const text = unified("e1", "comment.created", comment("c1"));
  await hub.call("POST", source.path, text, { key: null, headers: signedUnified(text) });
  const { body: messages } = await hub.call("GET", `/v1/sources/${source.id}/messages`);
  const { body: media } = await hub.call("POST", "/v1/media", { body: "words" });
  const { body: item } = await hub.call("GET", `/v1/media/${media.id}`);
  const there = [
    [event.id, "event", null],
    [list.deliveries[0].id, "delivery", event.id],
    [webhook.id, "webhook", null],
    [source.id, "source", null],
    [messages.messages[0].id, "message", source.id],
    [media.id, "media", null],
    [item.job_id, "job", media.id],
  ];
  const { token } = await hub.makeSite("theirs");
  const { id, token: blind } = await hub.makeSite("others", ["events:write"]);
  for (const [text, kind, within] of there) {
    const { body } = await hub.call("GET", `/v1/find?id=${text}`);
    assert.deepEqual(body, { id: text, kind, exists: true, within });
    const nothing = { id: text, kind, exists: false, within: null };
    assert.deepEqual((await hub.call("GET", `/v1/find?id=${text}`, undefined, { key: token })).body, nothing);
    assert.deepEqual((await hub.call("GET", `/v1/find?id=${text}&site_id=${id}`)).body, nothing);
    assert.deepEqual((await hub.call("GET", `/v1/find?id=${text}`, undefined, { key: blind })).body, nothing);
    const other = text.replace(/.$/, (last: string) => (last === "0" ? "1" : "0"));
    assert.equal((await hub.call("GET", `/v1/find?id=${other}`)).body.exists, false, other);
  }
  for (const text of ["evt_", "evt_!", "nothing", "site_0000000000000", "constructor_0000000000000", "_"]) {
    const { status, body } = await hub.call("GET", `/v1/find?id=${text}`);
    assert.deepEqual([status, body], [200, { id: text, kind: null, exists: false, within: null }], text);
  }
});
