import assert from "node:assert/strict";
import { test } from "node:test";
import { type WebhookEvent, WebhookHandler } from "../../src/index.ts";
import { signedHeaders } from "../unified-requests.ts";

/** As the page prints them: ids are beyond 2^53. */
const samples = {
  twitter:
    '{"tweet_create_events":[{"created_at":"Wed Oct 10 20:19:24 +0000 2018","id":1050118621198921728,"text":"Hello, world!","user":{"id":123456789,"screen_name":"username"}}]}',
  reddit:
    '{"data":{"author":{"name":"username"},"body":"Comment text","id":"comment_id","link_id":"post_id"},"type":"comment.post"}',
  youtube: '{"comment":{"id":"comment_id","snippet":{"textDisplay":"Comment text","authorDisplayName":"username"}}}',
  instagram:
    '{"entry":[{"changes":[{"field":"comments","value":{"id":"comment_id","text":"Comment text","from":{"username":"username"}}}]}]}',
};

test("3.3 the four native samples become events with id, text, username and platform, digit for digit", async (t) => {
  const handler = new WebhookHandler({ secret: "s", waits: true, log: null });
  const { port } = await handler.start({ port: 0, host: "127.0.0.1" });
  t.after(() => handler.stop());
  const seen: WebhookEvent[] = [];
  handler.on("*", (event) => seen.push(event));
  const send = async (platform: string, body: string) => {
    const url = `http://127.0.0.1:${port}/webhook/${platform}`;
    const { status } = await fetch(url, { method: "POST", headers: signedHeaders(body, "s"), body });
    assert.equal(status, 200, platform);
  };
  for (const [platform, body] of Object.entries(samples)) await send(platform, body);
  const [twitter, ...others] = JSON.parse(JSON.stringify(seen));
  assert.deepEqual([twitter.event_type, twitter.platform], ["post.created", "twitter"]);
  assert.deepEqual(
    [twitter.data.post.id, twitter.data.post.text, twitter.data.post.author_username, twitter.data.post.created_at],
    ["1050118621198921728", "Hello, world!", "username", "2018-10-10T20:19:24Z"],
  );
  assert.deepEqual(
    others.map((one: { platform: string }) => one.platform),
    ["reddit", "youtube", "instagram"],
  );
  for (const { event_type, event_id, data } of others) {
    assert.equal(event_type, "comment.created");
    assert.ok(event_id);
    assert.deepEqual(
      [data.comment.id, data.comment.text, data.comment.author_username],
      ["comment_id", "Comment text", "username"],
    );
  }
  seen.length = 0;
  const change = (id: string) => ({ field: "comments", value: { id, text: id, from: { username: "u" } } });
  await send("instagram", JSON.stringify({ entry: [{ changes: [change("one"), change("two")] }] }));
  assert.deepEqual(
    seen.map(({ data }) => data.id),
    ["one", "two"],
  );
});
