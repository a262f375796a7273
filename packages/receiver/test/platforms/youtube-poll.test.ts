import assert from "node:assert/strict";
import { test } from "node:test";
import type { Polled, PollInput } from "../../src/index.ts";
import { youtube } from "../../src/platforms/youtube/platform.ts";
import { fakeApi, json } from "../fake-api.ts";

const day = (n: number) => `2026-01-${String(n).padStart(2, "0")}T12:00:00Z`;

function comment(id: string, publishedAt: string, change: object = {}) {
  const author = { authorDisplayName: "user", authorChannelId: { value: "UC2" } };
  return { id, snippet: { textDisplay: id, publishedAt, updatedAt: publishedAt, ...author, ...change } };
}

function thread(topLevelComment: object, replies: readonly object[] = []) {
  return { id: "t", snippet: { videoId: "v", topLevelComment }, replies: { comments: replies } };
}

function poll(
  fetch: PollInput["fetch"],
  cursor: string | null,
  credentials: PollInput["credentials"] = { apiKey: ["k"] },
) {
  return youtube.poll.poll({ subject: { videoId: "v" }, credentials, fetch, nowMs: 0, cursor });
}

function told(polled: Polled): [string, string][] {
  assert.ok(polled.ok, JSON.stringify(polled));
  return polled.drafts.map(({ type, key }) => [type, key[1] ?? ""]);
}

test("a first look takes one page, oldest first, with the answers of its threads", async () => {
  const reply = comment("r", day(3), { parentId: "b" });
  const page = { items: [thread(comment("b", day(2)), [reply]), thread(comment("a", day(1)))], nextPageToken: "p2" };
  const { fetch, asked } = fakeApi(() => json(page));
  const polled = await poll(fetch, null);
  assert.deepEqual(told(polled), [
    ["comment.created", "a"],
    ["comment.created", "b"],
    ["comment.created", "r"],
  ]);
  assert.ok(polled.ok);
  assert.equal(polled.cursor, day(3));
  const [draft] = polled.drafts;
  assert.ok(draft?.type === "comment.created" && "comment" in draft.data);
  assert.equal((draft.data.comment as { post_id: string }).post_id, "v");
  assert.equal(asked.length, 1);
  const query = asked[0]?.url.searchParams;
  assert.deepEqual([query?.get("videoId"), query?.get("order"), query?.get("key")], ["v", "time", "k"]);
});

test("a later look goes back to the cursor, over as many pages, and tells an edit apart", async () => {
  const edited = comment("c", day(1), { updatedAt: day(9) });
  const pages: Record<string, object> = {
    first: { items: [thread(comment("e", day(8))), thread(comment("d", day(7)))], nextPageToken: "second" },
    second: {
      items: [thread(comment("b", day(5))), thread(edited), thread(comment("old", day(1)))],
      nextPageToken: "third",
    },
  };
  const { fetch, asked } = fakeApi(({ url }) => json(pages[url.searchParams.get("pageToken") ?? "first"]));
  const polled = await poll(fetch, day(5), { accessToken: ["token"] });
  assert.deepEqual(told(polled), [
    ["comment.created", "b"],
    ["comment.created", "d"],
    ["comment.created", "e"],
    ["comment.updated", "c"],
  ]);
  assert.equal(asked.length, 2);
  assert.equal(asked[0]?.headers.get("authorization"), "Bearer token");
  assert.equal(asked[0]?.url.searchParams.get("key"), null);
});

test("a look that finds nothing keeps its place", async () => {
  const polled = await poll(fakeApi(() => json({ items: [] })).fetch, day(5));
  assert.deepEqual(polled, { ok: true, drafts: [], cursor: day(5) });
});

test("a quota that is used up is told with YouTube's words, and nothing is asked without a key", async () => {
  const { fetch, asked } = fakeApi(() => json({ error: { errors: [{ reason: "quotaExceeded" }] } }, { status: 403 }));
  const refused = await poll(fetch, null);
  assert.ok(!refused.ok && /quotaExceeded/.test(refused.message));
  const keyless = await poll(fetch, null, {});
  assert.ok(!keyless.ok);
  assert.equal(asked.length, 1);
});
