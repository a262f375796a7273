import assert from "node:assert/strict";
import { test } from "node:test";
import { type FetchLike, findPlatform } from "@tabellary/receiver";
import { fakeApi, json } from "../../../receiver/test/fake-api.ts";
import type { Catalogue } from "../../src/catalogue/catalogue.ts";
import type { Effects } from "../../src/engine/inner.ts";
import type { Enforcement } from "../../src/model/enforcement.ts";
import { formatId } from "../../src/model/ids.ts";
import { Enforcing } from "../../src/moderation/enforcing.ts";
import { Pauses, type PausesDeps } from "../../src/moderation/pauses.ts";
import type { OwedDelivery } from "../../src/store/journal-entry.ts";
import type { ItemRecord } from "../../src/store/moderating.ts";
import type { SourceNote } from "../../src/store/reads.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";
import { AT, item } from "./items.ts";

const SOURCE_ID = 7n << 40n;
const TOKEN = "a-user-token-of-x";
const DECISION_ID = 9n;
const owed: Enforcement = {
  ...{ decisionId: DECISION_ID, itemId: item().id, siteNo: 1, action: "remove", state: "requested" },
  ...{ code: null, error: null, nextAt: null, at: AT },
};

/** A comment on a platform, and what its newest decision asks for; `answer` is the platform's API. */
function open(
  name: string,
  enforcements: readonly Enforcement[],
  answer: Parameters<typeof fakeApi>[0] | { fetch: FetchLike },
  decided: (record: ItemRecord) => ItemRecord = (record) => record,
) {
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
  const sources = new Map([[SOURCE_ID, source]]);
  const enforcing = new Enforcing({
    catalogue: { now: { sourceById: (id: bigint) => sources.get(id) } } as unknown as Catalogue,
    store: {
      findItem: async () => record,
      readItem: async () => decided(record),
      enforcementsOf: async () => enforcements,
    },
    pauses: new Pauses({ store: noting(), clock }),
    fetch: typeof answer === "function" ? fakeApi(answer).fetch : answer.fetch,
    clock,
  });
  const { signal } = new AbortController();
  return {
    clock,
    sources,
    enforce: (nextDelayMs: number | null = 10_000, until = signal) => enforcing.enforce(delivery, nextDelayMs, until),
    giveUp: (reason: string) => enforcing.giveUp(delivery, reason),
  };
}

/** A store of one node, as far as notes go. */
function noting(): PausesDeps["store"] {
  const kept = new Map<string, SourceNote>();
  return {
    shared: null,
    note: async (notes) => {
      for (const { sourceNo, key, value } of notes) kept.set(`${sourceNo} ${key}`, { sourceNo, key, value: value! });
    },
    notes: async (sourceNo, prefix) =>
      [...kept.values()].filter((one) => one.sourceNo === sourceNo && one.key === prefix),
  };
}

const states = (result: Effects) =>
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

test("a platform that asks to be left alone is, for so long, and that is no attempt: not even of the last", async () => {
  let calls = 0;
  const { enforce, clock } = open("youtube", [owed], () => {
    calls += 1;
    return new Response(`no quota for ${TOKEN}`, { status: 429, headers: { "retry-after": "30" } });
  });
  for (const nextDelayMs of [10_000, null]) {
    const refused = await enforce(nextDelayMs);
    const until = clock.now() + 30_000;
    assert.deepEqual([refused.failure, refused.putOffUntil, refused.restUntil], [null, until, until]);
    const [owedStill] = refused.moderation!.enforcements;
    assert.deepEqual([owedStill!.state, owedStill!.nextAt], ["requested", until]);
    assert.match(owedStill!.error!, /429: no quota for \(secret\)/, "why it is not done is seen");
    await clock.advance(29_000);
    const held = await enforce(nextDelayMs);
    assert.deepEqual([held.failure, held.putOffUntil], [null, until]);
    assert.match(held.moderation!.enforcements[0]!.error!, /^YouTube takes no more calls before 2026-/);
    await clock.advance(1_000);
  }
  assert.equal(calls, 2);
});

test("a platform that has enough and does not say for how long is asked less and less often", async () => {
  const { enforce, clock } = open("youtube", [owed], () => new Response("slow down", { status: 429 }));
  const waits: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    const { restUntil } = await enforce();
    waits.push((restUntil! - clock.now()) / 1_000);
    await clock.advance(restUntil! - clock.now());
  }
  assert.deepEqual(waits, [15, 30, 60, 120, 240, 480, 900, 900, 900]);
});

test("the last call that a platform takes is made, and then it is left alone", async () => {
  const headers = { "x-rate-limit-remaining": "0", "x-rate-limit-reset": String(AT / 1_000 + 600) };
  const done = { data: { hidden: true } };
  const { enforce } = open("twitter", [{ ...owed, action: "hide" }], () => json(done, { headers }));
  const result = await enforce();
  assert.deepEqual(states(result), [[DECISION_ID, "applied", null]]);
  assert.deepEqual([result.failure, result.putOffUntil, result.restUntil], [null, undefined, AT + 600_000]);
});

test("a failure is tried again until the last, which ends it, and says nothing that is secret", async () => {
  const { enforce, clock } = open("youtube", [owed], () => new Response(`no, ${TOKEN}`, { status: 500 }));
  const first = await enforce(60_000);
  assert.equal(first.failure?.statusCode, 500);
  const [again] = first.moderation!.enforcements;
  assert.deepEqual([again!.state, again!.code, again!.nextAt], ["requested", null, clock.now() + 60_000]);
  const last = await enforce(null);
  assert.equal(last.failure?.statusCode, 500, "its delivery ends as failed too, of which the operator is told");
  const [ended] = last.moderation!.enforcements;
  assert.deepEqual([ended!.state, ended!.code, ended!.nextAt], ["failed", "platform_failed", null]);
  assert.match(ended!.error!, /500: no, \(secret\)$/);
});

test("what ends without an attempt that came to an end has failed, and says why", async () => {
  const { giveUp } = open("youtube", [{ ...owed, decisionId: 8n }, owed], () => assert.fail("not asked"));
  const given = await giveUp("It was not done within 30 s.");
  assert.deepEqual(
    given.moderation!.enforcements.map(({ decisionId, state, code, error }) => [decisionId, state, code, error]),
    [
      [8n, "failed", "superseded", "A later decision took its place."],
      [DECISION_ID, "failed", "not_carried_out", "It was not done within 30 s."],
    ],
  );
  const nothing = await open("youtube", [], () => assert.fail("not asked")).giveUp("It was not done.");
  assert.deepEqual(nothing, { events: [], moderation: null });
});

for (const [what, status, code] of [
  ["that is gone", 404, "gone"],
  ["whose source is deleted", null, "source_deleted"],
] as const) {
  test(`a comment ${what} is asked for no more`, async () => {
    const { enforce, sources } = open("youtube", [owed], () => new Response("", { status: status ?? 500 }));
    if (status === null) sources.clear();
    const result = await enforce();
    assert.equal(result.failure, null);
    assert.deepEqual(
      result.moderation!.enforcements.map((one) => [one.state, one.code]),
      [["failed", code]],
    );
  });
}

test("a call is broken off with its attempt", async () => {
  const controller = new AbortController();
  const fetch: FetchLike = (_, init) =>
    new Promise((_, reject) => {
      init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason));
      controller.abort(new Error("Its time is over."));
    });
  const { failure } = await open("youtube", [owed], { fetch }).enforce(10_000, controller.signal);
  assert.match(failure!.message, /^www\.googleapis\.com could not be asked: .*Its time is over/);
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

test("a decision that is made while what is owed is read takes the place of the one before, and not the other way round", async () => {
  const restore = { ...owed, decisionId: 10n, action: "restore" as const };
  const asked: (string | null)[] = [];
  const answer = ({ url }: { url: URL }) => {
    asked.push(url.searchParams.get("moderationStatus"));
    return new Response(null, { status: 204 });
  };
  const later = (record: ItemRecord) => ({ ...record, decision: { ...record.decision!, id: 10n } });
  const result = await open("youtube", [owed, restore], answer, later).enforce();
  assert.deepEqual(states(result), [
    [DECISION_ID, "failed", "A later decision took its place."],
    [10n, "applied", null],
  ]);
  assert.deepEqual(asked, ["published"]);
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
