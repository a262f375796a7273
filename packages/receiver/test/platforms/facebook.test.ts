import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { findPlatform, getPlatform, normalise, RegistrationError, receive, verify } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const now = 1_768_480_200_000;
const secret = { appSecret: "app-secret", verifyToken: "meatyhamhock" };

/** As the page "Webhooks Reference: Page" has it. */
function feed(value: object, entry: object = {}): string {
  const changes = [{ field: "feed", value }];
  return JSON.stringify({ object: "page", entry: [{ id: "1067280970047460", time: 1520544814, changes, ...entry }] });
}

const comment = {
  item: "comment",
  verb: "add",
  comment_id: "44444444_7777",
  post_id: "1067280970047460_44444444",
  parent_id: "1067280970047460_44444444",
  from: { id: "11", name: "A B" },
  message: "text",
  created_time: 1520544816,
};

function eventsOf(body: string) {
  const result = normalise({ platform: "facebook", headers: {}, body });
  assert.ok(result.ok, JSON.stringify(result));
  return result.events;
}

test("a request is genuine by the app's secret alone", async () => {
  const body = feed(comment);
  const digest = createHmac("sha256", secret.appSecret).update(body).digest("hex");
  const request = { platform: "facebook", secret, body, now, headers: { "X-Hub-Signature-256": `sha256=${digest}` } };
  assert.deepEqual(await verify(request), { ok: true });
  assert.equal((await verify({ ...request, body: body.replace("text", "test") })).ok, false);
  assert.equal((await verify({ ...request, secret: { verifyToken: "meatyhamhock" } })).ok, false);
});

test("the challenge is shown back to who knows the verify token", async () => {
  const query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock";
  const request = { platform: "facebook", secret, method: "GET", query, headers: {}, body: "", now };
  const received = await receive(request);
  assert.ok(received.kind === "answered" && received.answer.body === "1158201444");
  const wrong = await receive({ ...request, query: query.replace("meaty", "other") });
  assert.ok(wrong.kind === "refused" && wrong.answer.status === 403);
});

test("a comment on a post is comment.created; the post is no parent", () => {
  const [event] = eventsOf(feed(comment));
  assert.equal(event?.eventType, "comment.created");
  assert.equal(event?.timestamp, "2018-03-08T21:33:36Z");
  assert.deepEqual(event?.data, {
    comment: {
      id: "44444444_7777",
      post_id: "1067280970047460_44444444",
      author_id: "11",
      author_username: "A B",
      text: "text",
      created_at: "2018-03-08T21:33:36Z",
    },
  });
  const [answer] = eventsOf(feed({ ...comment, parent_id: "44444444_7000" }));
  assert.equal(JSON.parse(JSON.stringify(answer)).data.comment.parent_id, "44444444_7000");
});

test("each verb of a comment or a post has its event", () => {
  const types = ["add", "edited", "edit", "update", "remove", "delete", "hide", "unhide", "block"].map((verb) => [
    verb,
    eventsOf(feed({ ...comment, verb }))[0]?.eventType,
    eventsOf(feed({ item: "status", verb, post_id: "1_2", message: "m" }))[0]?.eventType,
  ]);
  assert.deepEqual(types, [
    ["add", "comment.created", "post.created"],
    ["edited", "comment.updated", "post.updated"],
    ["edit", "comment.updated", "post.updated"],
    ["update", "comment.updated", "post.updated"],
    ["remove", "comment.deleted", "post.deleted"],
    ["delete", "comment.deleted", "post.deleted"],
    ["hide", "moderation.action", "moderation.action"],
    ["unhide", "moderation.action", "moderation.action"],
    ["block", "facebook.feed", "facebook.feed"],
  ]);
  const [hidden] = eventsOf(feed({ ...comment, verb: "hide" }));
  assert.deepEqual(hidden?.data, {
    action: "hide",
    target: { type: "comment", id: "44444444_7777" },
    moderator: { id: null, username: null },
    reason: null,
  });
});

test("a repeat has the same id whenever it is sent, and two edits have two", () => {
  const id = (value: object, time = 1) => eventsOf(feed(value, { time }))[0]?.eventId;
  assert.equal(id(comment, 1), id(comment, 2));
  const edited = { ...comment, verb: "edited" };
  assert.equal(id(edited, 1), id(edited, 2));
  assert.notEqual(id(edited), id({ ...edited, message: "other" }));
  assert.notEqual(id(comment), id(edited));
});

test("a reaction and another field pass under their own names", () => {
  assert.equal(eventsOf(feed({ item: "reaction", verb: "add", post_id: "1_2" }))[0]?.eventType, "facebook.feed");
  const ratings = {
    object: "page",
    entry: [{ id: "1", time: 1, changes: [{ field: "ratings", value: { item: "rating" } }] }],
  };
  assert.equal(eventsOf(JSON.stringify(ratings))[0]?.eventType, "facebook.ratings");
});

test("a decision becomes the Graph API's call, and nothing but an id becomes part of its address", async () => {
  const api = fakeApi(() => json({ success: true }));
  const page = getPlatform("facebook", { credentials: { accessToken: "page-token" }, fetch: api.fetch });
  assert.deepEqual(await page.moderateComment("44_77", "hide"), { outcome: "applied" });
  assert.deepEqual(await page.moderateComment("44_77", "approve"), { outcome: "applied" });
  assert.deepEqual(await page.moderateComment("44_77", "remove"), { outcome: "applied" });
  assert.deepEqual(
    api.asked.map((one) => [lineOf(one), one.body, one.headers.get("authorization")]),
    [
      ["POST /v25.0/44_77", "is_hidden=true", "Bearer page-token"],
      ["POST /v25.0/44_77", "is_hidden=false", "Bearer page-token"],
      ["DELETE /v25.0/44_77", "", "Bearer page-token"],
    ],
  );
  assert.equal((await page.moderateComment("44_77", "flag")).outcome, "unsupported");
  assert.equal((await page.moderateComment("44_77/likes", "remove")).outcome, "unsupported");
  assert.equal(api.asked.length, 3);
});

test("a limit that is used up says when to come again, as Meta tells it", async () => {
  // https://developers.facebook.com/docs/graph-api/overview/rate-limiting
  const usage = { "1067280970047460": [{ type: "pages", call_count: 100, estimated_time_to_regain_access: 19 }] };
  const headers = { "X-Business-Use-Case-Usage": JSON.stringify(usage) };
  const body = { error: { message: "There have been too many calls", type: "OAuthException", code: 80001 } };
  const { fetch } = fakeApi(() => json(body, { status: 400, headers }));
  const page = getPlatform("facebook", { credentials: { accessToken: "t" }, fetch });
  const outcome = await page.moderateComment("44_77", "hide");
  assert.ok(outcome.outcome === "failed");
  assert.equal(outcome.retryAfterMs, 19 * 60_000);
});

test("an address is registered with the app and the app installed on the Page, listed and deleted", async () => {
  // https://developers.facebook.com/docs/graph-api/webhooks/subscriptions-edge
  const subscription = {
    object: "page",
    callback_url: "https://example.org/w",
    active: true,
    fields: [{ name: "feed" }],
  };
  const other = { object: "user", callback_url: "https://example.org/u", active: true, fields: [] };
  const api = fakeApi(({ method }) => json(method === "GET" ? { data: [subscription, other] } : { success: "true" }));
  const { register } = findPlatform("facebook")!;
  assert.ok(register?.kind === "api");
  const credentials = {
    appId: ["188559381496048"],
    appSecret: ["app-secret"],
    verifyToken: ["meatyhamhock"],
    pageId: ["1067280970047460"],
    pageAccessToken: ["page-token"],
  };
  const input = { credentials, fetch: api.fetch, nowMs: now };
  const made = await register.register({ ...input, url: "https://example.org/w", options: {} });
  assert.deepEqual(made, { id: "page", url: "https://example.org/w", isActive: true, expiresAt: null });
  assert.deepEqual(await register.list(input), [made]);
  await register.delete({ ...input, id: "page" });
  assert.deepEqual(
    api.asked.map((one) => [lineOf(one), one.headers.get("authorization"), one.body]),
    [
      [
        "POST /v25.0/188559381496048/subscriptions",
        "Bearer 188559381496048|app-secret",
        "object=page&callback_url=https%3A%2F%2Fexample.org%2Fw&fields=feed&verify_token=meatyhamhock&include_values=true",
      ],
      ["POST /v25.0/1067280970047460/subscribed_apps", "Bearer page-token", "subscribed_fields=feed"],
      ["GET /v25.0/188559381496048/subscriptions", "Bearer 188559381496048|app-secret", ""],
      ["DELETE /v25.0/188559381496048/subscriptions?object=page", "Bearer 188559381496048|app-secret", ""],
    ],
  );
});

test("Instagram's address is registered for comments, with the account's notifications switched on", async () => {
  const api = fakeApi(() => json({ success: true }));
  const { register } = findPlatform("instagram")!;
  assert.ok(register?.kind === "api");
  const credentials = { appId: ["1"], appSecret: ["s"], verifyToken: ["v"], accessToken: ["account-token"] };
  const input = { credentials, fetch: api.fetch, nowMs: now };
  await register.register({ ...input, url: "https://example.org/w", options: { fields: ["comments"] } });
  assert.deepEqual(
    api.asked.map((one) => [one.url.href, one.headers.get("authorization"), one.body]),
    [
      [
        "https://graph.facebook.com/v25.0/1/subscriptions",
        "Bearer 1|s",
        "object=instagram&callback_url=https%3A%2F%2Fexample.org%2Fw&fields=comments&verify_token=v&include_values=true",
      ],
      ["https://graph.instagram.com/v25.0/me/subscribed_apps", "Bearer account-token", "subscribed_fields=comments"],
    ],
  );
});

test("what Meta refuses, and what was not given, is an error with a code", async () => {
  const error = { error: { message: "(#2200) callback verification failed", type: "OAuthException", code: 2200 } };
  const { fetch } = fakeApi(() => json(error, { status: 400 }));
  const { register } = findPlatform("facebook")!;
  assert.ok(register?.kind === "api");
  const credentials = { appId: ["1"], appSecret: ["s"], verifyToken: ["v"] };
  const wish = { url: "https://example.org/w", options: {}, fetch, nowMs: now };
  await assert.rejects(register.register({ ...wish, credentials }), (thrown) => {
    assert.ok(thrown instanceof RegistrationError);
    return thrown.code === "registration_failed" && thrown.status === 400 && thrown.message.includes("2200");
  });
  await assert.rejects(register.register({ ...wish, credentials: {} }), { code: "registration_incomplete" });
  const silent = fakeApi(() => json({ success: false })).fetch;
  await assert.rejects(register.register({ ...wish, credentials, fetch: silent }), { code: "registration_failed" });
});
