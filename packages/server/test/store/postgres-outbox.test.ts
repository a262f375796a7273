import assert from "node:assert/strict";
import { after, type TestContext, test } from "node:test";
import fc from "fast-check";
import { ID_STEP } from "../../src/model/ids.ts";
import type {
  EmitEntry,
  EmitFate,
  EmitResult,
  EmittedEvent,
  NewEvent,
  NodeLease,
} from "../../src/store/journal-entry.ts";
import { openPostgresStore, type PostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { BadNetwork } from "./bad-network.ts";
import { Subject } from "./conformance/subject.ts";
import { ask, findServer, newSchema, PATIENT } from "./postgres-server.ts";

const server = await findServer();
after(() => server.stop());

/** Stores on one schema, each with connections of its own, and what is in their outbox. */
class Emitting {
  readonly it: Subject;
  readonly stores: readonly PostgresStore[];
  readonly #schema: string;

  constructor(stores: readonly PostgresStore[], schema: string) {
    this.stores = stores;
    this.#schema = schema;
    const opened = { store: stores[0]!, crash: () => assert.fail(), cleanup: async () => undefined };
    this.it = new Subject(opened);
  }

  static async open(t: TestContext, count = 1, url = server.url): Promise<Emitting> {
    const schema = newSchema();
    const stores: PostgresStore[] = [];
    for (let i = 0; i < count; i += 1) stores.push(await openPostgresStore(url, { schema, ...PATIENT }));
    t.after(async () => {
      for (const store of stores) await store.close();
      await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
    });
    return new Emitting(stores, schema);
  }

  sql(text: string): Promise<Record<string, unknown>[]> {
    return ask(server.url, `SET search_path = ${this.#schema}; ${text}`);
  }

  /** Rows as `emit` leaves them; their numbers. */
  async leave(count: number, data = "{}"): Promise<bigint[]> {
    const rows = await this.sql(
      `INSERT INTO outbox (site_no, type, data, emitted) SELECT 1, 'a.b', '${data}', 17
       FROM generate_series(1, ${count}) RETURNING no`,
    );
    return rows.map(({ no }) => BigInt(no as string));
  }

  emitted(no: bigint, event: Partial<NewEvent> = {}, key?: string, body = "body"): EmittedEvent {
    const idempotency =
      key === undefined
        ? null
        : { siteNo: 1, keyHash: Buffer.from(key), bodyHash: Buffer.from(body), answer: `answer to ${key}` };
    return { no, event: this.it.event(event), idempotency };
  }

  entry(node: NodeLease, events: readonly EmittedEvent[], with_: Partial<EmitEntry> = {}): EmitEntry {
    return { kind: "emit", version: this.it.version, events, unfit: [], now: this.it.now, node, ...with_ };
  }

  async commit(entry: EmitEntry): Promise<readonly EmitFate[]> {
    const result = await this.it.commit(entry);
    assert.equal(result.kind, "emitted");
    return (result as Emitted).fates;
  }

  async waiting(): Promise<bigint[]> {
    return (await this.stores[0]!.shared.readOutbox(10_000, 1e9)).map(({ no }) => no);
  }

  async events(): Promise<bigint[]> {
    return (await this.sql("SELECT seq FROM event ORDER BY seq")).map(({ seq }) => BigInt(seq as string));
  }
}

type Emitted = Extract<EmitResult, { kind: "emitted" }>;

const ACCEPTED = { kind: "accepted", tickets: [] };

test("a row becomes an event, and goes in the same commit", async (t) => {
  const them = await Emitting.open(t);
  const node = await them.it.join();
  const [no, other] = await them.leave(2);
  const target = them.it.target(1, { laneKey: 3n });
  const emitted = them.emitted(no!, { targets: [target] });
  const [fate] = await them.commit(them.entry(node, [emitted]));
  assert.deepEqual(fate, { kind: "accepted", tickets: [{ laneSeq: them.it.now, isOwned: true, isHead: true }] });
  assert.deepEqual(await them.waiting(), [other]);
  assert.deepEqual(await them.events(), [emitted.event.seq]);
  assert.equal((await them.it.claimLane(node, 1, 3n)).kind, "claimed");
});

test("a row becomes one event, whoever takes it how often", async (t) => {
  const them = await Emitting.open(t, 2);
  const node = await them.it.join();
  const nos = await them.leave(3);
  const page = () =>
    them.entry(
      node,
      nos.map((no) => them.emitted(no)),
    );
  const [first, second] = await them.it.store.commit([page(), page()]);
  assert.deepEqual(first, { kind: "emitted", fates: [ACCEPTED, ACCEPTED, ACCEPTED] });
  const gone = { kind: "gone" };
  assert.deepEqual(second, { kind: "emitted", fates: [gone, gone, gone] }, "in one batch");
  assert.deepEqual(await them.commit(page()), [gone, gone, gone], "in another");
  assert.equal((await them.events()).length, 3);

  const more = await them.leave(40);
  const pages = them.stores.map((store) =>
    store.commit([
      them.entry(
        node,
        more.map((no) => them.emitted(no)),
      ),
    ]),
  );
  const results = await Promise.all(pages);
  const kinds = results.flatMap(([result]) => (result as Emitted).fates.map(({ kind }) => kind));
  assert.equal(kinds.filter((kind) => kind === "accepted").length, 40, "of two nodes at once");
  assert.equal((await them.events()).length, 43);
});

test("nothing is taken when the catalogue has moved", async (t) => {
  const them = await Emitting.open(t);
  const node = await them.it.join();
  await them.it.createWebhook();
  const [no] = await them.leave(1);
  const unfit = [{ no: no!, code: "x", reason: "x" }];
  for (const wanted of [them.entry(node, [them.emitted(no!)]), them.entry(node, [], { unfit })]) {
    assert.deepEqual(await them.it.commit({ ...wanted, version: 0 }), { kind: "stale" });
  }
  assert.deepEqual(await them.waiting(), [no]);
});

test("an idempotency key gives one event, by whichever way it comes first", async (t) => {
  const them = await Emitting.open(t);
  const node = await them.it.join();
  const nos = await them.leave(5);
  const page = [
    them.emitted(nos[0]!, {}, "key"),
    them.emitted(nos[1]!, {}, "key"),
    them.emitted(nos[2]!, {}, "key", "another body"),
    them.emitted(nos[3]!, {}, "other"),
  ];
  const fates = await them.commit(them.entry(node, page));
  assert.deepEqual(
    fates.map(({ kind }) => kind),
    ["accepted", "repeated", "set_aside", "accepted"],
  );
  const { idempotency } = page[0]!;
  const sent = them.it.acceptEntry(node, [them.it.event()], { idempotency });
  assert.deepEqual(await them.it.commit(sent), { kind: "replayed", answer: "answer to key" });
  const [later] = await them.commit(them.entry(node, [them.emitted(nos[4]!, {}, "other")]));
  assert.equal(later!.kind, "repeated");
  assert.equal((await them.events()).length, 2);
  assert.deepEqual(await them.waiting(), []);
  const refused = await them.sql("SELECT no, code, refused FROM outbox_refused");
  assert.deepEqual(refused, [{ no: `${nos[2]}`, code: "idempotency_key_reused", refused: `${them.it.now}` }]);
});

test("what cannot become an event is kept whole, with the reason, until it is old", async (t) => {
  const them = await Emitting.open(t);
  const node = await them.it.join();
  const [first, twin, unfit, gone] = await them.leave(4, '{"a":1}');
  await them.sql(`DELETE FROM outbox WHERE no = ${gone}`);
  const page = [them.emitted(first!, { externalId: "x" }), them.emitted(twin!, { externalId: "x" })];
  const odd = [
    { no: unfit!, code: "unsafe_string", reason: "a\0b" },
    { no: gone!, code: "x", reason: "x" },
  ];
  const fates = await them.commit(them.entry(node, page, { unfit: odd }));
  assert.deepEqual(fates[0], ACCEPTED);
  assert.match((fates[1] as { reason: string }).reason, /^Its external id belongs to evt_/);
  const rows = await them.sql("SELECT no, site_no, type, data, emitted, code, reason FROM outbox_refused ORDER BY no");
  const kept = { site_no: 1, type: "a.b", data: '{"a":1}', emitted: "17" };
  assert.deepEqual(rows, [
    { no: `${twin}`, ...kept, code: "external_id_taken", reason: (fates[1] as { reason: string }).reason },
    { no: `${unfit}`, ...kept, code: "unsafe_string", reason: "a\uFFFDb" },
  ]);
  assert.deepEqual(await them.waiting(), []);
  while (await them.it.store.prune(them.it.now, 0, 1));
  assert.equal((await them.sql("SELECT * FROM outbox_refused")).length, 2);
  while (await them.it.store.prune(them.it.now + 1, 0, 1));
  assert.equal((await them.sql("SELECT * FROM outbox_refused")).length, 0);
});

test("an entry that cannot be written leaves its rows, and costs nobody else's", async (t) => {
  const them = await Emitting.open(t);
  const node = await them.it.join();
  const nos = await them.leave(2);
  const odd = them.entry(node, [them.emitted(nos[0]!), them.emitted(nos[1]!, { seq: 1n << 63n })]);
  const other = them.it.acceptEntry(node, [them.it.event()]);
  const results = await them.it.store.commit([other, odd]);
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ["accepted", "refused"],
  );
  assert.deepEqual(await them.waiting(), nos);
  assert.equal((await them.events()).length, 1);
});

for (const where of ["before", "behind"] as const) {
  test(`the answer to a COMMIT is lost, cut ${where} it: a row becomes one event, or is set aside once`, async (t) => {
    const { network, url } = await BadNetwork.start(t, server.url);
    const them = await Emitting.open(t, 1, url);
    const node = await them.it.join();
    const [first, odd, alone] = await them.leave(3);
    const unfit = (no: bigint) => [{ no, code: "x", reason: "x" }];
    network.atCommit = { what: "cut", where };
    assert.deepEqual(await them.commit(them.entry(node, [them.emitted(first!)], { unfit: unfit(odd!) })), [ACCEPTED]);
    network.atCommit = { what: "cut", where };
    await them.commit(them.entry(node, [], { unfit: unfit(alone!) }));
    assert.equal(network.hits, 2);
    assert.equal((await them.events()).length, 1);
    assert.deepEqual(await them.waiting(), []);
    const refused = await them.sql("SELECT no FROM outbox_refused ORDER BY no");
    assert.deepEqual(refused, [{ no: `${odd}` }, { no: `${alone}` }]);
  });
}

test("the outbox is read by its numbers, so much at a time, and one row whatever its size", async (t) => {
  const them = await Emitting.open(t);
  const { shared } = them.stores[0]!;
  const nos = await them.leave(5, `{"a":"${"x".repeat(992)}"}`);
  const read = async (limit: number, bytes: number) => (await shared.readOutbox(limit, bytes)).map(({ no }) => no);
  assert.deepEqual(await read(3, 1e6), nos.slice(0, 3));
  assert.deepEqual(await read(9, 1_500), nos.slice(0, 2));
  assert.deepEqual(await read(9, 1), nos.slice(0, 1));
  const [row] = await shared.readOutbox(1, 1);
  const keys = { idempotencyKey: null, orderingKey: null, externalId: null };
  assert.deepEqual(row, { no: nos[0], siteNo: 1, type: "a.b", data: row!.data, ...keys, emittedAt: 17 });
});

test("two nodes that take the outbox at once make one event of each row, in each lane's order", async (t) => {
  const them = await Emitting.open(t, 2);
  const nodes = [await them.it.join(), await them.it.join()];
  let webhookNo = 0;
  const drain = async (
    store: PostgresStore,
    node: NodeLease,
    limits: readonly number[],
    rowOf: Map<bigint, bigint>,
  ) => {
    for (let round = 0; ; round += 1) {
      const rows = await store.shared.readOutbox(limits[round % limits.length]!, 1e9);
      if (rows.length === 0) return;
      const events = rows.map(({ no }) => {
        const emitted = them.emitted(no, { targets: [them.it.target(webhookNo, { laneKey: 1n })] });
        rowOf.set(emitted.event.seq, no);
        return emitted;
      });
      await store.commit([them.entry(node, events)]);
    }
  };
  const limits = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(limits, limits, async (...ofBoth) => {
      webhookNo += 1;
      const nos = await them.leave(60);
      const rowOf = new Map<bigint, bigint>();
      await Promise.all(them.stores.map((store, at) => drain(store, nodes[at]!, ofBoth[at]!, rowOf)));
      const rows = await them.sql(`SELECT seq FROM queue WHERE webhook_no = ${webhookNo} ORDER BY lane_seq`);
      const taken = rows.map(({ seq }) => rowOf.get(BigInt(seq as string) - ID_STEP));
      assert.deepEqual(taken, nos);
    }),
    { numRuns: 15 },
  );
});
