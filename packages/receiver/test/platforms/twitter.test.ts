import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { normalise, receive, verify, type WebhookEvent } from "../../src/index.ts";

const now = 0;

function eventsOf(payload: unknown): readonly WebhookEvent[] {
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  const result = normalise({ platform: "twitter", headers: {}, body });
  assert.ok(result.ok, JSON.stringify(result));
  return result.events;
}

const sign = (key: string, body: string) => `sha256=${createHmac("sha256", key).update(body).digest("base64")}`;

test("the newer header decides where its secret is known; else the older one does", () => {
  const body = "{}";
  const older = "X-Twitter-Webhooks-Signature";
  const newer = "X-Twitter-Webhooks-Signature-OAuth2";
  const secret = { consumerSecret: ["old", "consumer"], clientSecret: "client" };
  const cases: [Record<string, string>, object, boolean][] = [
    [{ [older]: sign("consumer", body) }, secret, true],
    [{ [newer]: sign("client", body) }, secret, true],
    [{ [older]: sign("consumer", body), [newer]: sign("client", body) }, secret, true],
    [{ [older]: sign("consumer", body), [newer]: sign("consumer", body) }, secret, false],
    [{ [older]: sign("consumer", body), [newer]: sign("client", body) }, { consumerSecret: "consumer" }, true],
    [{ [newer]: sign("client", body) }, { consumerSecret: "consumer" }, false],
  ];
  for (const [headers, known, ok] of cases) {
    const verdict = verify({ platform: "twitter", secret: known as Record<string, string>, headers, body, now });
    assert.equal(verdict.ok, ok, JSON.stringify(headers));
  }
});

test("a challenge that could be a body is not answered, for its answer would sign it", async () => {
  const refusals = ['{"tweet_create_events":[]}', "[1]", " ", "", "1 2", "x".repeat(257)];
  for (const token of refusals) {
    const query = `crc_token=${encodeURIComponent(token)}`;
    const received = await receive({ platform: "x", secret: "s", method: "GET", query, headers: {}, body: "", now });
    assert.equal(received.kind === "refused" && received.answer.status, 403, token);
  }
});

test("the challenge is answered by the secret that was chosen for it, and by none when there is none", async () => {
  const ask = (secret: Record<string, string>) =>
    receive({ platform: "x", secret, method: "GET", query: "?crc_token=abc", headers: {}, body: "", now });
  const chosen = await ask({ consumerSecret: "consumer", crcSecret: "client" });
  assert.equal(chosen.kind === "answered" && chosen.answer.body, `{"response_token":"${sign("client", "abc")}"}`);
  const none = await ask({});
  assert.equal(none.kind === "refused" && none.answer.status, 401);
});

test("a post is post.created, with the digits of its id and its whole text", () => {
  const tweet = {
    id: 1,
    id_str: "1050118621198921728",
    created_at: "Wed Oct 10 20:19:24 +0000 2018",
    text: "cut …",
    truncated: true,
    extended_tweet: {
      full_text: "the whole text",
      extended_entities: { media: [{ media_url_https: "https://pbs.twimg.com/media/a.jpg" }] },
    },
    user: { id_str: "2244994945", screen_name: "dev" },
  };
  const [event] = eventsOf({ for_user_id: "2244994945", user_has_blocked: "false", tweet_create_events: [tweet] });
  assert.deepEqual(JSON.parse(JSON.stringify(event)), {
    event_id: "2244994945:tweet_create:1050118621198921728",
    event_type: "post.created",
    timestamp: "2018-10-10T20:19:24Z",
    platform: "twitter",
    data: {
      post: {
        id: "1050118621198921728",
        author_id: "2244994945",
        author_username: "dev",
        caption: "the whole text",
        text: "the whole text",
        media_urls: ["https://pbs.twimg.com/media/a.jpg"],
        created_at: "2018-10-10T20:19:24Z",
      },
    },
  });
});

test("an answer is comment.created, on the post that it answers", () => {
  const tweet = { id_str: "2", in_reply_to_status_id: 1050118621198921728n, text: "No", user: { id_str: "7" } };
  const body = JSON.stringify({ tweet_create_events: [tweet] }, (_, value) =>
    typeof value === "bigint" ? `big${value}` : value,
  ).replace(/"big(\d+)"/, "$1");
  const [event] = eventsOf(body);
  assert.equal(event?.eventType, "comment.created");
  assert.deepEqual(event?.data.id, "2");
  assert.equal((event as WebhookEvent<"comment.created">).data.comment.post_id, "1050118621198921728");
});

test("a deletion, a like and an unfollow keep what they say", () => {
  const events = eventsOf({
    for_user_id: "930524282358325248",
    tweet_delete_events: [{ status: { id: "1045405559317569537", user_id: "9" }, timestamp_ms: "1432228155593" }],
    favorite_events: [{ id: "a7ba59eab0bfcba386f7acedac279542", timestamp_ms: 1522082006140 }],
    follow_events: [{ type: "unfollow", created_timestamp: "1517588749178", target: {}, source: {} }],
  });
  assert.deepEqual(
    events.map(({ eventType, timestamp, data }) => [eventType, timestamp, data.id]),
    [
      ["post.deleted", "2015-05-21T17:09:15.593Z", "1045405559317569537"],
      ["twitter.favorite", "2018-03-26T16:33:26.140Z", "a7ba59eab0bfcba386f7acedac279542"],
      ["twitter.unfollow", "2018-02-02T16:25:49.178Z", undefined],
    ],
  );
  assert.equal(new Set(events.map(({ eventId }) => eventId)).size, 3);
});

test("the events of X Activity have its uuid, also a negative one, and the older names are understood", () => {
  const reply = {
    data: {
      event_uuid: "3091827364059182736",
      filter: { user_id: "1111111111111111111" },
      event_type: "post.reply.create",
      payload: {
        id: "2090000000000000001",
        author_id: "2222222222222222222",
        in_reply_to_tweet_id: "2080761390344937796",
        text: "@ExampleUser hi",
        created_at: "2026-07-24T21:05:48.000Z",
      },
      includes: { users: [{ data: { id: "2222222222222222222", username: "someone" } }] },
    },
  };
  const [event] = eventsOf(reply);
  assert.deepEqual(JSON.parse(JSON.stringify(event?.data)), {
    comment: {
      id: "2090000000000000001",
      post_id: "2080761390344937796",
      author_id: "2222222222222222222",
      author_username: "someone",
      text: "@ExampleUser hi",
      created_at: "2026-07-24T21:05:48Z",
    },
  });
  assert.equal(event?.eventId, "3091827364059182736");
  const payload = { id: "2080761269309813134", author_id: "1" };
  const [deleted] = eventsOf({ data: { event_uuid: "-2781149976877970683", event_type: "PostDelete", payload } });
  assert.deepEqual([deleted?.eventType, deleted?.eventId], ["post.deleted", "-2781149976877970683"]);
  const [like] = eventsOf({ data: { event_uuid: "-34", event_type: "like.create", payload: { id: "87" } } });
  assert.equal(like?.eventType, "twitter.like.create");
});
