import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { getPlatform, normalise, receive } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const now = 1_768_480_200_000;
const secret = "8f742231b10e8888abcd99yyyzzz85a5";

function requestOf(body: string, contentType = "application/json") {
  const timestamp = String(now / 1000);
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "X-Slack-Signature": `v0=${digest}`,
    "X-Slack-Request-Timestamp": timestamp,
    "Content-Type": contentType,
  };
  return { platform: "slack", secret, headers, body, now };
}

/** The wrapper as https://docs.slack.dev/reference/events/message/message_deleted/ prints it. */
function callback(event: object): string {
  return JSON.stringify({
    token: "XXYYZZ",
    team_id: "T123ABC456",
    api_app_id: "A123ABC456",
    event,
    type: "event_callback",
    authorizations: [],
    event_id: "Ev123ABC456",
    event_time: 1768480199,
  });
}

function eventOf(event: object) {
  const result = normalise(requestOf(callback(event)));
  assert.ok(result.ok, JSON.stringify(result));
  assert.equal(result.events.length, 1);
  return result.events[0]!;
}

const message = {
  type: "message",
  channel: "C123ABC456",
  user: "U123ABC456",
  text: "Live long and prospect.",
  ts: "1355517523.000005",
};

test("the challenge of a new request URL is shown back, when it is signed", async () => {
  const body =
    '{"token":"t","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}';
  const received = await receive(requestOf(body));
  assert.ok(received.kind === "answered");
  assert.equal(received.answer.body, "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
  const forged = await receive({ ...requestOf(body), secret: "another" });
  assert.ok(forged.kind === "refused" && forged.answer.status === 401);
});

test("a message is a post, known by channel and ts together", () => {
  const event = eventOf({
    ...message,
    files: [{ url_private: "https://files.slack.com/a.png" }],
    subtype: "file_share",
  });
  assert.equal(event.eventType, "post.created");
  assert.equal(event.eventId, "Ev123ABC456");
  assert.deepEqual(JSON.parse(JSON.stringify(event.data)), {
    post: {
      id: "C123ABC456:1355517523.000005",
      author_id: "U123ABC456",
      author_username: null,
      text: "Live long and prospect.",
      caption: "Live long and prospect.",
      media_urls: ["https://files.slack.com/a.png"],
      created_at: "2012-12-14T20:38:43Z",
    },
  });
});

test("an answer in a thread is a comment on its first message", () => {
  const event = eventOf({ ...message, thread_ts: "1355517500.000001" });
  assert.ok(event.eventType === "comment.created");
  const { comment } = event.data as { comment: { id: string; post_id: string } };
  assert.deepEqual([comment.id, comment.post_id], ["C123ABC456:1355517523.000005", "C123ABC456:1355517500.000001"]);
});

test("an edit is an update; an unfolded link is none", () => {
  const edited = { user: "U123ABC456", ts: "1355517536.000001" };
  const changed = { type: "message", subtype: "message_changed", channel: "C123ABC456", ts: "1358878755.000001" };
  const event = eventOf({ ...changed, message: { ...message, text: "New", edited }, previous_message: message });
  assert.equal(event.eventType, "post.updated");
  assert.equal((event.data as { post: { updated_at: string } }).post.updated_at, "2012-12-14T20:38:56Z");
  const unfolded = eventOf({ ...changed, message: { ...message, attachments: [{}] }, previous_message: message });
  assert.equal(unfolded.eventType, "slack.message.message_changed");
});

test("a deletion says what it was when Slack says so", () => {
  const deleted = {
    type: "message",
    subtype: "message_deleted",
    channel: "C123ABC456",
    deleted_ts: "1358878749.000002",
  };
  assert.equal(eventOf(deleted).eventType, "post.deleted");
  assert.equal(eventOf(deleted).data.id, "C123ABC456:1358878749.000002");
  const previous_message = { ...message, ts: "1358878749.000002", thread_ts: "1355517500.000001" };
  assert.equal(eventOf({ ...deleted, previous_message }).eventType, "comment.deleted");
});

test("what is nobody's words passes under its own name", () => {
  assert.equal(eventOf({ ...message, subtype: "channel_join" }).eventType, "slack.message.channel_join");
  assert.equal(eventOf({ type: "app_mention", text: "hi" }).eventType, "slack.app_mention");
});

test("a slash command and a button come as forms", async () => {
  const form = "application/x-www-form-urlencoded";
  const command = await receive(requestOf("command=%2Fweather&text=94070&trigger_id=13345224609.738474920", form));
  assert.ok(command.kind === "events");
  assert.equal(command.events[0]?.eventType, "slack.slash_command");
  assert.equal(command.events[0]?.eventId, "13345224609.738474920");
  const payload = encodeURIComponent('{"type":"block_actions","trigger_id":"1.2.3"}');
  const button = await receive(requestOf(`payload=${payload}`, form));
  assert.ok(button.kind === "events");
  assert.equal(button.events[0]?.eventType, "slack.block_actions");
});

test("a message is deleted by chat.delete, whose no is a 200", async () => {
  // https://docs.slack.dev/reference/methods/chat.delete/
  let isThere = true;
  let no: object = { ok: false, error: "message_not_found" };
  const api = fakeApi(() => json(isThere ? { ok: true, channel: "C123" } : no));
  const slack = getPlatform("slack", { credentials: { accessToken: "xoxb-1" }, fetch: api.fetch });
  assert.deepEqual(await slack.moderateComment("C123ABC456:1355517523.000005", "remove"), { outcome: "applied" });
  assert.equal(lineOf(api.asked[0]!), "POST /api/chat.delete");
  assert.equal(api.asked[0]!.body, '{"channel":"C123ABC456","ts":"1355517523.000005"}');
  assert.equal(api.asked[0]!.headers.get("authorization"), "Bearer xoxb-1");
  isThere = false;
  const gone = await slack.moderateComment("C123ABC456:1355517523.000005", "remove");
  assert.ok(gone.outcome === "failed" && gone.message.includes("message_not_found"));
  no = {};
  const silent = await slack.moderateComment("C123ABC456:1355517523.000005", "remove");
  assert.ok(silent.outcome === "failed" && silent.status === 200);
  for (const [id, action] of [
    ["1355517523.000005", "remove"],
    ["C123ABC456:1355517523.000005", "hide"],
  ] as const) {
    assert.equal((await slack.moderateComment(id, action)).outcome, "unsupported");
  }
  assert.equal(api.asked.length, 3);
});

test("too many calls are a failure that says when to come again", async () => {
  // https://docs.slack.dev/apis/web-api/rate-limits
  const { fetch } = fakeApi(() => new Response("", { status: 429, headers: { "retry-after": "30" } }));
  const slack = getPlatform("slack", { credentials: { accessToken: "xoxb-1" }, fetch });
  const result = await slack.moderateComment("C123ABC456:1355517523.000005", "remove");
  assert.ok(result.outcome === "failed" && result.retryAfterMs === 30_000 && result.status === 429);
});
