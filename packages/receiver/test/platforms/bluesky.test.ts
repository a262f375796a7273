import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { findPlatform, getPlatform, normalise, type PollInput, verify } from "../../src/index.ts";
import { identify } from "../../src/pipeline/normalise.ts";
import { type FakeApi, fakeApi, json, lineOf } from "../fake-api.ts";

const now = Date.parse("2026-01-15T12:30:00Z");
const did = "did:plc:eygmaihciaxprqvxpfvl6flk";
const root = { uri: `at://${did}/app.bsky.feed.post/3l3root`, cid: "bafyroot" };
const parent = { uri: `at://${did}/app.bsky.feed.post/3l3parent`, cid: "bafyparent" };

/** https://github.com/bluesky-social/jetstream/blob/main/docs/README.md, section 5: the older form. */
function commit(operation: string, record?: object, more: object = {}) {
  return {
    did,
    time_us: 1725911162329308,
    kind: "commit",
    commit: {
      rev: "3l3qo2vutsw2b",
      operation,
      collection: "app.bsky.feed.post",
      rkey: "3l3qo2vuowo2b",
      ...(record !== undefined && { record, cid: "bafyreidwaivazkwu67xztlmuobx35hs2lnfh3kolmgfmucldvhd3sgzcqi" }),
      ...more,
    },
  };
}

const post = { $type: "app.bsky.feed.post", createdAt: "2024-09-09T19:46:02.102Z", text: "hello", langs: ["en"] };
const reply = { ...post, reply: { root, parent } };

function eventsOf(payload: unknown) {
  const result = normalise({ platform: "bluesky", headers: {}, body: JSON.stringify(payload) });
  assert.ok(result.ok, JSON.stringify(result));
  return result.events;
}

test("a post is post.created; with a reply in it, comment.created on the conversation's root", () => {
  const [created] = eventsOf(commit("create", post));
  assert.equal(created?.eventType, "post.created");
  assert.equal(created?.timestamp, "2024-09-09T19:46:02.329Z");
  const [comment] = eventsOf(commit("create", reply));
  assert.equal(comment?.eventType, "comment.created");
  assert.deepEqual(comment?.data, {
    comment: {
      id: `at://${did}/app.bsky.feed.post/3l3qo2vuowo2b`,
      post_id: root.uri,
      author_id: did,
      author_username: null,
      text: "hello",
      created_at: "2024-09-09T19:46:02.102Z",
      parent_id: parent.uri,
      url: `https://bsky.app/profile/${did}/post/3l3qo2vuowo2b`,
    },
  });
});

test("an update, a deletion, another collection and an account's state have their own events", () => {
  const list = [
    commit("update", reply),
    commit("delete"),
    commit("create", { subject: root }, { collection: "app.bsky.feed.like" }),
    { did, time_us: 1725516665333808, kind: "identity", identity: { did, handle: "a.example", seq: 1409752997 } },
    { did, time_us: 1725516665333809, kind: "account", account: { active: true, did, seq: 1409753013 } },
  ];
  const events = eventsOf(list);
  assert.deepEqual(
    events.map(({ eventType }) => eventType),
    ["comment.updated", "post.deleted", "bluesky.app.bsky.feed.like.create", "bluesky.identity", "bluesky.account"],
  );
  assert.equal(new Set(events.map(({ eventId }) => eventId)).size, list.length);
});

test("the newer form of a message is understood alike", () => {
  const { rev, operation, collection, rkey, cid, record } = commit("create", reply).commit;
  const payload = { seq: 7, did, time: "2024-09-09T19:46:02.329Z", rev, operation, collection, rkey, cid, record };
  const newer = { $type: "message", payload: { $type: "network.bsky.jetstream.subscribeEvents#commit", ...payload } };
  const [event] = eventsOf(newer);
  const [older] = eventsOf(commit("create", reply));
  assert.equal(event?.eventId, older?.eventId);
  assert.deepEqual(event?.data, older?.data);
  const info = {
    $type: "message",
    payload: { $type: "network.bsky.jetstream.subscribeEvents#info", name: "OutdatedCursor" },
  };
  assert.equal(eventsOf(info)[0]?.eventType, "bluesky.info");
});

test("what a relay hands on has to be signed by it", async () => {
  const body = JSON.stringify(commit("create", post));
  const digest = createHmac("sha256", "s3cret").update(body).digest("hex");
  const headers = { "X-Signature": digest, "X-Timestamp": String(now / 1000) };
  const request = { platform: "bluesky", secret: "s3cret", headers, body, now };
  assert.equal((await verify(request)).ok, true);
  assert.equal((await verify({ ...request, headers: {} })).ok, false);
});

/** A post as the app's API shows it. */
function view(rkey: number, { record = post as object, cid = `bafy${rkey}` } = {}) {
  return {
    uri: `at://${did}/app.bsky.feed.post/${rkey}`,
    cid,
    author: { did, handle: "alice.example" },
    record,
    indexedAt: new Date(Date.parse("2026-01-15T00:00:00Z") + rkey * 1000).toISOString(),
  };
}

/** Pages of `limit`, newest first, each with a cursor to the next older one: app.bsky.feed.getAuthorFeed */
function appView(list: "feed" | "notifications", items: object[]): FakeApi {
  return fakeApi(({ url }) => {
    const limit = Number(url.searchParams.get("limit") ?? 50);
    const from = Number(url.searchParams.get("cursor") ?? 0);
    const isMore = from + limit < items.length;
    return json({ [list]: items.slice(from, from + limit), ...(isMore && { cursor: String(from + limit) }) });
  });
}

const poller = findPlatform("bluesky")!.poll!;

async function pollOk(api: FakeApi, input: Partial<PollInput> = {}) {
  const subject = { actor: "alice.example" };
  const polled = await poller.poll({ subject, credentials: {}, fetch: api.fetch, nowMs: now, cursor: null, ...input });
  assert.ok(polled.ok, JSON.stringify(polled));
  const told = polled.drafts.map(({ type, key }) => `${type} ${key[0]?.split("/").at(-1)}`);
  return { cursor: polled.cursor, drafts: polled.drafts, told };
}

test("an account's posts come once each, however many are new, and reposts tell of nothing", async () => {
  const items: object[] = [{ post: view(2, { record: reply }) }, { post: view(1) }];
  const api = appView("feed", items);
  const first = await pollOk(api);
  assert.deepEqual(first.told, ["post.created 1", "comment.created 2"]);
  assert.equal(
    lineOf(api.asked[0]!),
    "GET /xrpc/app.bsky.feed.getAuthorFeed?actor=alice.example&filter=posts_with_replies&limit=100",
  );
  for (let i = 3; i <= 252; i++) items.unshift({ post: view(i) });
  items.unshift({
    post: view(900),
    reason: { $type: "app.bsky.feed.defs#reasonRepost", indexedAt: view(253).indexedAt },
  });
  const second = await pollOk(api, { cursor: first.cursor });
  assert.deepEqual(
    second.told,
    Array.from({ length: 250 }, (_, i) => `post.created ${i + 3}`),
  );
  const before = api.asked.length;
  assert.deepEqual((await pollOk(api, { cursor: second.cursor })).told, []);
  assert.equal(api.asked.length, before + 1);
});

test("a post that is streamed and one that is polled are one event", async () => {
  const streamed = commit("create", reply);
  const { rkey, cid } = streamed.commit as { rkey: string; cid: string };
  const shown = { ...view(1), uri: `at://${did}/app.bsky.feed.post/${rkey}`, cid, record: reply };
  const { drafts } = await pollOk(appView("feed", [{ post: shown }]));
  assert.equal(identify(drafts[0]!.key), eventsOf(streamed)[0]?.eventId);
});

test("notifications tell of answers as comments, and of likes by name, with the session's token", async () => {
  const like = { ...view(3), uri: `at://${did}/app.bsky.feed.like/3`, record: { subject: root }, reason: "like" };
  const api = appView("notifications", [like, { ...view(2, { record: reply }), reason: "reply" }]);
  const credentials = { accessToken: ["jwt"], service: ["https://bsky.social"] };
  const { told } = await pollOk(api, { subject: {}, credentials });
  assert.deepEqual(told, ["comment.created 2", "bluesky.like 3"]);
  assert.equal(api.asked[0]?.url.origin, "https://bsky.social");
  assert.equal(api.asked[0]?.headers.get("authorization"), "Bearer jwt");
});

test("too many requests say when to come again, and what is missing says what", async () => {
  // https://docs.bsky.app/docs/advanced-guides/rate-limits
  const headers = { "ratelimit-limit": "3000", "ratelimit-remaining": "0", "ratelimit-reset": String(now / 1000 + 60) };
  const { fetch } = fakeApi(() => json({ error: "RateLimitExceeded" }, { status: 429, headers }));
  const input = { subject: { actor: "alice.example" }, credentials: {}, fetch, nowMs: now, cursor: null };
  const busy = await poller.poll(input);
  assert.ok(!busy.ok && busy.retryAfterMs === 60_000);
  for (const wrong of [{ subject: { actor: "alice" } }, { subject: {} }]) {
    const polled = await poller.poll({ ...input, ...wrong });
    assert.ok(!polled.ok && polled.retryAfterMs === null);
  }
});

const uri = `at://${did}/app.bsky.feed.post/3l3qo2vuowo2b`;

test("a decision becomes Ozone's events on the post as it reads now", async () => {
  // lexicons/tools/ozone/moderation/emitEvent.json; the error's form is that of XRPC.
  const api = fakeApi(({ url }) =>
    json(url.pathname.endsWith("getPosts") ? { posts: [{ uri, cid: "bafynow" }] } : { id: 1 }),
  );
  const credentials = {
    accessToken: "jwt",
    service: "https://bsky.social",
    moderator: "did:plc:moderator",
    labeler: "did:plc:labeler",
  };
  const bluesky = getPlatform("bluesky", { credentials, fetch: api.fetch });
  for (const action of ["hide", "approve", "remove", "flag"] as const) {
    assert.deepEqual(await bluesky.moderateComment(uri, action), { outcome: "applied" }, action);
  }
  const emitted = api.asked.filter(({ url }) => url.pathname === "/xrpc/tools.ozone.moderation.emitEvent");
  assert.deepEqual(
    emitted.map(({ body }) => JSON.parse(body).event),
    [
      { $type: "tools.ozone.moderation.defs#modEventLabel", createLabelVals: ["!hide"], negateLabelVals: [] },
      { $type: "tools.ozone.moderation.defs#modEventLabel", createLabelVals: [], negateLabelVals: ["!hide"] },
      { $type: "tools.ozone.moderation.defs#modEventAcknowledge" },
      { $type: "tools.ozone.moderation.defs#modEventTakedown" },
      { $type: "tools.ozone.moderation.defs#modEventEscalate" },
    ],
  );
  const { subject, createdBy } = JSON.parse(emitted[0]!.body);
  assert.deepEqual(subject, { $type: "com.atproto.repo.strongRef", uri, cid: "bafynow" });
  assert.equal(createdBy, "did:plc:moderator");
  assert.equal(emitted[0]?.headers.get("atproto-proxy"), "did:plc:labeler#atproto_labeler");
});

test("a refusal is failed with the service's words; what is missing, gone or no post is told apart", async () => {
  const taken = { error: "SubjectHasAction", message: "Subject is already taken down" };
  const api = fakeApi(({ url }) => {
    if (!url.pathname.endsWith("getPosts")) return json(taken, { status: 400 });
    return json({ posts: url.searchParams.get("uris") === uri ? [{ uri, cid: "c" }] : [] });
  });
  const credentials = { accessToken: "jwt", service: "https://bsky.social", moderator: "did:a:b", labeler: "did:a:c" };
  const connect = (given: object) =>
    getPlatform("bluesky", { credentials: { ...credentials, ...given }, fetch: api.fetch });
  const refused = await connect({}).moderateComment(uri, "remove");
  assert.ok(refused.outcome === "failed" && refused.message.includes("SubjectHasAction"));
  const gone = await connect({}).moderateComment(uri.replace("3l3", "4l3"), "remove");
  assert.ok(gone.outcome === "failed" && gone.message.includes("no such post"));
  for (const missing of [{ accessToken: undefined }, { service: "bsky.social" }, { labeler: undefined }]) {
    assert.equal((await connect(missing).moderateComment(uri, "remove")).outcome, "failed");
  }
  assert.equal(
    (await connect({}).moderateComment(`at://${did}/app.bsky.actor.profile/self`, "remove")).outcome,
    "unsupported",
  );
});
