import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { DeliveryEnd } from "../../../src/model/delivery.ts";
import { firstIdAt, ID_STEP, IdMaker } from "../../../src/model/ids.ts";
import type { Clock } from "../../../src/model/ports.ts";
import type { DeliveryQuery, EventQuery, Page } from "../../../src/store/reads.ts";
import { type OpenStore, on, type Subject, seqs } from "./subject.ts";

const TYPES = ["a.one", "a.two", "a.rare"] as const;
const WEBHOOKS = [1, 2, 3];
const SITES = [1, 2];

interface Known {
  seq: bigint;
  siteNo: number;
  type: string;
  externalId: string | null;
  targets: { seq: bigint; webhookNo: number; status: DeliveryEnd | "pending" }[];
}

const history = fc.array(
  fc.record({
    siteNo: fc.constantFrom(...SITES),
    type: fc.constantFrom(...TYPES),
    hasExternalId: fc.boolean(),
    targets: fc.array(
      fc.record({
        webhookNo: fc.constantFrom(...WEBHOOKS),
        end: fc.constantFrom<DeliveryEnd | null>("success", "failed", "cancelled", null),
      }),
      { maxLength: 4 },
    ),
    waitMs: fc.nat(3),
    node: fc.nat(1),
  }),
  { maxLength: 30 },
);

/** Takes every page; a page is never longer than asked for. */
async function walk<T extends { seq: bigint }>(
  limit: number,
  read: (before: bigint | null) => Promise<Page<T>>,
): Promise<bigint[]> {
  const found: bigint[] = [];
  let before: bigint | null = null;
  do {
    const page: Page<T> = await read(before);
    assert.ok(page.rows.length <= limit);
    found.push(...seqs(page.rows));
    before = page.next;
  } while (before !== null);
  return found;
}

const newestFirst = (one: bigint, other: bigint) => (one < other ? 1 : -1);

async function live(it: Subject, steps: typeof history extends fc.Arbitrary<infer T> ? T : never): Promise<Known[]> {
  const nodes = [await it.join(), await it.join()];
  // Of one millisecond, an event of one node may stand between another's and its deliveries.
  const ids = nodes.map((_, number) => new IdMaker({ now: () => it.now } as Clock, number));
  const known: Known[] = [];
  for (const step of steps) {
    it.now += step.waitMs;
    const webhookNos = [...new Set(step.targets.map(({ webhookNo }) => webhookNo))];
    const first = ids[step.node]!.take(1 + webhookNos.length);
    const event = it.event({
      seq: first,
      siteNo: step.siteNo,
      type: step.type,
      externalId: step.hasExternalId ? `x-${first}` : null,
      targets: webhookNos.map((no) => it.target(no, { isClaimed: true })),
    });
    const node = nodes[step.node]!;
    await it.accept(node, event);
    const targets: Known["targets"] = [];
    for (const [index, webhookNo] of webhookNos.entries()) {
      const seq = first + BigInt(index + 1) * ID_STEP;
      const { end } = step.targets.find((target) => target.webhookNo === webhookNo)!;
      targets.push({ seq, webhookNo, status: end ?? "pending" });
      if (end === null) continue;
      const outcome = { kind: "end", status: end, endedAt: it.now } as const;
      await it.settle(node, { webhookNo, seq }, { type: step.type, outcome });
    }
    known.push({ seq: first, siteNo: step.siteNo, type: step.type, externalId: event.externalId, targets });
  }
  return known;
}

export function listing(open: OpenStore): void {
  describe("lists", () => {
    test("give what a plain model gives, newest first, without gap or repeat at any page length", async () => {
      const query = fc.record({
        siteNo: fc.constantFrom(...SITES),
        webhookNo: fc.constantFrom(null, ...WEBHOOKS),
        type: fc.constantFrom(null, ...TYPES, "never.seen"),
        status: fc.constantFrom(null, "pending", "success", "failed", "cancelled"),
        limit: fc.integer({ min: 1, max: 7 }),
        fromMs: fc.nat(20),
      });
      await fc.assert(
        fc.asyncProperty(history, fc.array(query, { minLength: 5, maxLength: 15 }), async (steps, queries) => {
          await on(open, async (it) => {
            const start = it.now;
            const known = await live(it, steps);
            for (const asked of queries) {
              const { siteNo, type, limit } = asked;
              const from = firstIdAt(start + asked.fromMs);
              const events = known.filter(
                (event) => event.siteNo === siteNo && event.seq >= from && (type ?? event.type) === event.type,
              );
              const eventQuery = { siteNo, type, from, limit, externalId: null };
              const listed = await walk(limit, (before) => it.store.listEvents({ ...eventQuery, before }));
              assert.deepEqual(listed, events.map(({ seq }) => seq).sort(newestFirst));

              // A webhook belongs to one site; the model's are shared, so its own list is asked for without the site.
              const inScope = asked.webhookNo === null ? events : known.filter(({ type: t }) => (type ?? t) === t);
              const owed = inScope
                .flatMap(({ targets }) => targets)
                .filter(
                  ({ seq, webhookNo }) => asked.webhookNo === null || (webhookNo === asked.webhookNo && seq >= from),
                )
                .filter(({ status }) => (asked.status ?? status) === status);
              const deliveryQuery = { ...asked, from } as Omit<DeliveryQuery, "before">;
              const deliveries = await walk(limit, (before) => it.store.listDeliveries({ ...deliveryQuery, before }));
              const expected = owed.map(({ seq }) => seq).sort(newestFirst);
              if (asked.webhookNo !== null) assert.deepEqual(deliveries, expected);
              else assert.deepEqual(deliveries.toSorted(newestFirst), expected);
            }
            for (const { seq, externalId, siteNo, type } of known) {
              if (externalId === null) continue;
              const query: EventQuery = { siteNo, type: null, externalId, before: null, from: 0n, limit: 5 };
              assert.deepEqual(seqs((await it.store.listEvents(query)).rows), [seq]);
              assert.deepEqual(seqs((await it.store.listEvents({ ...query, type })).rows), [seq]);
              assert.deepEqual((await it.store.listEvents({ ...query, type: "never.seen" })).rows, []);
              assert.deepEqual((await it.store.listEvents({ ...query, before: seq })).rows, []);
            }
          })();
        }),
        { numRuns: 15 },
      );
    });

    test(
      "miss nothing where events of two nodes and their deliveries stand between each other",
      on(open, async (it) => {
        const nodes = [await it.join(), await it.join()];
        const targets = [1, 2, 3].map((webhookNo) => it.target(webhookNo));
        const expected: bigint[] = [];
        for (const [number, node] of nodes.entries()) {
          const seq = new IdMaker({ now: () => it.now } as Clock, number).take(1 + targets.length);
          await it.accept(node, it.event({ seq, targets }));
          expected.push(...targets.map((_, index) => seq + BigInt(index + 1) * ID_STEP));
        }
        const query = { siteNo: 1, webhookNo: null, type: null, status: null, from: 0n };
        for (let limit = 1; limit <= expected.length; limit += 1) {
          const found = await walk(limit, (before) => it.store.listDeliveries({ ...query, limit, before }));
          assert.deepEqual(found.toSorted(newestFirst), expected.toSorted(newestFirst));
        }
      }),
    );

    test(
      "leave out the deliveries of webhooks that are named, of a site's",
      on(open, async (it) => {
        const node = await it.join();
        const expected: bigint[] = [];
        for (let n = 0; n < 20; n += 1) {
          const targets = [1, 2, 3].map((webhookNo) => it.target(webhookNo)).slice(n % 3);
          const event = it.event({ targets });
          await it.accept(node, event);
          for (const [index, { webhookNo }] of targets.entries()) {
            if (webhookNo === 1) expected.push(event.seq + BigInt(index + 1) * ID_STEP);
          }
        }
        const query = { siteNo: 1, webhookNo: null, except: [2, 3], type: null, status: null, from: 0n };
        for (const limit of [1, 3, 100]) {
          const found = await walk(limit, (before) => it.store.listDeliveries({ ...query, limit, before }));
          assert.deepEqual(found, expected.toReversed());
        }
      }),
    );

    test(
      "find what failed or is owed among many that succeeded, of any webhook of the site, in full pages",
      on(open, async (it) => {
        const node = await it.join();
        for (let webhooks = 0; webhooks < 3; webhooks += 1) await it.createWebhook();
        await it.createWebhook(2);
        const failed: bigint[] = [];
        const owed: bigint[] = [];
        for (let n = 0; n < 60; n += 1) {
          for (const webhookNo of [1, 2, 3, 4]) {
            const target = it.target(webhookNo, { isClaimed: true });
            const seq = await it.owe(node, target, { siteNo: webhookNo === 4 ? 2 : 1 });
            const isOurs = webhookNo < 3;
            if (n % 12 === webhookNo) {
              if (isOurs) owed.push(seq);
              continue;
            }
            const status = n % 10 === webhookNo ? ("failed" as const) : ("success" as const);
            await it.settle(node, { webhookNo, seq }, { outcome: { kind: "end", status, endedAt: it.now } });
            if (isOurs && status === "failed") failed.push(seq);
          }
        }
        for (const [status, expected] of [
          ["failed", failed],
          ["pending", owed],
          ["cancelled", []],
        ] as const) {
          const query = { siteNo: 1, webhookNo: null, except: [3], type: null, status, from: 0n };
          for (const limit of [1, 4, 100]) {
            const read = (before: bigint | null) => it.store.listDeliveries({ ...query, limit, before });
            assert.deepEqual(await walk(limit, read), expected.toSorted(newestFirst), `${status} by ${limit}`);
          }
          const [first] = (await it.store.listDeliveries({ ...query, before: null, limit: 100 })).rows;
          if (first) assert.equal(first.status, status === "pending" ? null : status);
          const half = expected.toSorted(newestFirst)[2];
          if (half === undefined) continue;
          const since = await it.store.listDeliveries({ ...query, from: half, before: null, limit: 100 });
          assert.equal(since.rows.length, 3);
        }
      }),
    );

    test(
      "look at so many rows for a rare filter, then answer short with a cursor that goes on",
      on(open, async (it) => {
        const node = await it.join();
        const rare = it.event({ type: "a.rare", targets: [it.target(1, { isClaimed: true })] });
        await it.accept(node, rare);
        for (let batch = 0; batch < 42; batch += 1) {
          const events = Array.from({ length: 500 }, () => it.event({ targets: [it.target(1)] }));
          await it.commit(it.acceptEntry(node, events));
        }
        const common = { siteNo: 1, type: "a.rare", before: null, from: 0n, limit: 10 };
        const first = await it.store.listEvents({ ...common, externalId: null });
        assert.deepEqual(first.rows, []);
        assert.ok(first.next !== null);
        const read = (before: bigint | null) => it.store.listEvents({ ...common, externalId: null, before });
        assert.deepEqual(await walk(10, read), [rare.seq]);
        for (const webhookNo of [null, 1]) {
          const query = { ...common, webhookNo, status: null };
          assert.ok((await it.store.listDeliveries(query)).next !== null);
          const found = await walk(10, (before) => it.store.listDeliveries({ ...query, before }));
          assert.deepEqual(found, [rare.seq + ID_STEP]);
        }
      }),
    );

    test(
      "pass over thousands of one type's to the few of a status",
      on(open, async (it) => {
        const node = await it.join();
        const type = "a.common";
        const failed: bigint[] = [];
        for (let batch = 0; batch < 5; batch += 1) {
          const event = it.event({ type, targets: [it.target(1, { isClaimed: true })] });
          await it.accept(node, event);
          const outcome = { kind: "end", status: "failed", endedAt: it.now } as const;
          await it.settle(node, { webhookNo: 1, seq: event.seq + ID_STEP }, { type, outcome });
          failed.unshift(event.seq + ID_STEP);
          const others = Array.from({ length: 499 }, () => it.event({ type, targets: [it.target(1)] }));
          await it.commit(it.acceptEntry(node, others));
        }
        const query = { siteNo: 1, webhookNo: null, except: [2], type, status: "failed", from: 0n } as const;
        for (const limit of [1, 2, 10]) {
          const read = (before: bigint | null) => it.store.listDeliveries({ ...query, limit, before });
          assert.deepEqual(await walk(limit, read), failed);
        }
      }),
    );

    test(
      "skip from lane to lane that is owed something",
      on(open, async (it) => {
        const node = await it.join();
        for (let repeat = 0; repeat < 3; repeat += 1) {
          await it.owe(node, it.target(2));
          await it.owe(node, it.target(2, { laneKey: 0n }));
          await it.owe(node, it.target(2, { laneKey: (1n << 62n) - 1n }));
          await it.owe(node, it.target(5, { laneKey: 9n }));
          await it.owe(node, it.target(7));
        }
        await it.owe(node, it.target(9, { isClaimed: true }));
        const all = [
          { webhookNo: 2, laneKey: null },
          { webhookNo: 2, laneKey: 0n },
          { webhookNo: 2, laneKey: (1n << 62n) - 1n },
          { webhookNo: 5, laneKey: 9n },
          { webhookNo: 7, laneKey: null },
        ];
        assert.deepEqual(await it.store.owedLanes(null, 100), all);
        for (const [index, lane] of all.entries()) {
          assert.deepEqual(await it.store.owedLanes(lane, 2), all.slice(index + 1, index + 3));
        }
      }),
    );
  });
}
