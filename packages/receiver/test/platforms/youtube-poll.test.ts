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
  const [draft] = polled.drafts;
  assert.ok(draft?.type === "comment.created" && "comment" in draft.data);
  assert.equal((draft.data.comment as { post_id: string }).post_id, "v");
  assert.equal(asked.length, 1);
  const query = asked[0]?.url.searchParams;
  assert.deepEqual([query?.get("videoId"), query?.get("order"), query?.get("key")], ["v", "time", "k"]);
});

test("a later look goes back to what is known, over as many pages, and tells each edit once", async () => {
  let pages: Record<string, object> = {
    first: { items: [thread(comment("c", day(4))), thread(comment("a", day(1)))] },
  };
  const { fetch, asked } = fakeApi(({ url }) => json(pages[url.searchParams.get("pageToken") ?? "first"]));
  const first = await poll(fetch, null, { accessToken: ["token"] });
  assert.ok(first.ok);
  pages = {
    first: {
      items: [thread(comment("e", day(8), { updatedAt: day(9) })), thread(comment("d", day(7)))],
      nextPageToken: "second",
    },
    second: {
      items: [thread(comment("b", day(5))), thread(comment("c", day(4), { updatedAt: day(9) }))],
      nextPageToken: "third",
    },
  };
  const second = await poll(fetch, first.cursor, { accessToken: ["token"] });
  assert.deepEqual(told(second), [
    ["comment.updated", "c"],
    ["comment.created", "b"],
    ["comment.created", "d"],
    ["comment.created", "e"],
  ]);
  assert.equal(asked.length, 3);
  assert.equal(asked[0]?.headers.get("authorization"), "Bearer token");
  assert.equal(asked[0]?.url.searchParams.get("key"), null);
  assert.ok(second.ok);
  assert.deepEqual(told(await poll(fetch, second.cursor, { accessToken: ["token"] })), []);
});

test("a new answer to an old comment is told, and an old comment that moves up after a deletion is not", async () => {
  const replies = [comment("r1", day(3), { parentId: "a" })];
  let items = [thread(comment("b", day(4))), thread(comment("a", day(2)), replies)];
  const { fetch } = fakeApi(() => json({ items }));
  const first = await poll(fetch, null);
  assert.ok(first.ok);
  replies.push(comment("r2", day(6), { parentId: "a" }));
  items = [thread(comment("a", day(2)), replies), thread(comment("old", day(1)))];
  assert.deepEqual(told(await poll(fetch, first.cursor)), [["comment.created", "r2"]]);
});

test("an unchanged page is asked for by its ETag, and keeps the place", async () => {
  // https://developers.google.com/youtube/v3/getting-started#etags
  const { fetch } = fakeApi(({ headers }) => {
    const isSame = headers.get("if-none-match") === '"v1"';
    if (isSame) return new Response(null, { status: 304, headers: { etag: '"v1"' } });
    return json({ items: [thread(comment("a", day(1)))] }, { headers: { etag: '"v1"' } });
  });
  const first = await poll(fetch, null);
  assert.ok(first.ok);
  assert.deepEqual(await poll(fetch, first.cursor), { ok: true, drafts: [], cursor: first.cursor });
});

test("a quota that is used up is told with YouTube's words, and nothing is asked without a key", async () => {
  const { fetch, asked } = fakeApi(() => json({ error: { errors: [{ reason: "quotaExceeded" }] } }, { status: 403 }));
  const refused = await poll(fetch, null);
  assert.ok(!refused.ok && /quotaExceeded/.test(refused.message));
  const keyless = await poll(fetch, null, {});
  assert.ok(!keyless.ok);
  assert.equal(asked.length, 1);
});
