import assert from "node:assert/strict";
import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { after, type TestContext, test } from "node:test";
import { NotDurableError } from "../../src/store/postgres/durability.ts";
import { openPostgresStore, type PostgresStoreOptions } from "../../src/store/postgres/postgres-store.ts";
import { StoreUnavailableError } from "../../src/store/store.ts";
import { systemClock as clock } from "../../src/world.ts";
import { Subject } from "./conformance/subject.ts";
import { ask, newSchema, startServer } from "./postgres-server.ts";

// A server of our own in any case: it is killed, frozen and misconfigured.
const server = await startServer();
after(() => server.stop());

const COMMIT = Buffer.from("COMMIT\0");

/** Stands between a store and the server, and cuts the connection at the next COMMIT: before or behind it. */
class Cutter {
  readonly #server: Server;
  cutNext: "before" | "behind" | null = null;
  cuts = 0;

  constructor(target: URL) {
    this.#server = createServer((near) => this.#join(near, createConnection(Number(target.port), target.hostname)));
  }

  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as { port: number }).port;
  }

  close(): void {
    this.#server.close();
  }

  #join(near: Socket, far: Socket): void {
    for (const socket of [near, far]) socket.on("error", () => undefined);
    far.pipe(near);
    far.on("close", () => near.destroy());
    near.on("close", () => far.destroy());
    near.on("data", (bytes: Buffer) => {
      if (this.cutNext === null || !bytes.includes(COMMIT)) return far.write(bytes);
      const where = this.cutNext;
      this.cutNext = null;
      this.cuts += 1;
      far.unpipe(near);
      near.destroy();
      // Ended, not reset: the server reads the COMMIT first.
      return where === "behind" ? far.end(bytes) : far.destroy();
    });
  }
}

async function open(t: TestContext, url = server.url, with_: Partial<PostgresStoreOptions> = {}) {
  const schema = newSchema();
  const store = await openPostgresStore(url, { schema, clock, ...with_ });
  t.after(async () => {
    await store.close();
    await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  });
  const opened = { store, crash: () => assert.fail(), cleanup: async () => undefined };
  return { it: new Subject(opened), schema };
}

async function openCut(t: TestContext) {
  const cutter = new Cutter(new URL(server.url));
  t.after(() => cutter.close());
  const url = server.url.replace(/:\d+\//, `:${await cutter.listen()}/`);
  return { cutter, ...(await open(t, url)) };
}

for (const where of ["before", "behind"] as const) {
  test(`the answer to a COMMIT is lost, cut ${where} it: the batch is kept once, and answered`, async (t) => {
    const { it, cutter, schema } = await openCut(t);
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
      cutter.cutNext = where;
      results.push(await it.commit(entry));
    }
    assert.equal(cutter.cuts, 5);
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

test("a database that went away is said so in two seconds, and used again when it is back", async (t) => {
  const { it } = await open(t);
  const node = await it.join();
  const before = it.event();
  await it.accept(node, before);
  await server.kill();
  for (const call of [
    () => it.accept(node, it.event()),
    () => it.store.renew(node, it.now, 1_000),
    () => it.store.loadCatalogue(),
  ]) {
    const startedAt = performance.now();
    await assert.rejects(call, StoreUnavailableError);
    assert.ok(performance.now() - startedAt < 2_000);
  }
  await assert.rejects(it.accept(node, it.event()), { code: "store_unavailable", written: "none" });
  await server.start();
  const again = it.event();
  assert.equal((await it.accept(node, again)).kind, "accepted");
  for (const { seq } of [before, again]) assert.ok(await it.store.readEvent(null, seq));
});

test("a database that does not answer is not waited for", async (t) => {
  const { it } = await open(t, server.url, { answerMsMax: 500 });
  const node = await it.join();
  const [{ pid }] = (await ask(server.url, "SELECT pg_backend_pid() AS pid")) as [{ pid: number }];
  assert.ok(pid > 0);
  const backends = await ask(server.url, "SELECT pid FROM pg_stat_activity WHERE application_name = 'tabellary'");
  const frozen = [server.process.pid!, ...backends.map((row) => row.pid as number)];
  for (const one of frozen) process.kill(one, "SIGSTOP");
  try {
    const startedAt = performance.now();
    await assert.rejects(it.accept(node, it.event()), StoreUnavailableError);
    await assert.rejects(it.store.readEvent(null, 1n), StoreUnavailableError);
    assert.ok(performance.now() - startedAt < 4_500, "two calls");
  } finally {
    for (const one of frozen) process.kill(one, "SIGCONT");
  }
  assert.equal((await it.accept(node, it.event())).kind, "accepted");
});

test("a server that does not sync is refused, unless losing commits is fine", async (t) => {
  for (const setting of ["fsync", "full_page_writes"]) {
    const lax = await startServer({ [setting]: "off" });
    t.after(() => lax.stop());
    await assert.rejects(openPostgresStore(lax.url, { clock }), (error) => {
      assert.ok(error instanceof NotDurableError);
      return error.message.includes(setting);
    });
    await (await openPostgresStore(lax.url, { clock, mayLoseCommits: true })).close();
  }
  await ask(server.url, "ALTER DATABASE postgres SET synchronous_commit = off");
  t.after(() => ask(server.url, "ALTER DATABASE postgres RESET synchronous_commit"));
  await assert.rejects(openPostgresStore(server.url, { clock }), { code: "database_not_durable" });
});

test("many nodes that start at once bring the schema up to date together", async () => {
  const schema = newSchema();
  const stores = await Promise.all(Array.from({ length: 6 }, () => openPostgresStore(server.url, { schema, clock })));
  const nodes = await Promise.all(stores.map((store) => store.join(1_000, 1_000)));
  assert.deepEqual(nodes.map(({ no }) => no).sort(), [0, 1, 2, 3, 4, 5]);
  for (const store of stores) await store.close();
  await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
});
