import assert from "node:assert/strict";
import { after, type TestContext, test } from "node:test";
import { NotDurableError } from "../../src/store/postgres/durability.ts";
import { openPostgresStore, type PostgresStoreOptions } from "../../src/store/postgres/postgres-store.ts";
import { StoreUnavailableError } from "../../src/store/store.ts";
import { BadNetwork } from "./bad-network.ts";
import { Subject } from "./conformance/subject.ts";
import { ask, newSchema, PATIENT, printEngine, startServer } from "./postgres-server.ts";

// A server of our own in any case: its backends are ended, and it is misconfigured.
const server = await startServer();
await printEngine(server);
after(() => server.stop());

async function open(t: TestContext, url = server.url, with_: Partial<PostgresStoreOptions> = {}) {
  const schema = newSchema();
  const store = await openPostgresStore(url, { schema, ...PATIENT, ...with_ });
  t.after(async () => {
    await store.close();
    await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  });
  const opened = { store, crash: () => assert.fail(), cleanup: async () => undefined };
  return { it: new Subject(opened), schema };
}

async function openCut(t: TestContext) {
  const { network, url } = await BadNetwork.start(t, server.url);
  return { network, ...(await open(t, url)) };
}

for (const where of ["before", "behind"] as const) {
  test(`the answer to a COMMIT is lost, cut ${where} it: the batch is kept once, and answered`, async (t) => {
    const { it, network, schema } = await openCut(t);
    const node = await it.join();
    const owed = await it.owe(node, it.target(1, { isClaimed: true }));
    const waiting = await it.owe(node, it.target(2));
    const attempt = it.attempt(owed);
    const results = [];
    for (const entry of [
      it.acceptEntry(node, [it.event({ targets: [it.target(1, { laneKey: 3n })] })]),
      it.settleEntry(node, { webhookNo: 1, seq: owed }, { attempt }),
      { kind: "claim", webhookNo: 2, limit: 9, maxBytes: 1e6, now: it.now, node } as const,
      { kind: "claim_lane", webhookNo: 1, laneKey: 3n, after: 0, limit: 9, maxBytes: 1e6, now: it.now, node } as const,
      { kind: "cancel", webhookNo: 2, seq: waiting, now: it.now } as const,
    ]) {
      network.atCommit = { what: "cut", where };
      results.push(await it.commit(entry));
    }
    assert.equal(network.hits, 5);
    const [accepted, settled, claimed, lane, cancelled] = results;
    assert.deepEqual(accepted, { kind: "accepted", tickets: [[{ laneSeq: it.now, isOwned: true, isHead: true }]] });
    assert.deepEqual(settled, { kind: "settled", ended: "success", isMoreInLane: false, tickets: [] });
    assert.equal(claimed!.kind === "claimed" && claimed!.deliveries.length, 1);
    assert.equal(lane!.kind === "claimed" && lane!.deliveries.length, 1);
    assert.deepEqual(cancelled, { kind: "cancelling" });
    const [{ events, attempts }] = (await ask(
      server.url,
      `SELECT (SELECT count(*)::int FROM ${schema}.event) AS events, (SELECT count(*)::int FROM ${schema}.attempt) AS attempts`,
    )) as [{ events: number; attempts: number }];
    assert.deepEqual([events, attempts], [3, 1]);
  });
}

test("a backend that is ended under a batch costs nothing: it is written again", async (t) => {
  const { it, schema } = await open(t);
  const node = await it.join();
  let isOver = false;
  const killing = (async () => {
    for (let kills = 0; !isOver || kills < 3; kills += 1) {
      await ask(
        server.url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'tabellary' AND state <> 'idle' AND query LIKE '%INSERT INTO event%' OR query = 'COMMIT'`,
      ).catch(() => undefined);
    }
  })();
  const kept = new Set<bigint>();
  let failed = 0;
  for (let round = 0; round < 100; round += 1) {
    const event = it.event();
    try {
      if ((await it.accept(node, event)).kind === "accepted") kept.add(event.seq);
    } catch (error) {
      assert.ok(error instanceof StoreUnavailableError, `${error}`);
      failed += 1;
    }
  }
  isOver = true;
  await killing;
  const rows = await ask(server.url, `SELECT seq::text FROM ${schema}.event`);
  const stored = new Set(rows.map((row) => BigInt(row.seq as string)));
  for (const seq of kept) assert.ok(stored.has(seq), "acknowledged and lost");
  t.diagnostic(`${kept.size} kept, ${failed} answered as unavailable`);
});

test("a server that does not sync is refused, unless losing commits is fine", async (t) => {
  for (const setting of ["fsync", "full_page_writes"]) {
    const lax = await startServer({ [setting]: "off" });
    t.after(() => lax.stop());
    await assert.rejects(openPostgresStore(lax.url, PATIENT), (error) => {
      assert.ok(error instanceof NotDurableError);
      return error.message.includes(setting);
    });
    await (await openPostgresStore(lax.url, { ...PATIENT, mayLoseCommits: true })).close();
  }
  await ask(server.url, "ALTER DATABASE postgres SET synchronous_commit = off");
  t.after(() => ask(server.url, "ALTER DATABASE postgres RESET synchronous_commit"));
  await assert.rejects(openPostgresStore(server.url, PATIENT), { code: "database_not_durable" });
});

test("many nodes that start at once bring the schema up to date together", async () => {
  const schema = newSchema();
  const stores = await Promise.all(
    Array.from({ length: 6 }, () => openPostgresStore(server.url, { schema, ...PATIENT })),
  );
  const nodes = await Promise.all(stores.map((store) => store.join(1_000, 1_000)));
  assert.deepEqual(nodes.map(({ no }) => no).sort(), [0, 1, 2, 3, 4, 5]);
  for (const store of stores) await store.close();
  await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
});
