import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Arrivals, giveUp } from "../../src/engine/accept.ts";
import { Journal } from "../../src/engine/journal.ts";
import type { WebhookLanes } from "../../src/engine/lane.ts";
import { Lanes } from "../../src/engine/lanes.ts";
import { IdMaker } from "../../src/model/ids.ts";
import type { NewEvent, OwedDelivery } from "../../src/store/journal-entry.ts";
import { createReads, createWrites } from "../../src/store/sqlite/core.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { noFigures } from "../../src/telemetry/figures.ts";
import { noMetrics } from "../../src/telemetry/metrics.ts";
import { drain, VirtualTime } from "../simulation/virtual-time.ts";

const MIB = 1024 * 1024;

/** Lanes over a real store, without a dispatcher: what is ready is taken by hand. */
function create() {
  const db = new DatabaseSync(":memory:");
  migrate(db);
  const [writes, reads] = [createWrites(db), createReads(db)];
  const clock = new VirtualTime();
  /** Webhooks that have been deleted. */
  const gone = new Set<number>();
  const node = writes.join(clock.now(), 3_600_000);
  const ids = new IdMaker(clock, node.no);
  const journal = new Journal({
    store: { commit: async (entries) => writes.commit(entries) },
    clock,
    metrics: noMetrics,
    onFault: assert.fail,
  });
  const lanes = new Lanes({
    journal,
    store: { owedLanes: async (after, limit) => reads.owedLanes(after, limit) },
    clock,
    node: () => node,
    isCurrent: () => true,
    isHeld: () => false,
    isGone: (webhookNo) => gone.has(webhookNo),
    mannerOf: () => ({}),
    delivers: true,
    onReady: () => undefined,
  });

  /** Accepts one event for a webhook, as the engine does. `version` other than 0 is refused as stale. */
  const accept = (webhookNo: number, laneKey: bigint | null = null, { delayMs = 0, version = 0 } = {}): bigint => {
    const now = clock.now();
    const isClaimed = laneKey === null && delayMs === 0 && lanes.reserve(webhookNo);
    const event: NewEvent = {
      seq: ids.take(2),
      siteNo: 1,
      type: "a",
      orderingKey: null,
      externalId: null,
      occurredAt: null,
      payload: "{}",
      messageSeq: null,
      targets: [{ webhookNo, rev: 1, due: now + delayMs, isClaimed, laneKey }],
    };
    const entry = { kind: "accept", version, events: [event], idempotency: null, now, node } as const;
    journal.submit(entry, 300, (outcome) => {
      assert.ok(outcome.ok);
      if (outcome.result.kind === "accepted")
        new Arrivals({
          lanes,
          words: { say: () => assert.fail() },
          figures: noFigures,
          delivers: true,
          node: () => node,
          isCurrent: () => true,
        }).arrive([event], outcome.result.tickets, node);
      else giveUp([event], lanes);
    });
    return event.seq + 1024n;
  };
  /** Records what became of a delivery that was taken, as the engine does. */
  const settle = async (delivery: OwedDelivery, due: number | null) => {
    const { webhookNo, seq, laneKey } = delivery;
    const outcome =
      due === null ? ({ kind: "end", status: "cancelled", endedAt: 0 } as const) : ({ kind: "retry", due } as const);
    const common = { attempt: null, health: null, events: [], version: 0, now: clock.now(), node };
    journal.submit({ kind: "settle", webhookNo, seq, type: "a", laneKey, outcome, ...common }, 300, (settled) => {
      assert.ok(settled.ok && settled.result.kind === "settled");
      lanes.finish(delivery, due === null ? null : { due, attempts: delivery.attempts });
    });
    await drain();
  };
  const takeAll = async (webhookNo: number): Promise<bigint[]> => {
    const taken: bigint[] = [];
    await drain();
    for (let next = lanes.take(lanes.of(webhookNo)); next; next = lanes.take(lanes.of(webhookNo))) {
      taken.push(next.seq);
      await settle(next, null);
    }
    return taken;
  };
  return { accept, clock, gone, lanes, settle, take: (no: number) => lanes.take(lanes.of(no)), takeAll };
}

function assertEmpty(lanes: Lanes, webhook: WebhookLanes): void {
  assert.equal(lanes.size.ready, 0);
  assert.equal(webhook.lanes.get(null)?.reserved ?? 0, 0);
  assert.deepEqual(
    [...webhook.lanes.keys()].filter((key) => key !== null),
    [],
  );
}

describe("An unordered lane", () => {
  test("holds its window in memory and leaves the rest to the store, losing and repeating nothing", async () => {
    const { accept, lanes, takeAll } = create();
    const seqs = Array.from({ length: 300 }, () => accept(1));
    await drain();
    assert.equal(lanes.size.ready, 32);
    const taken = await takeAll(1);
    assert.deepEqual(taken.toSorted(), seqs.toSorted());
    assert.deepEqual(taken.slice(0, 32), seqs.slice(0, 32));
    assertEmpty(lanes, lanes.of(1));
  });

  test("gives back what was reserved for an event that was not kept", async () => {
    const { accept, lanes, takeAll } = create();
    for (let index = 0; index < 40; index += 1) accept(1, null, { version: 7 });
    await drain();
    assertEmpty(lanes, lanes.of(1));
    accept(1);
    assert.equal((await takeAll(1)).length, 1);
    assertEmpty(lanes, lanes.of(1));
  });

  test("gives back nothing twice when it is forgotten meanwhile", async () => {
    const { accept, lanes, takeAll } = create();
    accept(1, null, { version: 7 });
    accept(1);
    lanes.clear();
    await drain();
    await takeAll(1);
    assertEmpty(lanes, lanes.of(1));
  });

  test("waits for what is due later, and finds what became due while it was committed", async () => {
    const { accept, clock, takeAll } = create();
    accept(1, null, { delayMs: 5_000 });
    assert.deepEqual(await takeAll(1), []);
    await clock.advance(5_000);
    assert.equal((await takeAll(1)).length, 1);
    const late = accept(1, null, { delayMs: 1 });
    clock.jump(1);
    assert.deepEqual(await takeAll(1), [late]);
  });

  test("has a little ready though another webhook has filled the memory, and gets everything", async () => {
    const { accept, lanes, take, takeAll } = create();
    const huge = { webhookNo: 9, seq: 1n, laneKey: null, due: 0, event: { payload: { length: 65 * MIB } } };
    lanes.reserve(9);
    lanes.arrive(huge as unknown as OwedDelivery, true, null);
    const seqs = Array.from({ length: 5 }, () => accept(1));
    await drain();
    assert.equal(lanes.size.ready, 1 + 2, "the rest stays in the store");
    assert.deepEqual((await takeAll(1)).toSorted(), seqs.toSorted());
    take(9);
    assertEmpty(lanes, lanes.of(1));
  });

  test("takes no more than its share of the memory", async () => {
    const { accept, lanes, takeAll } = create();
    const keys = Array.from({ length: 60 }, (_, index) => BigInt(index + 1));
    const seqs = keys.flatMap((key) => Array.from({ length: 100 }, () => accept(1, key)));
    await drain();
    assert.equal(lanes.size.ready, 32_768 / 8);
    assert.deepEqual((await takeAll(1)).toSorted(), seqs.toSorted());
    assertEmpty(lanes, lanes.of(1));
  });
});

describe("An ordered lane", () => {
  test("gives out its deliveries in order and one at a time, whatever is accepted, read and tried again between", async () => {
    const step = fc.oneof(
      fc.record({ accept: fc.integer({ min: 1, max: 200 }) }),
      fc.record({ finish: fc.integer({ min: 1, max: 150 }), retryEvery: fc.integer({ min: 2, max: 9 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const { accept, clock, lanes, settle, take } = create();
        const [expected, taken]: [bigint[], bigint[]] = [[], []];
        const finish = async (count: number, retryEvery: number) => {
          for (let index = 1; index <= count; index += 1) {
            const delivery = take(1);
            if (delivery === undefined) return;
            assert.equal(take(1), undefined, "one is under way");
            const isRetry = index % retryEvery === 0;
            await settle(delivery, isRetry ? clock.now() : null);
            if (!isRetry) taken.push(delivery.seq);
          }
        };
        for (const one of steps) {
          if ("accept" in one) for (let index = 0; index < one.accept; index += 1) expected.push(accept(1, 0n));
          // Some of it runs while the commits are still under way.
          else await finish(one.finish, one.retryEvery);
        }
        await drain();
        await finish(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
        assert.deepEqual(taken, expected);
        assertEmpty(lanes, lanes.of(1));
      }),
      { numRuns: 40 },
    );
  });

  test("lets nothing past a head that waits, and goes on by itself when its time has come", async () => {
    const { accept, clock, lanes, settle, take } = create();
    const [first, second] = [accept(1, 0n), accept(1, 0n)];
    await drain();
    await settle(take(1)!, clock.now() + 30_000);
    assert.equal(take(1), undefined);
    assert.equal(lanes.size.ready, 0, "what waits for it waits in the store");
    await clock.advance(30_000);
    const again = take(1)!;
    assert.equal(again.seq, first);
    await settle(again, null);
    assert.equal(take(1)?.seq, second);
  });

  test("lets nothing past a head that is being cancelled, until its end is committed", async () => {
    const { accept, lanes, settle, take } = create();
    const [first, second, third] = [accept(1, 0n), accept(1, 0n), accept(1, 0n)];
    await drain();
    const withdrawn = lanes.withdraw(1, first)!;
    assert.equal(take(1), undefined);
    await settle(withdrawn, null);
    const next = take(1)!;
    assert.equal(next.seq, second);
    await settle(lanes.withdraw(1, third)!, null);
    assert.equal(take(1), undefined, "the second is still under way");
    await settle(next, null);
    assertEmpty(lanes, lanes.of(1));
  });

  test("sends its waiting head at once when a person asks", async () => {
    const { accept, clock, lanes, settle, take } = create();
    const seq = accept(1, 0n);
    await drain();
    await settle(take(1)!, clock.now() + 30_000);
    assert.ok(lanes.hurry(1, seq));
    assert.equal(take(1)?.seq, seq);
    assert.equal(lanes.hurry(1, seq), false, "it is under way");
  });

  test("stands at its old place when what was taken was not sent after all", async () => {
    const { accept, lanes, take, takeAll } = create();
    const [first, second] = [accept(1, 0n), accept(1, 0n)];
    await drain();
    lanes.putBack(take(1)!);
    assert.deepEqual(await takeAll(1), [first, second]);
  });

  test("is read again from the store when a delivery of it was lost", async () => {
    const { accept, lanes, take, takeAll } = create();
    const seqs = [accept(1, 0n), accept(1, 0n)];
    await drain();
    lanes.lose(take(1)!);
    assert.deepEqual(await takeAll(1), seqs);
    assertEmpty(lanes, lanes.of(1));
  });
});

describe("The lanes", () => {
  test("of one webhook are kept in memory to a bound; past it they are walked to, and none is forgotten", async () => {
    const { accept, lanes, takeAll } = create();
    const seqs = Array.from({ length: 2_500 }, (_, index) => accept(1, BigInt(1 + 7 * index)));
    await drain();
    assert.ok(lanes.size.lanes <= 1_024);
    const taken: bigint[] = [];
    for (let round = 0; round < 20; round += 1) taken.push(...(await takeAll(1)));
    assert.deepEqual(taken.toSorted(), seqs.toSorted());
    assertEmpty(lanes, lanes.of(1));
  });

  test("of a webhook that was deleted take in nothing more: what was on its way, or is asked for", async () => {
    const { accept, gone, lanes } = create();
    accept(1);
    accept(1, 5n);
    gone.add(1);
    lanes.drop(1);
    await drain();
    lanes.find(1, null);
    lanes.findOrdered(1);
    await drain();
    assert.deepEqual(lanes.size, { ready: 0, lanes: 0 });
  });

  test("leave nothing with those who still hold on to them when they are forgotten", async () => {
    const { accept, lanes, take } = create();
    accept(1);
    accept(1, 0n);
    accept(1, 5n);
    await drain();
    const held = lanes.of(1);
    const underWay = take(1)!;
    lanes.clear();
    assert.equal(lanes.take(held), undefined);
    assert.equal(lanes.size.ready, 0);
    lanes.finish(underWay, null);
    lanes.finish({ ...underWay, laneKey: 5n }, { due: 0, attempts: 1 });
    assert.deepEqual(lanes.size, { ready: 0, lanes: 0 });
  });
});
