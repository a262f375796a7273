import assert from "node:assert/strict";
import { test } from "node:test";
import { findPlatform } from "@tabellary/receiver";
import { fakeApi, json } from "../../../receiver/test/fake-api.ts";
import type { Catalogue } from "../../src/catalogue/catalogue.ts";
import type { Enforcement } from "../../src/model/enforcement.ts";
import { formatId } from "../../src/model/ids.ts";
import { Enforcing } from "../../src/moderation/enforcing.ts";
import type { OwedDelivery } from "../../src/store/journal-entry.ts";
import type { ItemRecord } from "../../src/store/moderating.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";
import { AT, item } from "./items.ts";

const SOURCE_ID = 7n << 40n;
const TOKEN = "a-user-token-of-x";
const DECISION_ID = 9n;
const owed: Enforcement = {
  ...{ decisionId: DECISION_ID, itemId: item().id, siteNo: 1, action: "remove", state: "requested" },
  ...{ error: null, at: AT },
};

/** A comment on a platform, and what its newest decision asks for; `answer` is the platform's API. */
function open(name: string, enforcements: readonly Enforcement[], answer: Parameters<typeof fakeApi>[0]) {
  const clock = new VirtualTime(AT);
  const platform = findPlatform(name)!;
  const secrets = { credentials: { accessToken: [TOKEN] }, token: "t", previousToken: null, previousUntil: null };
  const source = { no: 3, id: SOURCE_ID, siteNo: 1, platform, secrets, hidden: new Set([TOKEN]) };
  const subject = item({
    origin: { appMediaId: null, platform: name, nativeId: "1050118621198921728", postId: "p1", postedAt: null },
    metadata: { source_id: formatId("src", SOURCE_ID) },
  });
  const record = { item: subject, rev: 1, decision: { id: DECISION_ID } } as unknown as ItemRecord;
  const payload = JSON.stringify({ platform: name, comment: { id: subject.origin.nativeId } });
  const delivery = { event: { siteNo: 1, payload } } as unknown as OwedDelivery;
  const enforcing = new Enforcing({
    catalogue: { now: { sourceById: () => source } } as unknown as Catalogue,
    store: { findItem: async () => record, enforcementsOf: async () => enforcements },
    fetch: fakeApi(answer).fetch,
    clock,
  });
  return { clock, enforce: (isLast = false) => enforcing.enforce(delivery, isLast) };
}

const states = (result: Awaited<ReturnType<Enforcing["enforce"]>>) =>
  result.moderation?.enforcements.map(({ decisionId, state, error }) => [decisionId, state, error]);

test("on X, where nobody can remove another's post, what is rejected is hidden, and that is said", async () => {
  const asked: string[] = [];
  const { enforce } = open("twitter", [owed], ({ method, url, body }) => {
    asked.push(`${method} ${url.pathname} ${body}`);
    return json({ data: { hidden: true } });
  });
  const result = await enforce();
  assert.deepEqual(asked, ['PUT /2/tweets/1050118621198921728/hidden {"hidden":true}']);
  assert.equal(result.failure, null);
  const [[decisionId, state, error]] = states(result)! as [[bigint, string, string]];
  assert.deepEqual([decisionId, state], [DECISION_ID, "applied"]);
  assert.match(error, /^It was hidden\. On X nobody can delete/);
});

test("on YouTube what is rejected is rejected, and what a person approves afterwards is shown again", async () => {
  const asked: (string | null)[] = [];
  const answer = ({ url }: { url: URL }) => {
    asked.push(url.searchParams.get("moderationStatus"));
    return new Response(null, { status: 204 });
  };
  assert.deepEqual(states(await open("youtube", [owed], answer).enforce()), [[DECISION_ID, "applied", null]]);
  await open("youtube", [{ ...owed, action: "restore" }], answer).enforce();
  assert.deepEqual(asked, ["rejected", "published"]);
});

test("a platform that asks to be left alone is left alone for so long, and a failure is tried again until the last", async () => {
  let calls = 0;
  const { enforce, clock } = open("youtube", [owed], () => {
    calls += 1;
    return new Response(`no quota for ${TOKEN}`, { status: 429, headers: { "retry-after": "30" } });
  });
  const first = await enforce();
  assert.deepEqual([first.failure?.statusCode, first.failure?.retryAfter], [429, "30"]);
  const [[, requested, words]] = states(first)! as [[bigint, string, string]];
  assert.deepEqual(
    [requested, words.includes("429")],
    ["requested", true],
    "it is owed, and why it is not done is seen",
  );
  assert.equal((await enforce()).failure?.statusCode, 429);
  assert.equal(calls, 1);
  await clock.advance(30_000);
  const last = await enforce(true);
  assert.equal(calls, 2);
  assert.equal(last.failure, null);
  const [[, state, error]] = states(last)! as [[bigint, string, string]];
  assert.equal(state, "failed");
  assert.match(error, /429/);
  assert.ok(!error.includes(TOKEN));
});

test("only the newest decision is carried out, and one that is carried out already asks nobody", async () => {
  const older = { ...owed, decisionId: 8n, action: "hide" as const };
  let calls = 0;
  const answer = () => {
    calls += 1;
    return new Response(null, { status: 204 });
  };
  const both = await open("youtube", [older, owed], answer).enforce();
  assert.deepEqual(states(both), [
    [8n, "failed", "A later decision took its place."],
    [DECISION_ID, "applied", null],
  ]);
  const done = await open("youtube", [{ ...owed, state: "applied" }], answer).enforce();
  assert.deepEqual(done, { failure: null, events: [], moderation: null });
  assert.equal(calls, 1);
});

test("an answer that says in passing when its period ends keeps nobody else waiting", async () => {
  let calls = 0;
  const { enforce } = open("twitter", [{ ...owed, action: "hide" }], () => {
    calls += 1;
    return new Response("not your conversation", { status: 403, headers: { "x-rate-limit-reset": "900" } });
  });
  assert.equal((await enforce()).failure?.statusCode, 403);
  assert.equal((await enforce()).failure?.statusCode, 403);
  assert.equal(calls, 2);
});
