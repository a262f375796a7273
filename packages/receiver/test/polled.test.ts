import assert from "node:assert/strict";
import { test } from "node:test";
import { findPlatform, type PollOptions, poll, readPolled, recordPolled } from "../src/index.ts";
import { fakeApi, json } from "./fake-api.ts";

/** What a platform answers to one poll, as its own poll test has it from the platform's documents. */
interface Page extends PollOptions {
  answer: () => Response;
  types: readonly string[];
}

const post = (rkey: string, record: object) => ({
  uri: `at://did:plc:abc/app.bsky.feed.post/${rkey}`,
  cid: `cid-${rkey}`,
  author: { did: "did:plc:abc", handle: "a.example" },
  record: { $type: "app.bsky.feed.post", createdAt: "2026-01-01T00:00:00Z", ...record },
  indexedAt: "2026-01-01T00:00:01Z",
});
const reply = {
  root: { uri: "at://did:plc:x/app.bsky.feed.post/r" },
  parent: { uri: "at://did:plc:x/app.bsky.feed.post/r" },
};
const status = (id: string, more: object = {}) => ({
  id,
  created_at: "2026-01-01T00:00:00.000Z",
  content: "<p>Hi</p>",
  account: { id: "1", acct: "a" },
  in_reply_to_id: null,
  ...more,
});
const listing = (...children: object[]) => json({ data: { children } });

const pages: readonly (readonly [string, Page])[] = [
  [
    "medium",
    {
      subject: { feed: "@writer" },
      answer: () =>
        new Response(
          `<rss version="2.0"><channel><item><title>One</title><guid>https://medium.com/p/1</guid><pubDate>Thu, 01 Jan 2026 00:00:01 GMT</pubDate></item></channel></rss>`,
        ),
      types: ["post.created"],
    },
  ],
  [
    "youtube",
    {
      subject: { videoId: "v1" },
      credentials: { apiKey: "key" },
      answer: () =>
        json({
          items: [
            {
              snippet: {
                videoId: "v1",
                topLevelComment: {
                  id: "c1",
                  snippet: {
                    textOriginal: "Hi",
                    publishedAt: "2026-01-01T00:00:00Z",
                    updatedAt: "2026-01-02T00:00:00Z",
                  },
                },
              },
            },
          ],
        }),
      types: ["comment.created"],
    },
  ],
  [
    "reddit",
    {
      subject: { subreddit: "pics" },
      credentials: { accessToken: "t", userAgent: "a" },
      answer: () =>
        listing(
          {
            kind: "t1",
            data: { name: "t1_a", body: "Hi", link_id: "t3_b", created_utc: 1_767_225_600, edited: false },
          },
          {
            kind: "t3",
            data: { name: "t3_b", title: "Post", is_self: true, created_utc: 1_767_225_500, edited: false },
          },
        ),
      types: ["post.created", "comment.created"],
    },
  ],
  [
    "reddit",
    {
      subject: { subreddit: "pics", listing: "edited" },
      credentials: { accessToken: "t", userAgent: "a" },
      answer: () =>
        listing({ kind: "t1", data: { name: "t1_a", body: "Hi", created_utc: 1_767_225_600, edited: 1_767_225_700 } }),
      types: ["comment.updated"],
    },
  ],
  [
    "reddit",
    {
      subject: { subreddit: "pics", listing: "log" },
      credentials: { accessToken: "t", userAgent: "a" },
      answer: () =>
        listing({
          kind: "modaction",
          data: { id: "ModAction_1", action: "removecomment", created_utc: 1_767_225_600 },
        }),
      types: ["moderation.action"],
    },
  ],
  [
    "mastodon",
    {
      subject: { timeline: "public" },
      credentials: { instance: "https://mastodon.example" },
      answer: () => json([status("2", { in_reply_to_id: "1" }), status("1")]),
      types: ["post.created", "comment.created"],
    },
  ],
  [
    "mastodon",
    {
      credentials: { instance: "https://mastodon.example", accessToken: "t" },
      answer: () =>
        json([
          { id: "n3", type: "favourite", created_at: "2026-01-01T00:00:02.000Z", status: status("1") },
          { id: "n2", type: "update", status: status("3", { edited_at: "2026-01-01T00:00:03.000Z" }) },
          { id: "n1", type: "mention", status: status("2", { in_reply_to_id: "1" }) },
        ]),
      types: ["comment.created", "post.updated", "mastodon.favourite"],
    },
  ],
  [
    "bluesky",
    {
      subject: { actor: "a.example" },
      answer: () => json({ feed: [{ post: post("2", { text: "Re", reply }) }, { post: post("1", { text: "Hi" }) }] }),
      types: ["post.created", "comment.created"],
    },
  ],
  [
    "bluesky",
    {
      credentials: { accessToken: "t", service: "https://bsky.example" },
      answer: () =>
        json({
          notifications: [
            { ...post("2", { text: "Re", reply }), reason: "reply" },
            { ...post("1", { subject: {} }), uri: "at://did:plc:abc/app.bsky.feed.like/1", reason: "like" },
          ],
        }),
      types: ["bluesky.like", "comment.created"],
    },
  ],
];

test("a polled item that was kept is read once more as the very event that it was", async () => {
  for (const [platform, { answer, types, ...options }] of pages) {
    const polled = await poll(platform, { ...options, fetch: fakeApi(answer).fetch });
    assert.ok(polled.ok, `${platform}: ${JSON.stringify(polled)}`);
    assert.deepEqual(polled.events.map(({ eventType }) => eventType).sort(), [...types].sort(), platform);
    for (const event of polled.events) {
      const record = recordPolled(event, options.subject);
      assert.deepEqual(readPolled(platform, record), { ok: true, events: [event] }, `${platform} ${record.query}`);
    }
  }
  const polling = new Set(pages.map(([platform]) => platform));
  for (const name of polling) assert.ok(findPlatform(name)?.poll !== undefined);
});

test("an item that is none, and one of a platform that is not polled, are unparsable", () => {
  for (const [platform, body] of [
    ["medium", "{}"],
    ["medium", "{"],
    ["reddit", "[]"],
    ["reddit", '{"name":"t9_x"}'],
    ["bluesky", "null"],
    ["github", "{}"],
  ] as const) {
    const read = readPolled(platform, { body, query: "" });
    assert.ok(!read.ok, platform);
    assert.equal(read.reason, "unparsable");
  }
});
