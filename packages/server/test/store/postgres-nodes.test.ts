import assert from "node:assert/strict";
import { after, test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { ID_STEP, IdMaker } from "../../src/model/ids.ts";
import type { Entry, NodeLease, OwedDelivery, Result, SettleEntry } from "../../src/store/journal-entry.ts";
import { openPostgresStore, type PostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { systemClock as clock } from "../../src/world.ts";
import { ask, findServer, newSchema, PATIENT } from "./postgres-server.ts";

const TTL = 60_000;
const LANES = [1n, 2n, 3n];

const server = await findServer();
const schema = newSchema();
// Each with connections of its own, as two processes have.
const stores = [
  await openPostgresStore(server.url, { schema, ...PATIENT }),
  await openPostgresStore(server.url, { schema, ...PATIENT }),
];
after(async () => {
  for (const store of stores) await store.close();
  await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  await server.stop();
});

const wish = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant("ordered" as const),
      lanes: fc.array(fc.constantFrom(...LANES), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("unordered" as const), isClaimed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("claim" as const), limit: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("claim_lane" as const), lane: fc.constantFrom(...LANES) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant("settle" as const), goesOn: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("rejoin" as const) }) },
);
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;
const batches = fc.array(fc.array(wish, { minLength: 1, maxLength: 8 }), { maxLength: 12 });

interface Account {
  webhookNo: number;
  accepted: Map<bigint, { lane: bigint | null; place: number | null }>;
  /** Deliveries whose end was acknowledged, in that order. */
  ended: bigint[];
  /** The lease that was last told that a lane, or an unordered delivery, is its own. */
  owners: Map<bigint, string>;
}

/** A node that knows only what the store has told it, as the engine does. */
class Node {
  readonly #store: PostgresStore;
  readonly #account: Account;
  #lease!: NodeLease;
  #ids!: IdMaker;
  /** What it may settle: unordered ones that it has, and the head of each lane that it owns. */
  #held: Pick<OwedDelivery, "seq" | "laneKey">[] = [];

  constructor(store: PostgresStore, account: Account) {
    this.#store = store;
    this.#account = account;
  }

  async join(): Promise<void> {
    this.#lease = await this.#store.join(clock.now(), TTL);
    this.#ids = new IdMaker(clock, this.#lease.no, (await this.#store.loadCatalogue()).highestId);
  }

  leave(): Promise<void> {
    return this.#store.leave(this.#lease);
  }

  async freeDead(): Promise<void> {
    for (let at = await this.#store.freeDead(clock.now(), null); at; at = await this.#store.freeDead(clock.now(), at));
  }

  async live(program: readonly (readonly Wish[])[]): Promise<void> {
    for (const wishes of program) {
      const entries = wishes.flatMap((one) => this.#toEntry(one) ?? []);
      if (entries.length > 0) {
        // Told to another lease before this was handed in: it must be refused.
        const foreign = new Set(entries.filter((entry) => entry.kind === "settle" && this.#isForeign(entry)));
        const results = await this.#store.commit(entries);
        for (const [index, entry] of entries.entries())
          if (foreign.has(entry)) assert.equal(results[index]!.kind, "lost");
        this.#note(entries, results);
      }
      if (!wishes.some(({ what }) => what === "rejoin")) continue;
      // It goes on settling what it held: that is for the store to refuse.
      await this.leave();
      await this.join();
      await this.freeDead();
    }
  }

  /** Ends all that is owed, alone. */
  async finish(): Promise<void> {
    const { webhookNo } = this.#account;
    const common = { webhookNo, limit: 100, maxBytes: 1e6, now: clock.now(), node: this.#lease };
    for (;;) {
      const claims: Entry[] = [{ kind: "claim", ...common }];
      for (const laneKey of LANES) claims.push({ kind: "claim_lane", laneKey, after: 0, ...common });
      this.#note(claims, await this.#store.commit(claims));
      if (this.#held.length === 0) return;
      const settles = this.#held.splice(0).map((held) => this.#settle(held, false));
      this.#note(settles, await this.#store.commit(settles));
    }
  }

  #toEntry(one: Wish): Entry | null {
    const { webhookNo } = this.#account;
    const common = { webhookNo, maxBytes: 1e6, now: clock.now(), node: this.#lease };
    if (one.what === "claim") return { kind: "claim", limit: one.limit, ...common };
    if (one.what === "claim_lane") return { kind: "claim_lane", laneKey: one.lane, after: 0, limit: 1, ...common };
    if (one.what === "settle") {
      const held = this.#held.shift();
      return held ? this.#settle(held, one.goesOn) : null;
    }
    if (one.what === "rejoin") return null;
    const keys = one.what === "ordered" ? one.lanes : [null];
    const isClaimed = one.what === "unordered" && one.isClaimed;
    const targets = keys.map((laneKey) => ({ webhookNo, rev: 1, due: clock.now(), isClaimed, laneKey }));
    const seq = this.#ids.take(1 + targets.length);
    const event = {
      seq,
      siteNo: 1,
      type: "a.b",
      orderingKey: null,
      externalId: null,
      occurredAt: null,
      payload: "1",
      messageSeq: null,
    };
    const events = [{ ...event, targets }];
    return { kind: "accept", version: 0, events, idempotency: null, now: clock.now(), node: this.#lease };
  }

  #settle({ seq, laneKey }: Pick<OwedDelivery, "seq" | "laneKey">, goesOn: boolean): SettleEntry {
    const now = clock.now();
    const outcome = goesOn
      ? ({ kind: "retry", due: now } as const)
      : ({ kind: "end", status: "success", endedAt: now } as const);
    const what = { type: "a.b", attempt: null, health: null, events: [], version: 0, now, node: this.#lease };
    return { kind: "settle", webhookNo: this.#account.webhookNo, seq, laneKey, outcome, ...what };
  }

  get #name(): string {
    return `${this.#lease.no}/${this.#lease.epoch}`;
  }

  #isForeign({ seq, laneKey }: SettleEntry): boolean {
    return (this.#account.owners.get(laneKey ?? seq) ?? this.#name) !== this.#name;
  }

  #note(entries: readonly Entry[], results: readonly Result[]): void {
    for (const [index, entry] of entries.entries()) {
      const result = results[index]!;
      assert.notEqual(result.kind, "refused", inspect(result));
      if (entry.kind === "accept" && result.kind === "accepted" && "tickets" in result) {
        const [event] = entry.events;
        for (const [place, target] of event!.targets.entries()) {
          const seq = event!.seq + BigInt(place + 1) * ID_STEP;
          const ticket = result.tickets[0]![place]!;
          this.#account.accepted.set(seq, { lane: target.laneKey, place: ticket?.laneSeq ?? null });
          if (ticket?.isOwned) this.#account.owners.set(target.laneKey!, this.#name);
          if (target.isClaimed) this.#held.push({ seq, laneKey: null });
        }
      }
      if (result.kind === "claimed" && "deliveries" in result) {
        const found = entry.kind === "claim_lane" ? result.deliveries.slice(0, 1) : result.deliveries;
        for (const { seq, laneKey } of found) {
          this.#account.owners.set(laneKey ?? seq, this.#name);
          if (!this.#held.some((held) => held.seq === seq)) this.#held.push({ seq, laneKey });
        }
      }
      if (entry.kind === "settle" && result.kind === "settled" && "ended" in result && result.ended) {
        this.#account.ended.push(entry.seq);
      }
    }
  }
}

let webhooks = 0;

function byNumber(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

test("two nodes at once: every delivery ends once, and a lane's in its order", async () => {
  await fc.assert(
    fc.asyncProperty(batches, batches, async (one, other) => {
      webhooks += 1;
      const account: Account = { webhookNo: webhooks, accepted: new Map(), ended: [], owners: new Map() };
      const nodes = stores.map((store) => new Node(store, account));
      for (const node of nodes) await node.join();
      await Promise.all([nodes[0]!.live(one), nodes[1]!.live(other)]);
      await nodes[0]!.leave();
      await nodes[1]!.freeDead();
      await nodes[1]!.finish();
      await nodes[1]!.leave();

      assert.equal(new Set(account.ended).size, account.ended.length, "one ended twice");
      const lanesOf = (lane: bigint | null) => [...account.accepted].filter(([, known]) => known.lane === lane);
      assert.deepEqual(
        account.ended.toSorted(byNumber),
        [...account.accepted.keys()].toSorted(byNumber),
        "one never ended",
      );
      for (const lane of LANES) {
        const places = lanesOf(lane).map(([, { place }]) => place!);
        places.sort((low, high) => low - high);
        assert.deepEqual(
          places,
          places.map((_, index) => places[0]! + index),
          "places follow each other",
        );
      }
      for (const lane of LANES) {
        const ends = account.ended.filter((seq) => account.accepted.get(seq)!.lane === lane);
        const places = ends.map((seq) => account.accepted.get(seq)!.place!);
        assert.deepEqual(
          places,
          places.toSorted((low, high) => low - high),
          "a lane ended out of its order",
        );
      }
    }),
    { numRuns: 40 },
  );
});

test("nodes that claim at once share what is due, without a gap or a repeat", async () => {
  webhooks += 1;
  const webhookNo = webhooks;
  const nodes = await Promise.all(stores.map((store) => store.join(clock.now(), TTL)));
  const ids = new IdMaker(clock, nodes[0]!.no, (await stores[0]!.loadCatalogue()).highestId);
  const seqs = Array.from({ length: 400 }, () => ids.take(2));
  const targets = [{ webhookNo, rev: 1, due: 1, isClaimed: false, laneKey: null }];
  const fixed = {
    siteNo: 1,
    type: "a.b",
    orderingKey: null,
    externalId: null,
    occurredAt: null,
    payload: "1",
    messageSeq: null,
    targets,
  };
  const events = seqs.map((seq) => ({ ...fixed, seq }));
  await stores[0]!.commit([
    { kind: "accept", version: 0, events, idempotency: null, now: clock.now(), node: nodes[0]! },
  ]);
  const shares = await Promise.all(
    [0, 1, 0, 1].map(async (index) => {
      const had: bigint[] = [];
      for (;;) {
        const [claim] = await stores[index]!.commit([
          { kind: "claim", webhookNo, limit: 7, maxBytes: 1e6, now: clock.now(), node: nodes[index]! },
        ]);
        assert.ok(claim!.kind === "claimed" && "deliveries" in claim!);
        had.push(...claim.deliveries.map(({ seq }) => seq));
        if (claim.nextDue === null) return had;
      }
    }),
  );
  assert.deepEqual(shares.flat().toSorted(byNumber), seqs.map((seq) => seq + ID_STEP).toSorted(byNumber));
});
