import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Effects, Inner, InnerFailure, InnerResult } from "../../src/engine/inner.ts";
import type { EventRequest } from "../../src/engine/requests.ts";
import { Problem } from "../../src/model/errors.ts";
import { formatId, ID_STEP } from "../../src/model/ids.ts";
import type { OwedDelivery } from "../../src/store/journal-entry.ts";
import type { ItemChange, ModerationWrites } from "../../src/store/moderating.ts";
import { flagging, newItem, rejection, submission, writes } from "../store/conformance/items.ts";
import type { Subject } from "../store/conformance/subject.ts";
import { CONFIG } from "../store/conformance/subject.ts";
import { type EngineRoom, openEngine } from "./room.ts";

const NOTHING: Effects = { events: [], moderation: null };
const DONE: InnerResult = { failure: null, ...NOTHING };

function event(type: string, with_: Partial<EventRequest> = {}): EventRequest {
  return { type, data: '{"a":1}', externalId: null, occurredAt: null, orderingKey: null, ...with_ };
}

function failure(with_: Partial<InnerFailure> = {}): InnerResult {
  return { ...DONE, failure: { message: "It is away.", statusCode: null, retryAfter: null, ...with_ } };
}

/** Makes items as a test of the store does. */
function maker({ clock, ids }: EngineRoom): Subject {
  return { now: clock.now(), take: () => ids.take() } as unknown as Subject;
}

/** Accepts an event, with what is written of items; returns the id of its first delivery. */
async function accept({ engine, site }: EngineRoom, request: EventRequest, moderation?: ModerationWrites) {
  let seq = 0n;
  const toAnswer = ([accepted]: readonly { seq: bigint }[]) => {
    seq = accepted!.seq;
    return "";
  };
  const events = [request];
  await engine.accept({ siteNo: site.no, events, idempotency: null, toAnswer, ...(moderation && { moderation }) });
  return seq + ID_STEP;
}

/** Submits an item whose judging is owed. */
async function submit(room: EngineRoom) {
  const judge = await room.catalogue.ensureInner(room.site.no, "judge", "text");
  const { item, ...rest } = submission(maker(room), newItem(maker(room), { siteNo: room.site.no }));
  const created = event("media.created", { also: [judge.no] });
  const delivery = await accept(room, created, writes({ item, ...rest }));
  return { delivery, itemId: item.id };
}

/** What answers each attempt in turn, and what it was asked. */
function answering(...answers: ((delivery: OwedDelivery, signal: AbortSignal) => Promise<InnerResult>)[]) {
  const asked: OwedDelivery[] = [];
  const answer = (delivery: OwedDelivery, signal: AbortSignal) => {
    asked.push(delivery);
    return (answers.length > 1 ? answers.shift()! : answers[0]!)(delivery, signal);
  };
  const inner: Inner = { judge: answer, enforce: answer, giveUp: async () => NOTHING };
  return { inner, asked };
}

async function statusOf({ store }: EngineRoom, seq: bigint) {
  const { status, attempts } = (await store.readDelivery(seq))!;
  return [status, attempts];
}

async function eventsOf({ store, site }: EngineRoom, type: string) {
  const query = { siteNo: site.no, type, externalId: null, before: null, from: 0n, limit: 100 };
  return (await store.listEvents(query)).rows;
}

/** What the operator is told, oldest first. */
async function noticesOf({ store, catalogue }: EngineRoom): Promise<Record<string, unknown>[]> {
  const siteNo = catalogue.now.operatorSite()!.no;
  const query = { siteNo, type: "moderation.exhausted", externalId: null, before: null, from: 0n, limit: 100 };
  const { rows } = await store.listEvents(query);
  const events = await Promise.all(rows.map(({ seq }) => store.readEvent(siteNo, seq)));
  return events.map((event) => JSON.parse(event!.payload)).reverse();
}

describe("What the hub's own webhooks are owed", () => {
  test("waits until somebody is there to do it, and is sent to nobody", async (t) => {
    const room = await openEngine(t);
    const { delivery } = await submit(room);
    await room.clock.advance(60_000);
    assert.deepEqual(await statusOf(room, delivery), [null, 0]);
    const { inner, asked } = answering(async () => DONE);
    room.engine.attend(inner);
    await room.clock.advance(1);
    assert.deepEqual(await statusOf(room, delivery), ["success", 1]);
    assert.deepEqual(
      asked.map(({ seq }) => seq),
      [delivery],
    );
    assert.deepEqual(room.sent, []);
  });

  test("ends together with what it made of an item, and with the events that tell of it", async (t) => {
    const room = await openEngine(t);
    const { engine, catalogue, site, store, clock } = room;
    const hook = await catalogue.createWebhook(site.no, { ...CONFIG, events: ["media.moderated"] }, "s".repeat(32));
    const { delivery, itemId } = await submit(room);
    let decided: ItemChange | undefined;
    const judge = async () => {
      decided = rejection(maker(room), (await store.readItem(itemId))!);
      const told = { ...event("media.moderated"), siteNo: site.no };
      return { failure: null, events: [told], moderation: writes(decided) };
    };
    engine.attend(answering(judge).inner);
    await clock.advance(100);
    const { item, rev, decision } = (await store.readItem(itemId))!;
    assert.deepEqual([item, rev, decision], [decided!.item, 2, decided!.decision]);
    assert.deepEqual(await statusOf(room, delivery), ["success", 1]);
    const [told] = await eventsOf(room, "media.moderated");
    assert.deepEqual(told!.targets, [hook.no]);
    assert.deepEqual(room.sent, [hook.config.url]);
  });

  test("is judged again at once when the item was changed meanwhile, and nothing of the first try is left", async (t) => {
    const room = await openEngine(t);
    const { engine, site, store, clock } = room;
    const { delivery, itemId } = await submit(room);
    const judge = async (isDisturbed: boolean): Promise<InnerResult> => {
      const record = (await store.readItem(itemId))!;
      if (isDisturbed) await accept(room, event("media.moderated"), writes(flagging(maker(room), record)));
      const told = { ...event("media.moderated"), siteNo: site.no };
      return { failure: null, events: [told], moderation: writes(rejection(maker(room), record)) };
    };
    const { inner, asked } = answering(
      () => judge(true),
      () => judge(false),
    );
    engine.attend(inner);
    await clock.advance(100);
    assert.equal(asked.length, 2);
    assert.deepEqual(await statusOf(room, delivery), ["success", 1]);
    const decisions = await store.decisionsOf(itemId);
    assert.deepEqual(
      decisions.map(({ verdict }) => verdict),
      ["flagged", "rejected"],
    );
    assert.equal((await eventsOf(room, "media.moderated")).length, 2);
    assert.equal((await store.attemptsOf(delivery)).length, 1);
  });

  test("is matched anew when a webhook was made meanwhile", async (t) => {
    const room = await openEngine(t);
    const { engine, catalogue, site, clock } = room;
    const { delivery } = await submit(room);
    const other = await catalogue.createWebhook(site.no, { ...CONFIG, events: ["media.moderated"] }, "s".repeat(32));
    const told = { ...event("media.moderated"), siteNo: site.no };
    let made = other;
    const judge = async () => {
      // Between the answer and its commit.
      queueMicrotask(async () => {
        made = await catalogue.createWebhook(site.no, { ...CONFIG, events: ["*"] }, "s".repeat(32));
      });
      return { failure: null, events: [told], moderation: null };
    };
    engine.attend(answering(judge).inner);
    await clock.advance(100);
    assert.deepEqual(await statusOf(room, delivery), ["success", 1]);
    assert.deepEqual((await eventsOf(room, "media.moderated"))[0]!.targets, [other.no, made.no]);
  });

  test("is tried again by its schedule, and ends as failed after the last, of which the operator is told", async (t) => {
    const troubles: string[] = [];
    const room = await openEngine(t, ({ message }) => troubles.push(message));
    const { delivery } = await submit(room);
    const { inner, asked } = answering(
      () => Promise.reject(new Error("It broke.")),
      async () => failure({ statusCode: 429, retryAfter: "60" }),
      async () => failure(),
    );
    room.engine.attend(inner);
    for (const [waitMs, count] of [
      [1, 1],
      [4_900, 1],
      [200, 2],
      [59_000, 2],
      [2_000, 3],
      [121_000, 4],
      [900_000, 4],
    ] as const) {
      await room.clock.advance(waitMs);
      assert.equal(asked.length, count);
    }
    assert.deepEqual(await statusOf(room, delivery), ["failed", 4]);
    const attempts = await room.store.attemptsOf(delivery);
    const told = attempts.map(({ failure: kind, statusCode, message }) => [kind, statusCode, message]);
    assert.deepEqual(told.slice(0, 3), [
      ["aborted", null, "It broke."],
      ["http_status", 429, "It is away."],
      ["aborted", null, "It is away."],
    ]);
    assert.deepEqual(troubles, ["It broke."], "what was thrown is heard of; what was foreseen is not");
    const [notice, ...others] = await noticesOf(room);
    assert.deepEqual(others, []);
    const { event_id, ...about } = notice!;
    assert.equal(event_id, formatId("evt", delivery - ID_STEP));
    assert.deepEqual(about, {
      room: "judge",
      site_id: formatId("site", room.site.id),
      decision_id: null,
      event_type: "media.created",
      attempts: 4,
      status_code: null,
      error: "It is away.",
      goes_on: false,
    });
    assert.equal(room.catalogue.now.inner(room.site.no, "judge", "text")!.health, "healthy");
  });

  test("takes along what is made of it when the last attempt breaks, and does not end before that is known", async (t) => {
    const room = await openEngine(t, () => undefined);
    const { delivery, itemId } = await submit(room);
    const { inner, asked } = answering(() => Promise.reject(new Error("It broke.")));
    const reasons: string[] = [];
    const giveUp = async (_: OwedDelivery, reason: string): Promise<Effects> => {
      reasons.push(reason);
      if (reasons.length === 1) throw new Error("Nor can it be given up.");
      const told = { ...event("media.moderated"), siteNo: room.site.no };
      return { events: [told], moderation: writes(flagging(maker(room), (await room.store.readItem(itemId))!)) };
    };
    room.engine.attend({ ...inner, giveUp });
    await room.clock.advance(156_000);
    assert.deepEqual([asked.length, reasons.length], [4, 1]);
    assert.deepEqual(await statusOf(room, delivery), [null, 3], "it has not ended");
    await room.clock.advance(61_000);
    assert.deepEqual(reasons, ["It broke.", "It broke."]);
    assert.deepEqual(await statusOf(room, delivery), ["failed", 4]);
    assert.equal((await room.store.readItem(itemId))!.item.status, "flagged");
    assert.equal((await eventsOf(room, "media.moderated")).length, 1);
  });

  test("is due later when it is put off, and counts no attempt; with a rest, nothing of its webhook goes before", async (t) => {
    const room = await openEngine(t);
    const first = await submit(room);
    const until = room.clock.now() + 900_000;
    const { inner, asked } = answering(
      async () => ({ ...DONE, putOffUntil: until, restUntil: until }),
      async () => DONE,
    );
    room.engine.attend(inner);
    await room.clock.advance(100);
    const second = await submit(room);
    await room.clock.advance(899_000);
    assert.equal(asked.length, 1);
    assert.deepEqual(await statusOf(room, first.delivery), [null, 0]);
    assert.deepEqual(await room.store.attemptsOf(first.delivery), []);
    await room.clock.advance(2_000);
    assert.equal(asked.length, 3);
    for (const { delivery } of [first, second]) assert.deepEqual(await statusOf(room, delivery), ["success", 1]);
  });

  test("is not asked for without end when it is put off to a time that has passed", async (t) => {
    const room = await openEngine(t);
    const { delivery } = await submit(room);
    const { inner, asked } = answering(async () => ({ ...DONE, putOffUntil: 0 }));
    room.engine.attend(inner);
    await room.clock.advance(9_500);
    assert.equal(asked.length, 10);
    assert.deepEqual(await statusOf(room, delivery), [null, 0]);
  });

  test("is tried until it is done where a platform told it, and the operator is told once that it is not", async (t) => {
    const room = await openEngine(t, () => undefined);
    const incoming = await room.catalogue.ensureInner(room.site.no, "judge", "incoming");
    const delivery = await accept(room, event("comment.created", { also: [incoming.no], orderingKey: "c1" }));
    let isBroken = true;
    const { inner, asked } = answering(async () => {
      if (isBroken) throw new Error("It broke.");
      return DONE;
    });
    room.engine.attend(inner);
    await room.clock.advance(12 * 3_600_000);
    assert.ok(asked.length > 12 && asked.length < 20, `${asked.length} attempts`);
    const notices = await noticesOf(room);
    assert.deepEqual(
      notices.map(({ room: of, attempts, error, goes_on }) => [of, attempts, error, goes_on]),
      [["incoming", 6, "It broke.", true]],
    );
    isBroken = false;
    await room.clock.advance(3_700_000);
    assert.deepEqual(await statusOf(room, delivery), ["success", asked.length]);
  });

  test("is done one by one where a platform is asked, however many lanes it stands in", async (t) => {
    const room = await openEngine(t);
    const enforce = await room.catalogue.ensureInner(room.site.no, "enforce", "src_1");
    let underWay = 0;
    let highest = 0;
    const { inner, asked } = answering(async () => {
      underWay += 1;
      highest = Math.max(highest, underWay);
      await new Promise<void>((resolve) => room.clock.after(50, resolve));
      underWay -= 1;
      return DONE;
    });
    room.engine.attend(inner);
    for (let n = 0; n < 20; n += 1) {
      await accept(room, event("comment.moderated", { also: [enforce.no], orderingKey: `c${n}` }));
    }
    await room.clock.advance(1_100);
    assert.deepEqual([asked.length, highest], [20, 1]);
  });

  test("is an attempt in vain where the store cannot keep what came of it, and so is not passed over in silence", async (t) => {
    const troubles: string[] = [];
    const room = await openEngine(t, ({ message }) => troubles.push(message));
    const [one, other] = [await submit(room), await submit(room)];
    const id = room.ids.take();
    const judge = async ({ seq }: OwedDelivery): Promise<InnerResult> => {
      const { itemId } = seq === one.delivery ? one : other;
      // A decision's id is given once.
      const decided = rejection(maker(room), (await room.store.readItem(itemId))!, { id });
      return { ...DONE, moderation: writes(decided) };
    };
    room.engine.attend(answering(judge).inner);
    await room.clock.advance(200_000);
    assert.deepEqual(await statusOf(room, one.delivery), ["success", 1]);
    assert.deepEqual(await statusOf(room, other.delivery), ["failed", 4]);
    assert.equal((await room.store.readItem(other.itemId))!.item.status, "pending");
    const [notice, ...others] = await noticesOf(room);
    assert.deepEqual([notice!.attempts, others], [4, []]);
    assert.match(String(notice!.error), /^What came of it cannot be kept: .*decision/);
    assert.equal(troubles.length, 4);
  });

  test("ends at once when no other attempt could go better", async (t) => {
    const room = await openEngine(t);
    const { delivery } = await submit(room);
    const moderation = null;
    const told = { ...event("job.failed"), siteNo: room.site.no };
    const hopeless = async () => ({ ...failure({ isHopeless: true }), events: [told], moderation });
    room.engine.attend(answering(hopeless).inner);
    await room.clock.advance(100);
    assert.deepEqual(await statusOf(room, delivery), ["failed", 1]);
    assert.equal((await eventsOf(room, "job.failed")).length, 1, "what it tells is told all the same");
  });

  test("is given up at its time limit, and holds up nothing that has another key", async (t) => {
    const room = await openEngine(t);
    const { catalogue, engine, site, clock } = room;
    const { delivery } = await submit(room);
    const image = await catalogue.ensureInner(site.no, "judge", "image");
    const signals: AbortSignal[] = [];
    const inner: Inner = {
      judge: ({ webhookNo }, signal) => {
        if (webhookNo === image.no) return Promise.resolve(DONE);
        signals.push(signal);
        return new Promise(() => undefined);
      },
      enforce: () => Promise.reject(new Error("not asked")),
      giveUp: () => Promise.reject(new Error("not asked")),
    };
    engine.attend(inner);
    for (let n = 0; n < 100; n += 1) await accept(room, event("media.created", { also: [image.no] }));
    await clock.advance(59_000);
    const rest = await eventsOf(room, "media.created");
    const others = rest.filter(({ targets }) => targets.includes(image.no));
    for (const { seq } of others) assert.deepEqual(await statusOf(room, seq + ID_STEP), ["success", 1]);
    assert.deepEqual([signals.length, signals[0]!.aborted, others.length], [1, false, 100]);
    await clock.advance(2_000);
    assert.equal(signals[0]!.aborted, true);
    const [attempt] = await room.store.attemptsOf(delivery);
    assert.deepEqual([attempt!.failure, attempt!.message], ["timeout", "It was not done within 60 s."]);
    assert.deepEqual(await statusOf(room, delivery), [null, 1]);
  });

  test("is cut off with its node, and is owed as if it had never begun", async (t) => {
    const room = await openEngine(t);
    const { delivery } = await submit(room);
    let cut: AbortSignal | undefined;
    const hang = (_: OwedDelivery, signal: AbortSignal) => {
      cut = signal;
      return new Promise<InnerResult>(() => undefined);
    };
    room.engine.attend(answering(hang).inner);
    await room.clock.advance(100);
    const stopped = room.engine.stop();
    room.engine.abandon();
    await room.clock.advance(100);
    await stopped;
    assert.equal(cut!.aborted, true);
    assert.deepEqual(await statusOf(room, delivery), [null, 0]);
    assert.deepEqual(await room.store.attemptsOf(delivery), []);
  });

  test("goes to those alone that it is addressed to, where it says so", async (t) => {
    const room = await openEngine(t);
    const { catalogue, site } = room;
    const hook = await catalogue.createWebhook(site.no, CONFIG, "s".repeat(32));
    const ours = { ...CONFIG, contract: "omnifence", inner: { kind: "callback", key: "kept before" } } as const;
    const callback = await catalogue.createWebhook(site.no, { ...ours, url: "https://them.example/done" }, "s");
    await accept(room, event("job.completed", { also: [callback.no, 999] }));
    await accept(room, event("job.completed", { also: [callback.no], isAlone: true }));
    await room.clock.advance(100);
    const [second, first] = await eventsOf(room, "job.completed");
    assert.deepEqual([first!.targets, second!.targets], [[hook.no, callback.no], [callback.no]]);
    assert.deepEqual(room.sent.toSorted(), [hook.config.url, callback.config.url, callback.config.url]);
  });
});

test("An event about an item that was changed meanwhile is not accepted", async (t) => {
  const room = await openEngine(t);
  const { itemId } = await submit(room);
  const record = (await room.store.readItem(itemId))!;
  await accept(room, event("media.moderated"), writes(flagging(maker(room), record)));
  const late = accept(room, event("media.moderated"), writes(rejection(maker(room), record)));
  await assert.rejects(late, (error) => error instanceof Problem && error.code === "conflict");
  assert.equal((await room.store.readItem(itemId))!.item.status, "flagged");
  assert.equal((await eventsOf(room, "media.moderated")).length, 1);
});

describe("The hub's own webhooks", () => {
  test("are made once, are in no list, and take nothing by subscription", async (t) => {
    const { catalogue, site } = await openEngine(t);
    const made = await Promise.all([1, 2].map(() => catalogue.ensureInner(site.no, "judge", "text")));
    made.push(await catalogue.ensureInner(site.no, "judge", "text"));
    assert.equal(new Set(made.map(({ no }) => no)).size, 1);
    const callbacks = (contract: string) => catalogue.ensureInner(site.no, "callbacks", contract);
    assert.equal((await callbacks("omnifence")).no, (await callbacks("omnifence")).no);
    assert.notEqual((await callbacks("omnifence-signed")).no, (await callbacks("omnifence")).no);
    const { now } = catalogue;
    assert.deepEqual([...now.webhooksOf(site.no)], []);
    assert.equal(now.webhookById(made[0]!.id), undefined);
    assert.deepEqual(now.webhooksFor(site.no, "media.created"), []);
    assert.equal(now.allWebhooksOf(site.no).length, 3);
    await catalogue.load();
    assert.equal(catalogue.now.inner(site.no, "judge", "text")?.no, made[0]!.no);
    await catalogue.deleteSite(site);
    assert.equal(catalogue.now.inner(site.no, "judge", "text"), undefined);
  });
});
