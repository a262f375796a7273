import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { findPlatform, getPlatform, normalise, type PollInput, verify } from "../../src/index.ts";
import { type Asked, type FakeApi, fakeApi, json } from "../fake-api.ts";

const now = 1_768_480_200_000;
const agent = "linux:org.example.reader:v1 (by /u/example)";
const app = { userAgent: [agent], clientId: ["id"], clientSecret: ["secret"], refreshToken: ["grant"] };

/** A comment as a listing has it: https://github.com/reddit-archive/reddit/wiki/JSON */
function comment(number: number, more: object = {}) {
  const id = (1000 + number).toString(36);
  return {
    kind: "t1",
    data: {
      id,
      name: `t1_${id}`,
      link_id: "t3_15bfi0",
      parent_id: "t3_15bfi0",
      author: "spez",
      author_fullname: "t2_1w72",
      body: `comment ${number}`,
      created_utc: 1_768_000_000 + number,
      edited: false,
      permalink: `/r/test/comments/15bfi0/a_post/${id}/`,
      ...more,
    },
  };
}

type Thing = ReturnType<typeof comment>;

/**
 * A listing: newest first, `before` is what is newer than the thing of that fullname, the slice next to it first
 * (https://www.reddit.com/dev/api#listings). Before a thing that is gone there is nothing. Tokens as in
 * https://github.com/reddit-archive/reddit/wiki/OAuth2
 */
function redditApi(things: Thing[]): FakeApi {
  return fakeApi((asked) => {
    if (asked.url.pathname === "/api/v1/access_token") return grant(asked);
    if (asked.headers.get("authorization") !== "Bearer the-token")
      return json({ message: "Unauthorized" }, { status: 401 });
    if (asked.headers.get("user-agent") !== agent) return json({ message: "Too Many Requests" }, { status: 429 });
    const limit = Number(asked.url.searchParams.get("limit") ?? 25);
    const before = asked.url.searchParams.get("before");
    const end = before === null ? limit : things.findIndex(({ data }) => data.name === before);
    const children = things.slice(Math.max(0, end - limit), Math.max(0, end));
    const headers = { "x-ratelimit-used": "4", "x-ratelimit-remaining": "96.0", "x-ratelimit-reset": "311" };
    return json({ kind: "Listing", data: { children, after: null, before: null } }, { headers });
  });
}

function grant({ headers, body }: Asked): Response {
  const isApp = headers.get("authorization") === `Basic ${btoa("id:secret")}`;
  if (!isApp) return json({ message: "Unauthorized", error: 401 }, { status: 401 });
  if (new URLSearchParams(body).get("grant_type") === "refresh_token" && !body.includes("refresh_token=grant")) {
    return json({ error: "invalid_grant" });
  }
  return json({ access_token: "the-token", token_type: "bearer", expires_in: 3600, scope: "read" });
}

const poller = findPlatform("reddit")!.poll!;

async function pollOk(api: FakeApi, input: Partial<PollInput> = {}) {
  const subject = { subreddit: "test" };
  const polled = await poller.poll({ subject, credentials: app, fetch: api.fetch, nowMs: now, cursor: null, ...input });
  assert.ok(polled.ok, JSON.stringify(polled));
  return { cursor: polled.cursor, keys: polled.drafts.map(({ key }) => key[0]), drafts: polled.drafts };
}

test("a first poll takes the newest page, oldest first, and the next goes on from there", async () => {
  const things = [comment(2), comment(1)];
  const api = redditApi(things);
  const first = await pollOk(api);
  assert.deepEqual(first.keys, [comment(1).data.name, comment(2).data.name]);
  things.unshift(comment(3));
  const second = await pollOk(api, { cursor: first.cursor });
  assert.deepEqual(second.keys, [comment(3).data.name]);
  assert.deepEqual((await pollOk(api, { cursor: second.cursor })).keys, []);
});

test("a comment of a listing is comment.created, with what the API acts by", async () => {
  const { drafts } = await pollOk(redditApi([comment(1, { parent_id: "t1_rs", edited: 1_768_000_500 })]));
  assert.deepEqual(drafts[0]?.data, {
    comment: {
      id: "t1_rt",
      post_id: "t3_15bfi0",
      author_id: "t2_1w72",
      author_username: "spez",
      text: "comment 1",
      created_at: "2026-01-09T23:06:41Z",
      updated_at: "2026-01-09T23:15:00Z",
      parent_id: "t1_rs",
      url: "https://www.reddit.com/r/test/comments/15bfi0/a_post/rt/",
    },
  });
});

test("two hundred and fifty new comments come in one poll, each once", async () => {
  const things = [comment(0)];
  const api = redditApi(things);
  const { cursor } = await pollOk(api);
  for (let i = 1; i <= 250; i++) things.unshift(comment(i));
  const { keys } = await pollOk(api, { cursor });
  assert.deepEqual(
    keys,
    Array.from({ length: 250 }, (_, i) => comment(i + 1).data.name),
  );
});

test("goes on when the comment that it stood at has been removed", async () => {
  const things = [comment(2), comment(1)];
  const api = redditApi(things);
  const { cursor } = await pollOk(api);
  things.shift();
  things.unshift(comment(3));
  const { keys, cursor: next } = await pollOk(api, { cursor });
  assert.deepEqual(keys, [comment(3).data.name]);
  things.unshift(comment(4));
  assert.deepEqual((await pollOk(api, { cursor: next })).keys, [comment(4).data.name]);
});

test("a list of what was edited makes comment.updated, another one for each edit", async () => {
  const things = [comment(1, { edited: 1_768_000_600 })];
  const api = redditApi(things);
  const subject = { subreddit: "test", listing: "edited" };
  const { drafts, cursor } = await pollOk(api, { subject });
  assert.equal(drafts[0]?.type, "comment.updated");
  things[0] = comment(1, { edited: 1_768_000_700 });
  const again = await pollOk(api, { subject, cursor });
  assert.notDeepEqual(again.drafts[0]?.key, drafts[0]?.key);
});

test("the moderation log makes moderation.action", async () => {
  const entry = {
    kind: "modaction",
    data: {
      id: "ModAction_1b1af634-5b87-11f0-a4f1-4ddd27626cc4",
      action: "removecomment",
      mod: "AutoModerator",
      mod_id36: "6l4z3",
      target_fullname: "t1_rt",
      target_author: "spammer",
      details: "spam",
      description: null,
      created_utc: 1_768_000_001,
    },
  };
  const api = redditApi([entry as unknown as Thing]);
  const { drafts } = await pollOk(api, { subject: { subreddit: "test", listing: "log" } });
  assert.equal(api.asked.at(-1)?.url.pathname, "/r/test/about/log");
  assert.deepEqual(drafts[0]?.data, {
    action: "removecomment",
    target: { type: "comment", id: "t1_rt" },
    moderator: { id: "t2_6l4z3", username: "AutoModerator" },
    reason: "spam",
  });
});

test("a token is asked for once and kept until shortly before its end", async () => {
  const api = redditApi([]);
  const tokens = () => api.asked.filter(({ url }) => url.pathname === "/api/v1/access_token").length;
  await pollOk(api);
  await pollOk(api, { nowMs: now + 3_500_000, credentials: { ...app } });
  assert.equal(tokens(), 1);
  await pollOk(api, { nowMs: now + 3_550_000 });
  assert.equal(tokens(), 2);
  const { refreshToken: _, ...reader } = app;
  await pollOk(api, { credentials: reader });
  assert.equal(tokens(), 3);
});

test("too many requests say when to come again, and what is missing says what", async () => {
  const busy = fakeApi(() => json({ error: 429 }, { status: 429, headers: { "x-ratelimit-reset": "311" } }));
  const credentials = { userAgent: [agent], accessToken: ["t"] };
  const input = { subject: { subreddit: "test" }, credentials, fetch: busy.fetch, nowMs: now, cursor: null };
  const polled = await poller.poll(input);
  assert.deepEqual(polled, {
    ok: false,
    message: 'oauth.reddit.com answered 429: {"error":429}',
    retryAfterMs: 311_000,
  });
  for (const wrong of [
    { credentials: {} },
    { credentials: { userAgent: [agent] } },
    { subject: { subreddit: "../x" } },
    { subject: { subreddit: "test", listing: "hot" } },
    { credentials: { ...app, refreshToken: ["revoked"] }, fetch: redditApi([]).fetch },
  ]) {
    const answer = await poller.poll({ ...input, ...wrong });
    assert.equal(answer.ok, false, JSON.stringify(wrong));
  }
});

test("a decision goes to the call that Reddit has for it", async () => {
  const api = fakeApi(() => json({}));
  const reddit = getPlatform("reddit", { credentials: { userAgent: agent, accessToken: "t" }, fetch: api.fetch });
  assert.deepEqual(await reddit.moderateComment("t1_rt", "remove"), { outcome: "applied" });
  assert.deepEqual(await reddit.moderateComment("rt", "approve"), { outcome: "applied" });
  assert.deepEqual(await reddit.moderateComment("t1_rt", "flag"), { outcome: "applied" });
  assert.deepEqual(
    api.asked.map(({ url, body }) => [url.href, body]),
    [
      ["https://oauth.reddit.com/api/remove", "id=t1_rt&spam=false"],
      ["https://oauth.reddit.com/api/approve", "id=t1_rt"],
      ["https://oauth.reddit.com/api/report", "thing_id=t1_rt&reason=Flagged+for+review&api_type=json"],
    ],
  );
  assert.equal((await reddit.moderateComment("t1_rt", "hide")).outcome, "unsupported");
  assert.equal((await reddit.moderateComment("t1_rt&id=t1_x", "remove")).outcome, "unsupported");
  assert.equal(api.asked.length, 3);
});

test("an error inside a 200 is a failure, and so is a 403", async () => {
  const errors = [["USER_REQUIRED", "Please log in to do that.", null]];
  const answers = [json({ json: { errors } }), json({ message: "Forbidden", error: 403 }, { status: 403 })];
  const { fetch } = fakeApi(() => answers.shift()!);
  const reddit = getPlatform("reddit", { credentials: { userAgent: agent, accessToken: "t" }, fetch });
  const first = await reddit.moderateComment("t1_rt", "flag");
  assert.ok(first.outcome === "failed" && first.message.includes("USER_REQUIRED"));
  const second = await reddit.moderateComment("t1_rt", "remove");
  assert.ok(second.outcome === "failed" && second.status === 403);
});

test("what a relay hands on as moderation_ai's page prints it is verified and understood", async () => {
  const body =
    '{"data":{"author":{"name":"username"},"body":"Comment text","id":"comment_id","link_id":"post_id"},"type":"comment.post"}';
  const digest = createHmac("sha256", "s3cret").update(body).digest("hex");
  const headers = { "X-Signature": digest, "X-Timestamp": String(now / 1000) };
  const request = { platform: "reddit", secret: "s3cret", headers, body, now };
  assert.deepEqual(await verify(request), { ok: true, timestampMs: now, isRelayed: true });
  assert.equal((await verify({ ...request, body: `${body} ` })).ok, false);
  const result = normalise(request);
  assert.ok(result.ok);
  const [event] = result.events;
  assert.equal(event?.eventType, "comment.created");
  assert.equal(event?.eventId, "comment_id");
  assert.deepEqual(event?.data, {
    comment: {
      id: "comment_id",
      post_id: "post_id",
      author_id: null,
      author_username: "username",
      text: "Comment text",
      created_at: null,
    },
  });
});

test("a relayed post, listing, moderator's action and unknown thing are told apart", () => {
  const types = (payload: unknown) => {
    const result = normalise({ platform: "reddit", headers: {}, body: JSON.stringify(payload) });
    return result.ok ? result.events.map(({ eventType }) => eventType) : result.reason;
  };
  assert.deepEqual(types({ type: "post.submit", data: { name: "t3_a", title: "A title", is_self: true } }), [
    "post.created",
  ]);
  assert.deepEqual(types({ type: "modaction", data: { action: "banuser" } }), ["moderation.action"]);
  assert.deepEqual(types({ kind: "Listing", data: { children: [comment(1), comment(2)] } }), [
    "comment.created",
    "comment.created",
  ]);
  assert.deepEqual(types({ type: "modmail.new", data: {} }), ["reddit.modmail.new"]);
  assert.equal(types([]), "unparsable");
});

test("a call too many, which Reddit answers with 200, says when to come again", async () => {
  // reddit-archive: `r2/r2/lib/jsonresponse.py`
  const errors = [["RATELIMIT", "Take a break for 9 minutes before trying again.", "ratelimit"]];
  let answer: object = { json: { ratelimit: 521.5, errors } };
  const api = fakeApi(() => json(answer));
  const reddit = getPlatform("reddit", { credentials: { userAgent: agent, accessToken: "t" }, fetch: api.fetch });
  const limited = await reddit.moderateComment("t1_rt", "flag");
  assert.ok(limited.outcome === "failed" && limited.isTooOften);
  assert.deepEqual(limited.allowance, { remaining: 0, renewsInMs: 521_500 });
  answer = { json: { errors } };
  const unsaid = await reddit.moderateComment("t1_rt", "flag");
  assert.ok(unsaid.outcome === "failed" && unsaid.isTooOften && unsaid.retryAfterMs === null);
  answer = { json: { errors: [["NO_TEXT", "we need something here", "reason"]] } };
  const refused = await reddit.moderateComment("t1_rt", "flag");
  assert.ok(refused.outcome === "failed" && refused.isTooOften === undefined);
});
