import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { findPlatform, getPlatform, receive } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const now = Date.parse("2026-01-15T12:30:00Z");
const secret = "s3cRe7-s3cRe7";
const id = "e76c6bd4-55c9-4987-8304-da1588d8988b";

function requestOf(payload: object, type = "notification", timestamp = "2026-01-15T12:29:59.634234626Z") {
  const body = JSON.stringify(payload);
  const digest = createHmac("sha256", secret)
    .update(id + timestamp + body)
    .digest("hex");
  const headers = {
    "Twitch-Eventsub-Message-Id": id,
    "Twitch-Eventsub-Message-Timestamp": timestamp,
    "Twitch-Eventsub-Message-Signature": `sha256=${digest}`,
    "Twitch-Eventsub-Message-Type": type,
  };
  return { platform: "twitch", secret, headers, body, now };
}

async function eventOf(type: string, event: object) {
  const received = await receive(requestOf({ subscription: { id: "1", type, version: "1" }, event }));
  assert.ok(received.kind === "events", JSON.stringify(received));
  return received.events[0]!;
}

const broadcaster = { broadcaster_user_id: "1337", broadcaster_user_login: "cool_user" };

test("the challenge of a new subscription is shown back as plain text, once it is verified", async () => {
  const payload = { challenge: "pogchamp-kappa-360noscope-vohiyo", subscription: { type: "channel.follow" } };
  const request = requestOf(payload, "webhook_callback_verification");
  const received = await receive(request);
  assert.ok(received.kind === "answered");
  assert.equal(received.answer.body, "pogchamp-kappa-360noscope-vohiyo");
  assert.match(received.answer.headers["content-type"]!, /^text\/plain/);
  assert.equal((await receive({ ...request, secret: "another-one" })).kind, "refused");
});

test("a chat message is a comment on the channel, with the message that it answers", async () => {
  // As twitch_api recorded it: https://github.com/twitch-rs/twitch_api, src/eventsub/channel/chat/message.rs
  const event = await eventOf("channel.chat.message", {
    ...broadcaster,
    chatter_user_id: "129546453",
    chatter_user_login: "nerixyz",
    message_id: "9d0bcb5e-ee31-4b09-b72f-66eb94ce061e",
    message: { text: "Hello, World! DinoDance", fragments: [] },
    reply: { parent_message_id: "cc106a89-1814-919d-454c-f4f2f970aae7" },
  });
  assert.equal(event.eventType, "comment.created");
  assert.equal(event.eventId, id);
  assert.deepEqual(JSON.parse(JSON.stringify(event.data)), {
    comment: {
      id: "9d0bcb5e-ee31-4b09-b72f-66eb94ce061e",
      post_id: "1337",
      author_id: "129546453",
      author_username: "nerixyz",
      text: "Hello, World! DinoDance",
      created_at: null,
      parent_id: "cc106a89-1814-919d-454c-f4f2f970aae7",
    },
  });
});

test("a deletion, a hold and its end are actions of moderation", async () => {
  const message_id = "ab24e0b0-2260-4bac-94e4-05eedd4ecd0e";
  const nobody = { id: null, username: null };
  const target = { type: "comment", id: message_id };
  const deleted = await eventOf("channel.chat.message_delete", { ...broadcaster, target_user_id: "7734", message_id });
  assert.equal(deleted.eventType, "moderation.action");
  assert.deepEqual({ ...deleted.data }, { action: "delete", target, moderator: nobody, reason: null });
  const held = { ...broadcaster, message_id, held_at: "2024-11-03T11:53:45.331308397Z" };
  const hold = await eventOf("automod.message.hold", {
    ...held,
    reason: "automod",
    automod: { category: "aggressive" },
  });
  assert.deepEqual({ ...hold.data }, { action: "hold", target, moderator: nobody, reason: "aggressive" });
  assert.equal(hold.timestamp, "2024-11-03T11:53:45.331Z");
  const moderator = { moderator_user_id: "129546453", moderator_user_login: "nerixyz" };
  const update = { ...held, ...moderator, category: "sexwords", status: "approved" };
  const approved = await eventOf("automod.message.update", update);
  assert.deepEqual(
    { ...approved.data },
    { action: "approved", target, moderator: { id: "129546453", username: "nerixyz" }, reason: "sexwords" },
  );
});

test("other events pass under their type; the end of a subscription is told", async () => {
  assert.equal((await eventOf("channel.follow", { user_id: "1" })).eventType, "twitch.channel.follow");
  const revoked = { subscription: { id: "1", type: "channel.follow", status: "notification_failures_exceeded" } };
  const received = await receive(requestOf(revoked, "revocation"));
  assert.ok(received.kind === "events");
  assert.equal(received.events[0]?.eventType, "twitch.revocation");
  assert.deepEqual(received.events[0]?.data, revoked);
});

test("a message is as good as ten minutes, and its time has to be a date", async () => {
  for (const [timestamp, reason] of [
    ["2026-01-15T12:19:59Z", "timestamp_outside_tolerance"],
    [String(now / 1000), "timestamp_malformed"],
  ] as const) {
    const received = await receive(requestOf({}, "notification", timestamp));
    assert.ok(received.kind === "refused");
    assert.equal(received.refusal.reason, reason);
  }
});

test("subscriptions are made for a webhook, listed page by page without others, and deleted", async () => {
  // https://dev.twitch.tv/docs/api/reference/#create-eventsub-subscription
  const transport = { method: "webhook", callback: "https://example.com/w" };
  const subscription = { id: "26b1c993", status: "webhook_callback_verification_pending", transport };
  const api = fakeApi(({ method, url }) => {
    if (method === "POST") return json({ data: [subscription], total: 1 }, { status: 202 });
    if (method === "DELETE") return new Response(null, { status: 204 });
    const socket = { id: "s", status: "enabled", transport: { method: "websocket" } };
    return url.searchParams.get("after") === "next"
      ? json({ data: [{ ...subscription, status: "enabled" }], pagination: {} })
      : json({ data: [socket], pagination: { cursor: "next" } });
  });
  const { register } = findPlatform("twitch")!;
  assert.ok(register?.kind === "api");
  const credentials = { clientId: ["client"], appAccessToken: ["app"], secret: [secret] };
  const input = { credentials, fetch: api.fetch, nowMs: now };
  const condition = { broadcaster_user_id: "1337", user_id: "9001" };
  const options = { type: "channel.chat.message", condition };
  const made = await register.register({ ...input, url: transport.callback, options });
  assert.equal(made.isActive, false);
  const listed = await register.list(input);
  assert.deepEqual(listed, [{ ...made, isActive: true }]);
  await register.delete({ ...input, id: made.id });
  assert.deepEqual(api.asked.map(lineOf), [
    "POST /helix/eventsub/subscriptions",
    "GET /helix/eventsub/subscriptions",
    "GET /helix/eventsub/subscriptions?after=next",
    "DELETE /helix/eventsub/subscriptions?id=26b1c993",
  ]);
  assert.deepEqual(JSON.parse(api.asked[0]!.body), {
    type: "channel.chat.message",
    version: "1",
    condition,
    transport: { ...transport, secret },
  });
  assert.equal(api.asked[0]?.headers.get("client-id"), "client");
});

test("a list of pages without end is given up", async () => {
  const api = fakeApi(() => json({ data: [], pagination: { cursor: "again" } }));
  const { register } = findPlatform("twitch")!;
  assert.ok(register?.kind === "api");
  const credentials = { clientId: ["client"], appAccessToken: ["app"] };
  const listing = register.list({ credentials, fetch: api.fetch, nowMs: now });
  await assert.rejects(listing, { code: "registration_failed", message: /more than 100 pages/ });
});

test("a message is deleted by its id, and never without one, which would clear the chat", async () => {
  // https://dev.twitch.tv/docs/api/reference/#delete-chat-messages, #manage-held-automod-messages
  const api = fakeApi(() => new Response(null, { status: 204 }));
  const credentials = { clientId: "client", accessToken: "user", moderatorId: "9001", broadcasterId: "1337" };
  const twitch = getPlatform("twitch", { credentials, fetch: api.fetch });
  assert.deepEqual(await twitch.moderateComment(id, "remove"), { outcome: "applied" });
  assert.deepEqual(await twitch.moderateComment(id, "approve"), { outcome: "applied" });
  assert.deepEqual(api.asked.map(lineOf), [
    `DELETE /helix/moderation/chat?broadcaster_id=1337&moderator_id=9001&message_id=${id}`,
    "POST /helix/moderation/automod/message",
  ]);
  assert.deepEqual(JSON.parse(api.asked[1]!.body), { user_id: "9001", msg_id: id, action: "ALLOW" });
  for (const none of ["", "1", `${id}&x=`]) {
    assert.equal((await twitch.moderateComment(none, "remove")).outcome, "unsupported");
  }
  assert.equal((await twitch.moderateComment(id, "hide")).outcome, "unsupported");
  const lost = getPlatform("twitch", { credentials: { accessToken: "user" }, fetch: api.fetch });
  assert.equal((await lost.moderateComment(id, "remove")).outcome, "failed");
  assert.equal(api.asked.length, 2);
});
