import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { findPlatform, getPlatform, normalise, type PollInput, verify } from "../../src/index.ts";
import { type FakeApi, fakeApi, json } from "../fake-api.ts";

const now = Date.parse("2026-01-15T12:30:00Z");

/** An item as feeds that were recorded have it. */
function item(id: string, { updated = "2026-01-01T08:00:00.798Z", more = "" } = {}): string {
  return `<item>
    <title><![CDATA[Story ${id} &amp; more]]></title>
    <link>https://writer.medium.com/story-${id}?source=rss-b5293b96912f------2</link>
    <guid isPermaLink="false">https://medium.com/p/${id}</guid>
    <category><![CDATA[one]]></category><category><![CDATA[two]]></category>
    <dc:creator><![CDATA[A Writer]]></dc:creator>
    <pubDate>Thu, 01 Jan 2026 0${Number.parseInt(id, 16) % 8}:00:00 GMT</pubDate>
    <atom:updated>${updated}</atom:updated>
    <content:encoded><![CDATA[<figure><img alt="" src="https://cdn-images-1.medium.com/${id}.png" /></figure><p>Body &amp; soul</p>]]></content:encoded>${more}
  </item>`;
}

function feed(...items: string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">
  <channel><title><![CDATA[Stories by A Writer on Medium]]></title><link>https://medium.com/@writer?source=rss</link>
  <atom:link href="https://medium.com/@writer/feed" rel="self" type="application/rss+xml"/>${items.join("")}</channel></rss>`;
}

/** A server of feeds that minds conditional requests (RFC 9110 section 13). */
function server(body: () => string): FakeApi {
  return fakeApi(({ headers }) => {
    const etag = `"${createHmac("sha256", "").update(body()).digest("hex").slice(0, 8)}"`;
    if (headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers: { etag } });
    return new Response(body(), { headers: { etag, "content-type": "text/xml; charset=UTF-8" } });
  });
}

const poller = findPlatform("medium")!.poll!;

async function pollOk(api: FakeApi, cursor: string | null = null, subject: PollInput["subject"] = { feed: "@writer" }) {
  const polled = await poller.poll({ subject, credentials: {}, fetch: api.fetch, nowMs: now, cursor });
  assert.ok(polled.ok, JSON.stringify(polled));
  return {
    cursor: polled.cursor,
    drafts: polled.drafts,
    told: polled.drafts.map(({ type, key }) => `${type} ${key[0]}`),
  };
}

test("a feed's stories are post.created, oldest first, with what they say", async () => {
  const { drafts, told } = await pollOk(server(() => feed(item("a2"), item("a1"))));
  assert.deepEqual(told, ["post.created a1", "post.created a2"]);
  assert.deepEqual(drafts[1]?.data, {
    post: {
      id: "a2",
      author_id: null,
      author_username: "A Writer",
      url: "https://writer.medium.com/story-a2?source=rss-b5293b96912f------2",
      caption: "Story a2 & more\n\nBody & soul",
      text: "Story a2 & more\n\nBody & soul",
      media_urls: ["https://cdn-images-1.medium.com/a2.png"],
      created_at: "2026-01-01T02:00:00Z",
      updated_at: "2026-01-01T08:00:00.798Z",
    },
  });
});

test("a story comes once, an edit of it once more, and what moves up after a deletion not at all", async () => {
  let body = feed(item("a3"), item("a2"));
  const api = server(() => body);
  const first = await pollOk(api);
  body = feed(item("a4"), item("a3"), item("a2", { updated: "2026-01-02T00:00:00Z" }));
  const second = await pollOk(api, first.cursor);
  assert.deepEqual(second.told, ["post.updated a2", "post.created a4"]);
  body = feed(item("a3"), item("a2", { updated: "2026-01-02T00:00:00Z" }), item("a1"));
  assert.deepEqual((await pollOk(api, second.cursor)).told, []);
});

test("a feed that is empty for once brings nothing back when it is whole again", async () => {
  let body = feed(item("a2"), item("a1"));
  const api = server(() => body);
  const first = await pollOk(api);
  body = feed();
  const second = await pollOk(api, first.cursor);
  body = feed(item("a2"), item("a1"));
  assert.deepEqual((await pollOk(api, second.cursor)).told, []);
});

test("an unchanged feed is asked for with what the last answer said of it, and not sent again", async () => {
  const api = server(() => feed(item("a1")));
  const first = await pollOk(api);
  const second = await pollOk(api, first.cursor);
  assert.deepEqual(second, { cursor: first.cursor, drafts: [], told: [] });
  const [, again] = api.asked;
  assert.match(again!.headers.get("if-none-match") ?? "", /^"[0-9a-f]{8}"$/);
  assert.equal(again?.url.href, "https://medium.com/feed/@writer");
});

test("a feed that says what an item answers makes comment.created", async () => {
  const more = '<thr:in-reply-to ref="https://medium.com/p/a1" type="text/html"/>';
  const { drafts, told } = await pollOk(server(() => feed(item("b1", { more }))));
  assert.deepEqual(told, ["comment.created b1"]);
  assert.equal(JSON.parse(JSON.stringify(drafts[0]?.data)).comment.post_id, "https://medium.com/p/a1");
});

test("XML that attacks its reader, is too long or is none is refused, and the cursor stays", async () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>${feed("&b;").slice(38)}`;
  const external = `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><guid>&x;</guid></item></channel></rss>`;
  for (const body of [
    bomb,
    external,
    "<rss><channel>",
    "{}",
    "",
    "<html></html>",
    feed(`<x>${"y".repeat(9_000_000)}</x>`),
  ]) {
    const { fetch } = server(() => body);
    const polled = await poller.poll({
      subject: { feed: "@writer" },
      credentials: {},
      fetch,
      nowMs: now,
      cursor: null,
    });
    assert.ok(!polled.ok, body.slice(0, 60));
  }
});

test("a feed with many entities is read: those of XML itself are no attack", async () => {
  const more = `<description>${"&lt;p&gt;x&lt;/p&gt;".repeat(20_000)}</description>`;
  const { told } = await pollOk(server(() => feed(item("a1", { more }))));
  assert.deepEqual(told, ["post.created a1"]);
});

test("429 says when to come again; a subject that is no feed is named", async () => {
  const { fetch } = fakeApi(() => json({}, { status: 429, headers: { "retry-after": "60" } }));
  const input = { subject: { feed: "@writer" }, credentials: {}, fetch, nowMs: now, cursor: null };
  const busy = await poller.poll(input);
  assert.ok(!busy.ok && busy.retryAfterMs === 60_000);
  for (const feed of ["", "http://medium.com/feed/@writer", "https://user:word@example.org/", "@writer/../..?x"]) {
    const polled = await poller.poll({ ...input, subject: { feed } });
    assert.ok(!polled.ok && polled.retryAfterMs === null, feed);
  }
});

test("a feed of a publication's own domain is read where it lies", async () => {
  const api = server(() => feed());
  await pollOk(api, null, { feed: "https://netflixtechblog.com/feed" });
  assert.equal(api.asked[0]?.url.href, "https://netflixtechblog.com/feed");
});

test("what a relay hands on, a feed or JSON, is verified and understood", async () => {
  const body = feed(item("a2"), item("a1"));
  const digest = createHmac("sha256", "s3cret").update(body).digest("hex");
  const request = {
    platform: "medium",
    secret: "s3cret",
    body,
    now,
    headers: { "X-Signature": digest, "X-Timestamp": String(now / 1000) },
  };
  assert.equal((await verify(request)).ok, true);
  const result = normalise(request);
  assert.ok(result.ok);
  assert.deepEqual(
    result.events.map(({ eventId }) => eventId),
    ["a1", "a2"],
  );
  const comment = normalise({
    ...request,
    body: '{"type":"comment.created","data":{"comment":{"id":"c1","text":"hi"}}}',
  });
  assert.ok(comment.ok && comment.events[0]?.eventType === "comment.created");
});

test("nothing can be done to a comment on Medium, and nothing claims that it was", async () => {
  assert.equal((await getPlatform("medium").moderateComment("c1", "remove")).outcome, "unsupported");
});
