import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { findPlatform, getPlatform, normalise, type PollInput, verify } from "../../src/index.ts";
import { type FakeApi, fakeApi, json, lineOf } from "../fake-api.ts";

const now = Date.parse("2026-01-15T12:30:00Z");
const secret = "0123456789abcdef0123456789abcdef01234567";

/** https://docs.joinmastodon.org/entities/Status/ */
function status(id: string, more: object = {}) {
  return {
    id,
    created_at: "2023-10-26T11:29:13.000Z",
    in_reply_to_id: null,
    spoiler_text: "",
    visibility: "public",
    url: `https://mastodon.example/@cheese/${id}`,
    edited_at: null,
    content: "<p>Here is <a href='https://x.example'>some</a> content &amp; more</p><p>and more</p>",
    reblog: null,
    account: { id: "123454321", username: "cheese", acct: "cheese@other.example" },
    media_attachments: [],
    ...more,
  };
}

function eventOf(event: string, object: object) {
  const body = JSON.stringify({ event, created_at: "2023-10-26T13:34:00.351Z", object });
  const result = normalise({ platform: "mastodon", headers: {}, body });
  assert.ok(result.ok, JSON.stringify(result));
  return result.events[0]!;
}

test("a request is genuine by SHA-256 under the older header's name, and by no SHA-1", async () => {
  const body = '{"event":"status.created","object":{"id":"1"}}';
  const signed = (algorithm: string) => `${algorithm}=${createHmac(algorithm, secret).update(body).digest("hex")}`;
  const request = (signature: string) => ({
    platform: "mastodon",
    secret,
    body,
    now,
    headers: { "X-Hub-Signature": signature },
  });
  assert.deepEqual(await verify(request(signed("sha256"))), { ok: true });
  assert.equal((await verify(request(signed("sha1")))).ok, false);
  assert.equal((await verify({ ...request(signed("sha256")), body: `${body} ` })).ok, false);
});

test("a status is a post, and one that answers another a comment, as text", () => {
  const image = { url: "https://files.example/a.png" };
  const post = eventOf("status.created", status("103", { media_attachments: [image], spoiler_text: "food" }));
  assert.equal(post.eventType, "post.created");
  assert.deepEqual(post.data, {
    post: {
      id: "103",
      author_id: "123454321",
      author_username: "cheese@other.example",
      created_at: "2023-10-26T11:29:13Z",
      url: "https://mastodon.example/@cheese/103",
      caption: "food\n\nHere is some content & more\nand more",
      text: "food\n\nHere is some content & more\nand more",
      media_urls: ["https://files.example/a.png"],
    },
  });
  const comment = eventOf("status.created", status("104", { in_reply_to_id: "103" }));
  assert.equal(comment.eventType, "comment.created");
  assert.equal(JSON.parse(JSON.stringify(comment)).data.comment.parent_id, "103");
});

test("each edit is an event of its own, and a repeat is none", () => {
  const edit = (at: string) => eventOf("status.updated", status("104", { in_reply_to_id: "103", edited_at: at }));
  assert.equal(edit("2023-10-26T12:00:00.000Z").eventType, "comment.updated");
  assert.equal(edit("2023-10-26T12:00:00.000Z").eventId, edit("2023-10-26T12:00:00.000Z").eventId);
  assert.notEqual(edit("2023-10-26T12:00:00.000Z").eventId, edit("2023-10-26T12:05:00.000Z").eventId);
});

test("a report that was closed is moderation.action; a new one passes under its name", () => {
  // https://docs.joinmastodon.org/admin/webhooks/ and /methods/admin/reports/
  const report = { id: "8437", action_taken: false, action_taken_at: null, category: "violation", comment: "" };
  assert.equal(eventOf("report.created", report).eventType, "mastodon.report.created");
  const closed = eventOf("report.updated", {
    ...report,
    action_taken: true,
    action_taken_at: "2022-09-09T21:38:54.679Z",
    action_taken_by_account: { id: "108965218747268792", username: "admin" },
  });
  assert.equal(closed.eventType, "moderation.action");
  assert.deepEqual(closed.data, {
    action: "resolve",
    target: { type: "report", id: "8437" },
    moderator: { id: "108965218747268792", username: "admin" },
    reason: "violation",
  });
  assert.equal(eventOf("account.created", { id: "1" }).eventType, "mastodon.account.created");
  assert.equal(eventOf("status.created", status("9", { reblog: status("8") })).eventType, "mastodon.status.created");
});

/**
 * A timeline, newest first: `min_id` gives the page next to it
 * (https://docs.joinmastodon.org/methods/timelines/#public), and Link says where the next newer one begins.
 */
function server(items: { id: string; [field: string]: unknown }[]): FakeApi {
  return fakeApi(({ url, headers }) => {
    if (headers.get("authorization") !== "Bearer token")
      return json({ error: "The access token is invalid" }, { status: 401 });
    const limit = Number(url.searchParams.get("limit") ?? 20);
    const minId = url.searchParams.get("min_id");
    const newer = minId === null ? items : items.filter(({ id }) => Number(id) > Number(minId));
    const page = minId === null ? newer.slice(0, limit) : newer.slice(-limit);
    const [first] = page;
    const prev = `<https://mastodon.example${url.pathname}?min_id=${first?.id}>; rel="prev"`;
    const next = `<https://mastodon.example${url.pathname}?max_id=${page.at(-1)?.id}>; rel="next"`;
    return json(page, { headers: first === undefined ? {} : { link: `${next}, ${prev}` } });
  });
}

const poller = findPlatform("mastodon")!.poll!;
const credentials = { instance: ["https://mastodon.example"], accessToken: ["token"] };

async function pollOk(api: FakeApi, input: Partial<PollInput> = {}) {
  const subject = { timeline: "local" };
  const polled = await poller.poll({ subject, credentials, fetch: api.fetch, nowMs: now, cursor: null, ...input });
  assert.ok(polled.ok, JSON.stringify(polled));
  return { cursor: polled.cursor, keys: polled.drafts.map(({ key }) => key.join(" ")), drafts: polled.drafts };
}

test("a timeline is read from the last status on, a hundred new ones at once, oldest first", async () => {
  const items = [status("2"), status("1")];
  const api = server(items);
  const first = await pollOk(api);
  assert.deepEqual(first.keys, ["status 1", "status 2"]);
  for (let i = 3; i <= 102; i++) items.unshift(status(String(i)));
  const second = await pollOk(api, { cursor: first.cursor });
  assert.deepEqual(
    second.keys,
    Array.from({ length: 100 }, (_, i) => `status ${i + 3}`),
  );
  const third = await pollOk(api, { cursor: second.cursor });
  assert.deepEqual(third.keys, []);
  assert.equal(lineOf(api.asked.at(-1)!), "GET /api/v1/timelines/public?local=true&limit=40&min_id=102");
});

test("a status that is polled is the same event as when it is pushed", async () => {
  const { drafts } = await pollOk(server([status("7")]));
  const pushed = eventOf("status.created", status("7"));
  assert.equal(drafts[0]?.key.join(":"), pushed.eventId);
});

test("notifications tell of answers as comments, of edits, and of the rest by name", async () => {
  const api = server([
    { id: "13", type: "favourite", created_at: "2019-11-23T07:29:18.903Z", status: status("1") },
    {
      id: "12",
      type: "update",
      created_at: "2019-11-23T07:29:18.903Z",
      status: status("2", { edited_at: "2019-11-23T07:00:00Z" }),
    },
    { id: "11", type: "mention", created_at: "2019-11-23T07:49:02.064Z", status: status("3", { in_reply_to_id: "1" }) },
  ]);
  const { drafts } = await pollOk(api, { subject: {} });
  assert.deepEqual(
    drafts.map(({ type }) => type),
    ["comment.created", "post.updated", "mastodon.favourite"],
  );
});

test("too many requests say when to come again, and what is missing says what", async () => {
  const reset = {
    "X-RateLimit-Limit": "300",
    "X-RateLimit-Remaining": "0",
    "X-RateLimit-Reset": "2026-01-15T12:35:00.000Z",
  };
  const busy = fakeApi(() => json({ error: "Too many requests" }, { status: 429, headers: reset }));
  const input = { subject: {}, credentials, fetch: busy.fetch, nowMs: now, cursor: null };
  const polled = await poller.poll(input);
  assert.ok(!polled.ok && polled.retryAfterMs === 300_000);
  for (const wrong of [
    { subject: { timeline: "home" } },
    { subject: { timeline: "tag:" } },
    { credentials: { instance: ["http://mastodon.example"] } },
    { credentials: {} },
  ]) {
    const answer = await poller.poll({ ...input, ...wrong });
    assert.ok(!answer.ok && answer.retryAfterMs === null, JSON.stringify(wrong));
  }
});

/** https://docs.joinmastodon.org/methods/statuses/, /methods/reports/ and /methods/admin/reports/ */
function moderated(reports: { id: string; statuses: { id: string }[] }[]): FakeApi {
  return fakeApi((asked) => {
    const { method, url } = asked;
    if (method === "GET" && url.pathname === "/api/v1/statuses/104") return json(status("104"));
    if (method === "GET" && url.pathname === "/api/v1/admin/reports") return json(reports);
    if (method === "POST" && url.pathname.startsWith("/api/v1/")) return json({ id: "48914" });
    if (method === "DELETE" && url.pathname === "/api/v1/statuses/104") return json(status("104"));
    return json({ error: "Record not found" }, { status: 404 });
  });
}

const connect = ({ fetch }: FakeApi) =>
  getPlatform("mastodon", { credentials: { instance: "https://mastodon.example", accessToken: "token" }, fetch });

test("flag files a report of the status, remove deletes one's own", async () => {
  const api = moderated([]);
  assert.deepEqual(await connect(api).moderateComment("104", "flag"), { outcome: "applied" });
  assert.deepEqual(await connect(api).moderateComment("104", "remove"), { outcome: "applied" });
  assert.deepEqual(
    api.asked.map((one) => [lineOf(one), one.body]),
    [
      ["GET /api/v1/statuses/104", ""],
      ["POST /api/v1/reports", "account_id=123454321&status_ids%5B%5D=104&category=other"],
      ["DELETE /api/v1/statuses/104", ""],
    ],
  );
  const foreign = await connect(api).moderateComment("105", "remove");
  assert.ok(foreign.outcome === "failed" && foreign.status === 404);
});

test("approve resolves the reports of this status alone", async () => {
  const api = moderated([
    { id: "1", statuses: [{ id: "104" }] },
    { id: "2", statuses: [{ id: "104" }, { id: "99" }] },
    { id: "3", statuses: [] },
  ]);
  assert.deepEqual(await connect(api).moderateComment("104", "approve"), { outcome: "applied" });
  assert.deepEqual(api.asked.map(lineOf).slice(1), [
    "GET /api/v1/admin/reports?resolved=false&target_account_id=123454321&limit=200",
    "POST /api/v1/admin/reports/1/resolve",
  ]);
});

test("to hide one post is not in Mastodon's power", async () => {
  const api = moderated([]);
  assert.equal((await connect(api).moderateComment("104", "hide")).outcome, "unsupported");
  assert.equal((await connect(api).moderateComment("../1", "remove")).outcome, "unsupported");
  assert.equal(api.asked.length, 0);
});
