import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { normalise, receive, verify, type WebhookEvent } from "../../src/index.ts";

const now = Date.parse("2026-01-15T12:30:00Z");

function eventsOf(body: string): readonly WebhookEvent[] {
  const result = normalise({ platform: "youtube", headers: {}, body });
  assert.ok(result.ok, JSON.stringify(result));
  return result.events;
}

const feed = (content: string) =>
  `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom">
 <link rel="hub" href="https://pubsubhubbub.appspot.com"/><link rel="self" href="https://www.youtube.com/xml/feeds/videos.xml?channel_id=UC1"/>
 <title>YouTube video feed</title><updated>2015-04-01T19:05:24.552394234+00:00</updated>${content}</feed>`;

const entry = (updated: string, title = "Cats &amp; dogs &#x1F431;") => `
 <entry><id>yt:video:0123456789</id><yt:videoId>0123456789</yt:videoId><yt:channelId>UC1</yt:channelId><title>${title}</title>
 <link rel="alternate" href="http://www.youtube.com/watch?v=0123456789"/><author><name>A channel</name><uri>http://www.youtube.com/channel/UC1</uri></author>
 <published>2015-03-06T21:40:57+00:00</published><updated>${updated}</updated></entry>`;

test("a feed tells of an upload, with a video's id that looks like a number digit for digit", () => {
  const [event, ...others] = eventsOf(feed(entry("2015-03-06T21:41:10.552394234+00:00")));
  assert.deepEqual(others, []);
  assert.deepEqual(JSON.parse(JSON.stringify(event)), {
    event_id: event?.eventId,
    event_type: "post.created",
    timestamp: "2015-03-06T21:41:10.552Z",
    platform: "youtube",
    data: {
      post: {
        id: "0123456789",
        author_id: "UC1",
        author_username: "A channel",
        caption: "Cats & dogs 🐱",
        text: "Cats & dogs 🐱",
        media_urls: [],
        created_at: "2015-03-06T21:40:57Z",
        updated_at: "2015-03-06T21:41:10.552Z",
        url: "http://www.youtube.com/watch?v=0123456789",
      },
    },
  });
});

test("what comes long after the publication is an edit, and each edit is an event of its own", () => {
  const edits = ["2015-03-09T19:05:24.552394234+00:00", "2015-03-09T19:05:24.552394235+00:00"].map(
    (updated) => eventsOf(feed(entry(updated)))[0],
  );
  assert.deepEqual(
    edits.map((event) => event?.eventType),
    ["post.updated", "post.updated"],
  );
  assert.notEqual(edits[0]?.eventId, edits[1]?.eventId);
});

test("a deleted entry is post.deleted, and an empty feed is nothing", () => {
  const deleted = `<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="yt:video:VIDEO_ID" when="2026-01-15T12:00:00+00:00">
    <link href="https://www.youtube.com/watch?v=VIDEO_ID"/><at:by><name/><uri>https://www.youtube.com/channel/UC1</uri></at:by></at:deleted-entry>`;
  const [event] = eventsOf(feed(deleted));
  assert.deepEqual(
    [event?.eventType, event?.data.id, event?.timestamp],
    ["post.deleted", "VIDEO_ID", "2026-01-15T12:00:00Z"],
  );
  assert.deepEqual(eventsOf(feed("")), []);
});

test("XML with a document type, broken XML and other XML are unparsable", () => {
  const bomb = `<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${feed(entry("2015-03-09T19:05:24Z", "&b;"))}`;
  for (const body of [
    bomb,
    bomb.toLowerCase(),
    "<feed",
    "<rss></rss>",
    feed("<entry/>"),
    "<",
    feed(entry("x").replace("</entry>", "")),
  ]) {
    const result = normalise({ platform: "youtube", headers: {}, body });
    assert.equal(result.ok ? "taken" : result.reason, "unparsable", body.slice(0, 40));
  }
});

test("a feed is verified by any method of WebSub, and by the method that its header names", async () => {
  const body = feed(entry("2015-03-09T19:05:24Z"));
  for (const method of ["sha1", "sha256", "sha384", "sha512"]) {
    const signature = createHmac(method, "s3cret").update(body).digest("hex");
    const check = (value: string) =>
      verify({ platform: "youtube", secret: "s3cret", headers: { "X-Hub-Signature": value }, body, now });
    assert.equal((await check(`${method}=${signature}`)).ok, true, method);
    assert.equal((await check(`md5=${signature}`)).ok, false);
    assert.equal((await check(`sha1=${signature}`)).ok, method === "sha1");
  }
});

const topic = "https://www.youtube.com/xml/feeds/videos.xml?channel_id=UC1";

function ask(query: Record<string, string>, secret: Record<string, string> = { channels: "UC1" }) {
  return receive({ platform: "youtube", secret, method: "GET", query, headers: {}, body: "", now });
}

test("the hub's question is answered for a channel of ours, and the end of the lease is told", async () => {
  const query = { "hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": "c-1", "hub.lease_seconds": "432000" };
  const received = await ask(query);
  assert.ok(received.kind === "answered");
  assert.deepEqual([received.answer.status, received.answer.body], [200, "c-1"]);
  assert.deepEqual(received.subscription, { topic, state: "active", endsAtMs: now + 432_000_000 });
  // Anybody could have asked: a lease of a year would put its renewal off until long after its end.
  const long = await ask({ ...query, "hub.lease_seconds": "31536000" });
  assert.equal(long.kind === "answered" && long.subscription?.endsAtMs, now + 30 * 86_400_000);
  const ended = await ask({ ...query, "hub.mode": "unsubscribe" });
  assert.equal(ended.kind === "answered" && ended.subscription?.state, "ended");
  const denied = await ask({ "hub.mode": "denied", "hub.topic": topic, "hub.reason": "no" });
  assert.deepEqual(denied.kind === "answered" && denied.subscription, {
    topic,
    state: "denied",
    endsAtMs: null,
    reason: "no",
  });
});

test("the hub gets 404 for a topic that is not ours, and no challenge without a lease or with a wrong token", async () => {
  const query = { "hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": "c-1", "hub.lease_seconds": "432000" };
  const statusOf = async (received: ReturnType<typeof ask>) => {
    const result = await received;
    return result.kind === "events" ? 0 : result.answer.status;
  };
  assert.equal(await statusOf(ask({ ...query, "hub.topic": `${topic}x` })), 404);
  assert.equal(await statusOf(ask(query, {})), 404);
  for (const lease of ["", "0", "-1", "1e3", "999999999"]) {
    assert.equal(await statusOf(ask({ ...query, "hub.lease_seconds": lease })), 403, lease);
  }
  assert.equal(await statusOf(ask(query, { channels: "UC1", verifyToken: "t" })), 403);
  assert.equal(await statusOf(ask({ ...query, "hub.verify_token": "t" }, { channels: "UC1", verifyToken: "t" })), 200);
});

test("the resource of a comment is read in the shape that a relay sends it", () => {
  const snippet = {
    videoId: "v",
    textDisplay: "a <b>b</b>",
    textOriginal: "a b",
    authorDisplayName: "user",
    authorChannelId: { value: "UC2" },
    publishedAt: "2026-01-15T12:00:00Z",
    updatedAt: "2026-01-15T12:00:00Z",
  };
  const [created] = eventsOf(JSON.stringify({ type: "comment.insert", comment: { id: "c", snippet } }));
  assert.equal(created?.eventType, "comment.created");
  assert.deepEqual((created as WebhookEvent<"comment.created">).data.comment, {
    id: "c",
    post_id: "v",
    author_id: "UC2",
    author_username: "user",
    text: "a b",
    created_at: "2026-01-15T12:00:00Z",
    updated_at: "2026-01-15T12:00:00Z",
  });
  const edited = { id: "c", snippet: { ...snippet, updatedAt: "2026-01-15T12:10:00Z" } };
  assert.equal(eventsOf(JSON.stringify({ comment: edited }))[0]?.eventType, "comment.updated");
  const [deleted] = eventsOf(JSON.stringify({ type: "comment.delete", comment: { id: "c", snippet } }));
  assert.deepEqual({ ...deleted?.data }, { comment_id: "c", post_id: "v" });
});
