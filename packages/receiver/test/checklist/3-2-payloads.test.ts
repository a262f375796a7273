import assert from "node:assert/strict";
import { test } from "node:test";
import { WebhookHandler } from "../../src/index.ts";
import { comment, signedHeaders, unified } from "../unified-requests.ts";

const post = {
  id: "post_id",
  author_id: "author_id",
  author_username: "username",
  caption: "Post caption",
  media_urls: ["url1", "url2"],
  created_at: "2024-01-08T10:30:00Z",
};

test("3.2 the four unified payloads reach their handlers with every printed field", async (t) => {
  const handler = new WebhookHandler({ secret: "s", waits: true, log: null });
  const { port } = await handler.start({ port: 0, host: "127.0.0.1" });
  t.after(() => handler.stop());
  const seen: unknown[] = [];
  handler.on("comment.created", ({ data }) => seen.push([data.id, data.comment.id, { ...data.comment }]));
  handler.on("comment.updated", ({ data }) => seen.push([data.id, data.comment.updated_at]));
  handler.on("comment.deleted", ({ data }) => seen.push([data.id, data.comment_id, data.post_id]));
  handler.on("post.created", ({ data }) => seen.push([data.id, data.post.media_urls, data.post.caption]));
  const updated = { ...comment, updated_at: "2024-01-08T10:30:00Z" };
  for (const [type, data] of [
    ["comment.created", { comment }],
    ["comment.updated", { comment: updated }],
    ["comment.deleted", { comment_id: "comment_id", post_id: "post_id" }],
    ["post.created", { post }],
  ] as const) {
    const body = unified(type, data, type);
    const headers = signedHeaders(body, "s");
    assert.equal((await fetch(`http://127.0.0.1:${port}/webhook`, { method: "POST", headers, body })).status, 200);
  }
  assert.deepEqual(seen, [
    ["comment_id", "comment_id", comment],
    ["comment_id", "2024-01-08T10:30:00Z"],
    ["comment_id", "comment_id", "post_id"],
    ["post_id", ["url1", "url2"], "Post caption"],
  ]);
});
