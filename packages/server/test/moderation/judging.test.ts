import assert from "node:assert/strict";
import { test } from "node:test";
import type { Catalogue } from "../../src/catalogue/catalogue.ts";
import type { AcceptRequest } from "../../src/engine/requests.ts";
import type { Judgement } from "../../src/model/finding.ts";
import { formatId, IdMaker } from "../../src/model/ids.ts";
import type { Guard } from "../../src/moderation/guard/guard.ts";
import { Judging } from "../../src/moderation/judging.ts";
import type { Panels } from "../../src/moderation/panel/panels.ts";
import { Deciding } from "../../src/moderation/rules/deciding.ts";
import { Telling } from "../../src/moderation/telling.ts";
import type { OwedDelivery } from "../../src/store/journal-entry.ts";
import type { ItemChange, ItemRecord, JobRecord } from "../../src/store/moderating.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";
import { AT, failure, item, job, SITE_ID } from "./items.ts";
import { never } from "./scripted.ts";

const EVENT_SEQ = 5n << 40n;
const FULL: Judgement = { findings: [failure("overloaded")], judged: new Set() };
const CLEAN: Judgement = { findings: [], judged: new Set(["text"]) };

function recordOf(parts: Partial<ItemRecord["item"]> = {}): ItemRecord {
  const own = {
    siteNo: 1,
    eventSeq: EVENT_SEQ,
    callbackNo: null,
    callback: null,
    endSeq: null,
    findings: [],
    judged: [],
  };
  const newest: JobRecord = { ...job({ status: "queued" }), ...own };
  return { item: item(parts), rev: 3, job: newest, decision: null };
}

/** One item that is owed a judgement; `judge` is the site's evaluators. */
function open(record: ItemRecord | null, judge: Panels["judge"]) {
  const clock = new VirtualTime(AT);
  const catalogue = { now: { site: () => ({ id: SITE_ID }) } } as unknown as Catalogue;
  const written: AcceptRequest[] = [];
  let present = record;
  const judging = new Judging({
    ...{ catalogue, clock, onTrouble: assert.fail },
    store: { readItem: async () => present },
    panels: { judge },
    rulebook: { groupsOf: () => [] },
    deciding: new Deciding({ run: () => assert.fail("that takes no time") }),
    telling: new Telling({ catalogue, panels: { lookedFor: () => [] }, store: { enforcementsOf: async () => [] } }),
    ids: new IdMaker(clock, 1),
    engine: {
      async accept(request) {
        written.push(request);
        const [change] = request.moderation!.items;
        present = { ...present!, rev: present!.rev + 1, job: change!.jobs[0]! };
        return { answer: "", isReplayed: false };
      },
    },
  });
  const payload = JSON.stringify({ media_id: formatId("media", item().id) });
  const delivery = { event: { seq: EVENT_SEQ, payload } } as unknown as OwedDelivery;
  return {
    clock,
    written,
    judge: (isLast = false) => judging.judge(delivery, isLast, never()),
    giveUp: (of = delivery) => judging.giveUp(of),
  };
}

test("what an evaluator has no place for waits in the store, and goes to a person when there is no time left", async () => {
  const { judge } = open(recordOf(), async () => FULL);
  const first = await judge();
  assert.match(first.failure!.message, /./);
  const [change] = first.moderation!.items;
  assert.deepEqual([change!.decision, change!.jobs[0]!.status, change!.rev], [null, "processing", 3]);
  const last = await judge(true);
  assert.equal(last.failure, null);
  const [decided] = last.moderation!.items;
  assert.deepEqual([decided!.item.status, decided!.decision!.cause], ["flagged", "evaluator_failed"]);
});

test("what evaluators have answered is kept for the next attempt, and forgotten when the item is decided", async () => {
  const guard = {} as Guard;
  const opinion = { findings: [], judged: ["text"], cost: { attempts: 0, units: 0 } } as const;
  const known: unknown[] = [];
  const { judge } = open(recordOf(), async ({ answers }) => {
    known.push(answers!.of(guard));
    answers!.keep(guard, opinion);
    return known.length < 3 ? FULL : CLEAN;
  });
  for (let attempt = 1; attempt <= 4; attempt++) await judge();
  assert.deepEqual(known, [undefined, opinion, opinion, undefined]);
});

test("a run that is decided, deleted, or of an earlier content is judged by nobody", async () => {
  const asked = () => assert.fail("somebody was asked");
  const decided = { run: 1, action: "approve", isByPerson: true } as const;
  const another = { ...recordOf(), job: { ...recordOf().job, eventSeq: 9n } };
  for (const record of [null, recordOf({ decided }), recordOf({ isDeleted: true }), another]) {
    const { judge, giveUp } = open(record, async () => asked());
    assert.deepEqual(await judge(), { failure: null, events: [], moderation: null });
    assert.deepEqual(await giveUp(), { events: [], moderation: null });
  }
});

test("what each attempt failed to judge goes to a person, and nobody is asked about it again", async () => {
  const { giveUp } = open(recordOf(), async () => assert.fail("somebody was asked"));
  const { events, moderation } = await giveUp();
  const [{ item, rev, jobs, decision }] = moderation!.items as [ItemChange];
  assert.deepEqual([item.status, rev, jobs[0]!.status], ["flagged", 3, "processing"]);
  const { cause, unjudged, reason } = decision!;
  assert.deepEqual([cause, unjudged], ["timed_out", ["text"]]);
  assert.equal(reason, "It could not be judged: each attempt failed.");
  assert.deepEqual(
    events.map(({ type }) => type),
    ["media.moderated", "comment.moderated"],
  );
});

test("what names no item is given up with nothing to write", async () => {
  const { giveUp } = open(recordOf(), async () => CLEAN);
  const nameless = { event: { seq: EVENT_SEQ, payload: "{}" } } as unknown as OwedDelivery;
  assert.deepEqual(await giveUp(nameless), { events: [], moderation: null });
});

test("a judgement that takes a while is seen to be under way, and is written upon that", async () => {
  const { promise: asked, resolve: answer } = Promise.withResolvers<Judgement>();
  const { judge, clock, written } = open(recordOf(), () => asked);
  const judged = judge();
  await clock.advance(1_000);
  assert.deepEqual(
    written.map(({ events, moderation }) => [events.length, moderation!.items[0]!.jobs[0]!.status]),
    [[0, "processing"]],
  );
  answer(CLEAN);
  const [change] = (await judged).moderation!.items;
  assert.deepEqual([change!.rev, change!.item.status, change!.jobs[0]!.status], [4, "approved", "completed"]);
});
