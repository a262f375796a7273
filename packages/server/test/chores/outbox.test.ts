import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Outbox } from "../../src/chores/outbox.ts";
import type { EmittedPage, EmittedRequest } from "../../src/engine/emitted.ts";
import { EntryRefusedError } from "../../src/engine/journal.ts";
import type { EmitResult } from "../../src/store/journal-entry.ts";
import type { OutboxRow } from "../../src/store/shared.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

function toRow(no: number, siteNo = 1): OutboxRow {
  const keys = { idempotencyKey: null, orderingKey: null, externalId: null };
  return { no: BigInt(no), siteNo, type: "a.b", data: "{}", ...keys, emittedAt: 0 };
}

function toRequest({ no, siteNo, type, data }: OutboxRow): EmittedRequest {
  const event = { type, data, externalId: null, occurredAt: null, orderingKey: null };
  return { no, siteNo, event, idempotency: null, toAnswer: () => "{}" };
}

/** A chore over a table of rows; what it takes leaves the table. */
function create(rows: OutboxRow[]) {
  const clock = new VirtualTime();
  const sites = new Set([1]);
  const state = {
    rows,
    isOnDuty: true,
    isAway: false,
    /** Rows that the store cannot write. */
    unwritable: new Set<bigint>(),
    staleFor: 0,
    asked: 0,
  };
  const pages: bigint[][] = [];
  const asides: [bigint, string][] = [];
  const troubles: string[] = [];
  const outbox = new Outbox({
    clock,
    shared: {
      takeDuty: async () => state.isOnDuty,
      async readOutbox(limit) {
        state.asked += 1;
        if (state.isAway) throw new Error("away");
        return state.rows.slice(0, limit);
      },
    },
    catalogue: {
      now: { version: 1, site: (no: number) => (sites.has(no) ? {} : undefined) } as never,
      load: async () => void sites.add(2),
    },
    emitted: {
      async take({ events, unfit }: EmittedPage): Promise<EmitResult> {
        if (state.staleFor-- > 0) return { kind: "stale" };
        if (events.some(({ no }) => state.unwritable.has(no))) throw new EntryRefusedError("it is too odd");
        const nos = [...events, ...unfit].map(({ no }) => no);
        pages.push(nos);
        state.rows = state.rows.filter(({ no }) => !nos.includes(no));
        return { kind: "emitted", fates: events.map(() => ({ kind: "accepted", tickets: [] })) };
      },
    },
    judge: async (page) => ({ events: page.filter(({ siteNo }) => sites.has(siteNo)).map(toRequest), unfit: [] }),
    node: () => ({ no: 1, epoch: 1 }),
    onSetAside: ({ no }, _code, reason) => void asides.push([no, reason]),
    onTrouble: ({ message }) => void troubles.push(message),
  });
  return { outbox, clock, state, pages, asides, troubles };
}

function nosFrom(first: number, last: number): bigint[] {
  return Array.from({ length: last - first + 1 }, (_, index) => BigInt(first + index));
}

describe("The outbox", () => {
  test("is taken page after page until nothing waits, in the order of its numbers", async () => {
    const { outbox, clock, pages, state } = create(nosFrom(1, 1_200).map((no) => toRow(Number(no))));
    outbox.look();
    await clock.advance(0);
    assert.deepEqual(pages, [nosFrom(1, 500), nosFrom(501, 1_000), nosFrom(1_001, 1_200)]);
    assert.equal(state.asked, 4);
  });

  test("is looked at once more when somebody emits while it is being taken", async () => {
    const { outbox, clock, pages, state } = create([toRow(1)]);
    outbox.look();
    outbox.look();
    state.rows.push(toRow(2));
    await clock.advance(0);
    assert.deepEqual(pages.flat(), [1n, 2n]);
  });

  test("with a row in it that cannot be written, everything else becomes events, and that one is set aside", async () => {
    const { outbox, clock, pages, asides, state } = create(nosFrom(1, 100).map((no) => toRow(Number(no))));
    state.unwritable = new Set([7n, 42n]);
    outbox.look();
    await clock.advance(0);
    assert.deepEqual(pages.flat(), nosFrom(1, 100), "in order all the same");
    assert.deepEqual(asides, [
      [7n, "It could not be kept: it is too odd"],
      [42n, "It could not be kept: it is too odd"],
    ]);
  });

  test("is judged again when the catalogue has moved", async () => {
    const { outbox, clock, pages, state } = create([toRow(1)]);
    state.staleFor = 3;
    outbox.look();
    await clock.advance(0);
    assert.deepEqual(pages, [[1n]]);
  });

  test("may name a site that another node made a moment ago", async () => {
    const { outbox, clock, pages } = create([toRow(1, 2)]);
    outbox.look();
    await clock.advance(0);
    assert.deepEqual(pages, [[1n]]);
  });

  test("waits while the store is away, and is taken when somebody looks again", async () => {
    const { outbox, clock, pages, troubles, state } = create([toRow(1)]);
    state.isAway = true;
    outbox.look();
    await clock.advance(10_000);
    assert.deepEqual(troubles, ["away"]);
    state.isAway = false;
    outbox.look();
    await clock.advance(0);
    assert.deepEqual(pages, [[1n]]);
  });

  test("is another node's while that one gets on with it, and this one's when it does not", async () => {
    const { outbox, clock, pages, state } = create([toRow(1)]);
    state.isOnDuty = false;
    for (let no = 1; no <= 5; no += 1) {
      state.rows = [toRow(no)];
      outbox.look();
      await clock.advance(1_500);
    }
    assert.deepEqual(pages, [], "the other one takes them");
    await clock.advance(3_000);
    assert.deepEqual(pages, [[5n]]);
    const { asked } = state;
    await clock.advance(60_000);
    assert.equal(state.asked, asked, "with nothing there, nothing is asked");
  });

  test("is left alone once it is stopped", async () => {
    const { outbox, clock, pages, state } = create([toRow(1)]);
    state.isOnDuty = false;
    outbox.look();
    await clock.advance(0);
    await outbox.stop();
    state.isOnDuty = true;
    outbox.look();
    await clock.advance(60_000);
    assert.deepEqual(pages, []);
  });
});
