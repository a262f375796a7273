import assert from "node:assert/strict";
import { after, type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { firstIdAt } from "../../src/model/ids.ts";
import type { NodeLease } from "../../src/store/journal-entry.ts";
import { Database } from "../../src/store/postgres/database.ts";
import { openPostgresStore, type PostgresStoreOptions } from "../../src/store/postgres/postgres-store.ts";
import { whenReached } from "../../src/store/postgres/when-reached.ts";
import { StoreUnavailableError } from "../../src/store/store.ts";
import { systemClock as clock } from "../../src/world.ts";
import { keeps, PATIENCE_MS, slowness } from "../promised.ts";
import { BadNetwork, type Where } from "./bad-network.ts";
import { DAY, Subject } from "./conformance/subject.ts";
import { ask, newSchema, printEngine, startServer } from "./postgres-server.ts";

/** The promise, and what the machine may take for the rest. */
const COMMIT_MS_MAX = 1_600 + 300;
/** Where connections are refused there is nothing to wait for. */
const REFUSED_MS_MAX = 1_000;
const GIVEN_UP_MS_MAX = 2_000;

// A server of our own in any case: it is killed, frozen and restarted.
const server = await startServer();
await printEngine(server);
after(() => server.stop());

async function open(t: TestContext, url = server.url, with_: Partial<PostgresStoreOptions> = {}) {
  const schema = newSchema();
  const opened = () => openPostgresStore(url, { schema, clock, ...with_ });
  const store = await whenReached(opened, { waitMs: PATIENCE_MS, onWait: () => undefined });
  let isClosed = false;
  t.after(async () => {
    if (!isClosed) await store.close();
    await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  });
  const close = async () => {
    isClosed = true;
    await store.close();
  };
  const it = new Subject({ store, crash: () => assert.fail(), cleanup: async () => undefined });
  it.now = clock.now();
  return { it, schema, close };
}

/** With a first event: its type is known from there on, so that the next COMMIT is that of a batch. */
async function openFar(t: TestContext) {
  const { network, url } = await BadNetwork.start(t, server.url);
  const { it, ...rest } = await open(t, url);
  const node = await it.join();
  const first = await keepAnother(it, node);
  return { network, it, node, first, ...rest };
}

/** It is refused in time, and for sure: nothing of it was written, nor will be. */
function assertAway(t: TestContext, call: () => Promise<unknown>, msMax = COMMIT_MS_MAX): Promise<void> {
  return keeps(t, { msMax, what: "a refusal" }, async () => {
    const startedAt = performance.now();
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof StoreUnavailableError, `${error}`);
      assert.equal(error.written, "none");
      return true;
    });
    return performance.now() - startedAt;
  });
}

/** The same of what does no harm when it is done all the same. */
function assertGivenUp(t: TestContext, call: () => Promise<unknown>): Promise<void> {
  return keeps(t, { msMax: GIVEN_UP_MS_MAX, what: "a refusal" }, async () => {
    const startedAt = performance.now();
    await assert.rejects(call, StoreUnavailableError);
    return performance.now() - startedAt;
  });
}

/** As an engine does it: what a busy machine kept from being written in time is written again. */
async function keepAnother(it: Subject, node: NodeLease): Promise<bigint> {
  for (;;) {
    const event = it.event();
    const kept = await it.accept(node, event).catch((error) => {
      assert.ok(error instanceof StoreUnavailableError && error.written === "none", `${error}`);
    });
    if (kept?.kind === "accepted") return event.seq;
  }
}

async function isPending(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const outcome = await Promise.race([promise.then(() => "settled"), setTimeout(ms, "pending")]);
  return outcome === "pending";
}

async function eventsIn(schema: string): Promise<bigint[]> {
  const rows = await ask(server.url, `SELECT seq::text FROM ${schema}.event ORDER BY seq`);
  return rows.map((row) => BigInt(row.seq as string));
}

test("a database that was killed is said to be away at once, and is used again when it is back", async (t) => {
  const { it, schema } = await open(t);
  const node = await it.join();
  const before = await keepAnother(it, node);
  await server.kill();
  try {
    await assertGivenUp(t, () => it.store.renew(node, it.now, 1_000));
    await assertGivenUp(t, () => it.store.loadCatalogue());
    await assertAway(t, () => it.accept(node, it.event()), REFUSED_MS_MAX);
    await assertAway(t, () => it.accept(node, it.event({ type: "never.seen" })), REFUSED_MS_MAX);
  } finally {
    await server.start();
  }
  const again = await keepAnother(it, node);
  assert.deepEqual(await eventsIn(schema), [before, again]);
});

test("a database that is stopping or starting (57P03) is away", async (t) => {
  const { it } = await open(t);
  const node = await it.join();
  const stay = new pg.Client({ connectionString: server.url });
  stay.on("error", () => undefined);
  await stay.connect();
  // A smart shutdown: it waits for the connections that there are, and takes no new ones.
  server.process.kill("SIGTERM");
  await stay.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tabellary'");
  for (;;) {
    const refusal = await ask(server.url, "SELECT 1").then(
      () => null,
      (error) => error.code,
    );
    if (refusal === "57P03") break;
  }
  try {
    await assertAway(t, () => it.accept(node, it.event()));
  } finally {
    await stay.end();
    await server.kill();
    await server.start();
  }
  await keepAnother(it, node);
});

test("a database that is frozen is not waited for", async (t) => {
  const { it, schema } = await open(t);
  const node = await it.join();
  const before = await keepAnother(it, node);
  const backends = await ask(server.url, "SELECT pid FROM pg_stat_activity WHERE application_name = 'tabellary'");
  const frozen = [server.process.pid!, ...backends.map((row) => row.pid as number)];
  for (const one of frozen) process.kill(one, "SIGSTOP");
  try {
    await assertAway(t, () => it.accept(node, it.event()));
    await assertAway(t, () => it.accept(node, it.event({ type: "never.seen" })));
    await assert.rejects(it.store.readEvent(null, 1n), StoreUnavailableError);
  } finally {
    for (const one of frozen) process.kill(one, "SIGCONT");
  }
  const last = await keepAnother(it, node);
  assert.deepEqual(await eventsIn(schema), [before, last], "what was refused is not written when it wakes");
});

test("a network that swallows everything is not waited for: not by a commit, a new type, a new day or a lease", async (t) => {
  const { it, network, schema, node, first } = await openFar(t);
  network.swallow();
  await assertAway(t, () => it.accept(node, it.event()));
  await assertAway(t, () => it.accept(node, it.event({ type: "never.seen" })));
  await assertAway(t, () => it.accept(node, it.event({ seq: firstIdAt(it.now + 9 * DAY) })));
  await assertAway(t, () => it.store.commit([]));
  await assertGivenUp(t, () => it.store.renew(node, it.now, 1_000));
  await assertGivenUp(t, () => it.store.readEvent(null, 1n));
  network.heal();
  const last = await keepAnother(it, node);
  assert.deepEqual(await eventsIn(schema), [first, last]);
});

for (const where of ["before", "behind"] satisfies Where[]) {
  test(`a COMMIT is swallowed ${where} the server: it is in doubt until the network is back, and then kept once`, async (t) => {
    const { it, network, schema, node, first } = await openFar(t);
    const event = it.event({ targets: [it.target(1, { laneKey: 3n })] });
    network.atCommit = { what: "swallow", where };
    const accepting = it.accept(node, event);
    assert.ok(await isPending(accepting, 3_500));
    network.heal();
    const accepted = await accepting;
    assert.ok(accepted.kind === "accepted");
    assert.deepEqual(accepted.tickets[0]![0]!.isOwned, true);
    assert.deepEqual(await eventsIn(schema), [first, event.seq]);
  });
}

test("a message of nothing is known by itself when the answer to its COMMIT is lost", async (t) => {
  const { it, network, node } = await openFar(t);
  const message = it.message({ verdict: "rejected", reason: "signature_mismatch" });
  network.atCommit = { what: "cut", where: "behind" };
  assert.deepEqual(await it.receive(node, message, []), { kind: "received", fates: [] });
  assert.equal((await it.store.readMessage(message.seq))!.verdict, "rejected");
});

test("a commit in doubt waits for a database that is restarted", async (t) => {
  const { it, network, schema, node, first } = await openFar(t);
  const event = it.event();
  network.atCommit = { what: "cut", where: "behind" };
  const accepting = it.accept(node, event);
  while (network.hits === 0) await setTimeout(1);
  await server.kill();
  assert.ok(await isPending(accepting, 2_500));
  await server.start();
  assert.equal((await accepting).kind, "accepted");
  assert.deepEqual(await eventsIn(schema), [first, event.seq]);
});

test("a commit in doubt is given up when the store is closed", async (t) => {
  const { it, network, node, close } = await openFar(t);
  network.atCommit = { what: "swallow", where: "behind" };
  const accepting = it.accept(node, it.event());
  const refused = assert.rejects(accepting, { code: "store_unavailable", written: "unknown" });
  while (network.hits === 0) await setTimeout(1);
  const startedAt = performance.now();
  await close();
  await refused;
  assert.ok(performance.now() - startedAt < 4_000 * slowness());
});

test("a process that stands still in the middle of a transaction holds the others up for seconds, not for ever", async (t) => {
  const { it, schema } = await open(t);
  const node = await it.join();
  const target = () => it.target(1, { laneKey: 3n });
  await it.owe(node, target());
  const options = { url: server.url, schema, answerMsMax: 1_500, preparesStatements: true, mayLoseCommits: false };
  const frozen = new Database(options);
  t.after(() => frozen.close());
  const [locked, woken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const standing = frozen.transact(async (tx) => {
    await tx.script("SELECT 1 FROM lane FOR UPDATE");
    locked.resolve();
    await woken.promise;
  });
  const refused = assert.rejects(standing, StoreUnavailableError);
  await locked.promise;
  const from = performance.now();
  let tries = 0;
  for (let isKept = false; !isKept; tries += 1) {
    await setTimeout(50);
    isKept = await it.owe(node, target()).then(
      () => true,
      (error) => {
        assert.equal(error.written, "none");
        return false;
      },
    );
  }
  assert.ok(performance.now() - from < 6_000 * slowness());
  woken.resolve();
  await refused;
  assert.equal((await eventsIn(schema)).length, 2, `each of ${tries} tries is kept or not, as it was told`);
});
