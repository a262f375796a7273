import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, type TestContext, test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import pg from "pg";
import { IdMaker } from "../../src/model/ids.ts";
import { REJECTED_KEPT } from "../../src/model/message.ts";
import type {
  AcceptEntry,
  NewEvent,
  NodeLease,
  ReceivedFate,
  ReceiveEntry,
  SettleEntry,
} from "../../src/store/journal-entry.ts";
import { openPostgresStore, type PostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { systemClock as clock } from "../../src/world.ts";
import { ask, findServer, newSchema, PATIENT } from "./postgres-server.ts";

const TTL = 600_000;

const server = await findServer();
after(() => server.stop());

/** A process with a store of its own. */
interface Node {
  store: PostgresStore;
  lease: NodeLease;
  ids: IdMaker;
}

async function openNodes(t: TestContext, count = 2): Promise<{ nodes: Node[]; schema: string }> {
  const schema = newSchema();
  const nodes: Node[] = [];
  t.after(async () => {
    for (const { store } of nodes) await store.close();
    await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  });
  for (let index = 0; index < count; index += 1) {
    const store = await openPostgresStore(server.url, { schema, ...PATIENT });
    const lease = await store.join(clock.now(), TTL);
    nodes.push({ store, lease, ids: new IdMaker(clock, lease.no) });
  }
  return { nodes, schema };
}

/** A message that tells of events by these ids. */
function receive({ lease, ids }: Node, told: readonly string[], with_: Partial<ReceiveEntry["message"]> = {}) {
  const seq = ids.take();
  const message: ReceiveEntry["message"] = {
    seq,
    sourceNo: 1,
    origin: "request",
    verdict: "accepted",
    reason: null,
    detail: null,
    method: "POST",
    query: "",
    headers: [],
    remoteAddress: null,
    body: Buffer.from("{}"),
    isBodyCut: false,
    replayOf: null,
    ...with_,
  };
  const events = told.map(
    (id): NewEvent => ({
      seq: ids.take(2),
      siteNo: 1,
      type: "a.b",
      orderingKey: null,
      externalId: id,
      occurredAt: null,
      payload: "{}",
      messageSeq: seq,
      targets: [{ webhookNo: 1, rev: 1, due: 1, isClaimed: false, laneKey: null }],
    }),
  );
  const now = clock.now();
  return { kind: "receive", version: 0, message, events, carried: [], now, node: lease } satisfies ReceiveEntry;
}

async function commit({ store }: Node, entries: readonly ReceiveEntry[]): Promise<(readonly ReceivedFate[])[]> {
  const results = await store.commit(entries);
  return results.map((result) => {
    assert.ok(result.kind === "received" && "fates" in result, inspect(result));
    return result.fates;
  });
}

const told = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1, maxLength: 4 });
const batches = fc.array(fc.array(told, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });

test("two nodes that are told of the same at once keep both messages, and each event once", async (t) => {
  const { nodes } = await openNodes(t);
  let runs = 0;
  const property = fc.asyncProperty(batches, batches, async (one, other) => {
    runs += 1;
    const known: { entry: ReceiveEntry; fates: readonly ReceivedFate[] }[] = [];
    const live = async (node: Node, program: typeof one) => {
      for (const batch of program) {
        const entries = batch.map((ids) =>
          receive(
            node,
            ids.map((id) => `${runs} ${id}`),
          ),
        );
        const fates = await commit(node, entries);
        known.push(...entries.map((entry, index) => ({ entry, fates: fates[index]! })));
      }
    };
    await Promise.all([live(nodes[0]!, one), live(nodes[1]!, other)]);
    const holders = new Map<string, bigint>();
    for (const { entry, fates } of known) {
      for (const [place, fate] of fates.entries()) {
        const { externalId, seq } = entry.events[place]!;
        if (fate.kind !== "accepted") continue;
        assert.ok(!holders.has(externalId!), `${externalId} was accepted twice`);
        holders.set(externalId!, seq);
      }
    }
    for (const { entry, fates } of known) {
      const message = (await nodes[0]!.store.readMessage(entry.message.seq))!;
      const made = entry.events.filter((_, place) => fates[place]!.kind === "accepted");
      assert.equal(message.verdict, made.length > 0 ? "accepted" : "duplicate");
      assert.deepEqual(
        message.made,
        made.map(({ seq }) => seq),
      );
      for (const [place, fate] of fates.entries()) {
        const { externalId } = entry.events[place]!;
        if (fate.kind === "duplicate") assert.equal(fate.eventSeq, holders.get(externalId!));
      }
    }
    for (const [externalId, seq] of holders) {
      const query = { siteNo: 1, type: null, externalId, before: null, from: 0n, limit: 5 };
      const { rows } = await nodes[1]!.store.listEvents(query);
      assert.deepEqual(
        rows.map((row) => row.seq),
        [seq],
      );
      assert.equal((await nodes[1]!.store.deliveriesOf(seq)).length, 1);
    }
  });
  await fc.assert(property, { numRuns: 25 });
});

for (const ending of ["COMMIT", "ROLLBACK"] as const) {
  test(`who is told of what another is just keeping waits for its ${ending}`, async (t) => {
    const { nodes, schema } = await openNodes(t, 1);
    const [node] = nodes;
    const other = new pg.Client({ connectionString: server.url });
    await other.connect();
    t.after(() => other.end());
    const theirs = node!.ids.take();
    const { rows } = await other.query("SELECT pg_backend_pid() AS pid");
    await other.query(`BEGIN; SET LOCAL search_path = ${schema};
      INSERT INTO external_id (site_no, external_id, seq) VALUES (1, 'e2', ${theirs})`);
    const [first, second] = [receive(node!, ["e1", "e2"]), receive(node!, ["e2", "e3"])];
    const committing = commit(node!, [first, second]);
    await isWaitedFor(rows[0].pid);
    await other.query(ending);
    const kinds = (await committing).map((fates) => fates.map(({ kind }) => kind));
    const whose = ending === "COMMIT" ? "duplicate" : "accepted";
    assert.deepEqual(kinds, [
      ["accepted", whose],
      ["duplicate", "accepted"],
    ]);
    const kept = await node!.store.readMessage(second.message.seq);
    assert.deepEqual(kept!.repeated, [ending === "COMMIT" ? theirs : first.events[1]!.seq]);
  });
}

/** Resolves when somebody waits for what that connection has locked. */
async function isWaitedFor(pid: number): Promise<void> {
  const query = `SELECT 1 FROM pg_stat_activity WHERE ${pid} = ANY (pg_blocking_pids(pid))`;
  while ((await ask(server.url, query)).length === 0);
}

for (const twin of ["event of a platform", "idempotency key"] as const) {
  test(`two nodes that settle in a lane, and are given the same ${twin} for it, do not wait in a circle`, async (t) => {
    const { nodes } = await openNodes(t);
    const targets = [{ webhookNo: 1, rev: 1, due: 1, isClaimed: false, laneKey: 3n }];
    const give = (node: Node, id: string): ReceiveEntry | AcceptEntry => {
      const entry = receive(node, [id]);
      const events = entry.events.map((event) => ({ ...event, targets }));
      if (twin === "event of a platform") return { ...entry, events };
      const hash = Buffer.from(id);
      const idempotency = { siteNo: 1, keyHash: hash, bodyHash: hash, answer: "{}" };
      const plain = events.map((event) => ({ ...event, externalId: null, messageSeq: null }));
      return { kind: "accept", version: 0, events: plain, idempotency, now: entry.now, node: entry.node };
    };
    const settle = (node: Node): SettleEntry => ({
      ...{ kind: "settle", webhookNo: 1, seq: 1n, type: "a.b", laneKey: 3n, attempt: null, health: null, events: [] },
      ...{ outcome: { kind: "end", status: "success", endedAt: 1 }, version: 0, now: clock.now(), node: node.lease },
    });
    const [one, other] = nodes as [Node, Node];
    await one.store.commit([give(one, "the lane is there")]);
    const before = await deadlocks();
    for (let round = 0; round < 40; round += 1) {
      // The one locks its lane ahead for the sake of what it settles, the other for the sake of what it is given.
      const settling = one.store.commit([settle(one), give(one, `${round}`)]);
      const [[, given], [alsoGiven]] = await Promise.all([settling, other.store.commit([give(other, `${round}`)])]);
      const kinds = [given!.kind, alsoGiven!.kind].sort();
      assert.deepEqual(kinds, twin === "idempotency key" ? ["accepted", "replayed"] : ["received", "received"]);
    }
    // A connection tells what it has counted when it ends, at the latest.
    for (const { store } of nodes.splice(0)) await store.close();
    assert.equal(await deadlocks(), before);
  });
}

async function deadlocks(): Promise<unknown> {
  const [row] = await ask(server.url, "SELECT sum(deadlocks)::int AS count FROM pg_stat_database");
  return row!.count;
}

test("two nodes that keep rejected messages at once let the oldest give way, and neither waits in a circle", async (t) => {
  const { nodes } = await openNodes(t);
  const rejected = { verdict: "rejected", body: new Uint8Array() } as const;
  const kept: bigint[] = [];
  const flood = async (node: Node) => {
    for (let at = 0; at < REJECTED_KEPT; at += 100) {
      const entries = Array.from({ length: 100 }, () => receive(node, [], rejected));
      await commit(node, entries);
      kept.push(...entries.map(({ message }) => message.seq));
    }
  };
  await Promise.all(nodes.map(flood));
  const last = receive(nodes[0]!, [], rejected);
  await commit(nodes[0]!, [last]);
  const query = { sourceNo: 1, verdict: "rejected", before: null, from: 0n, limit: 3 * REJECTED_KEPT } as const;
  const { rows } = await nodes[1]!.store.listMessages(query);
  const newest = [...kept, last.message.seq].sort((one, other) => (one < other ? 1 : -1)).slice(0, REJECTED_KEPT);
  assert.deepEqual(
    rows.map(({ seq }) => seq),
    newest,
  );
});

test("a note of a source that is just being deleted is not left behind", async (t) => {
  const { nodes, schema } = await openNodes(t);
  const [one, two] = nodes as [Node, Node];
  const site = { id: 1n, name: "shop", description: null, contract: "generic", isOperator: false, createdAt: 0 };
  await one.store.change({ kind: "create_site", site });
  const config = { name: null, platform: "github", active: true, allowedIps: null, maxAgeSeconds: null };
  for (let round = 0; round < 20; round += 1) {
    const source = { id: one.ids.take(), siteNo: 1, sealedSecrets: Uint8Array.of(1), createdAt: 0 };
    const made = await one.store.change({
      kind: "create_source",
      source: { ...source, config: { ...config, poll: null, reconcile: null } },
    });
    assert.ok(made.kind === "changed");
    await Promise.all([
      one.store.change({ kind: "delete_source", sourceNo: made.no, now: 1 }),
      two.store.note(["a", "b"].map((key) => ({ sourceNo: made.no, key, value: "1" }))),
    ]);
  }
  assert.deepEqual(await ask(server.url, `SELECT * FROM ${schema}.source_note`), []);
});

const migration = (name: string) =>
  readFileSync(new URL(`../../src/store/migrations/postgres/${name}.sql`, import.meta.url), "utf8");

test("days that an older version made are kept and dropped with their messages", async (t) => {
  const schema = newSchema();
  const names = ["0001-first", "0002-nodes-together", "0003-outbox-refused"];
  const day = 1_704_153_600_000; // 2024-01-02
  const [from, to] = [BigInt(86_400_000) << 22n, BigInt(2 * 86_400_000) << 22n];
  const tables = ["event", "delivery", "attempt"].map(
    (table) => `CREATE TABLE ${table}_20240102 PARTITION OF ${table} FOR VALUES FROM (${from}) TO (${to});`,
  );
  await ask(
    server.url,
    `CREATE SCHEMA ${schema}; SET search_path = ${schema};
     CREATE TABLE migration (no int PRIMARY KEY, name text NOT NULL, at timestamptz DEFAULT now());
     INSERT INTO migration (no, name) VALUES ${names.map((name, index) => `(${index + 1}, '${name}')`).join()};
     ${names.map(migration).join(";")}; ${tables.join("\n")}
     INSERT INTO type_name (name) VALUES ('a');
     INSERT INTO event (seq, version, site_no, type_no, targets, payload) VALUES (${from}, 0, 1, 1, '{}', '{}')`,
  );
  const store = await openPostgresStore(server.url, { schema, ...PATIENT });
  t.after(async () => {
    await store.close();
    await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  });
  const lease = await store.join(day, TTL);
  const node: Node = { store, lease, ids: new IdMaker({ ...clock, now: () => day }, lease.no) };
  const entry = receive(node, ["e1"]);
  await commit(node, [entry]);
  assert.equal((await store.readEvent(1, from))!.messageSeq, null);
  assert.deepEqual((await store.readMessage(entry.message.seq))!.made, [entry.events[0]!.seq]);
  assert.equal(await store.endDeleted(1, day, 10), 1);
  while (await store.prune(day + 2 * 86_400_000, 0, 100));
  assert.equal(await store.readMessage(entry.message.seq), null);
  const left = await ask(
    server.url,
    `SELECT relname FROM pg_class WHERE relname LIKE '%20240102' AND relnamespace = '${schema}'::regnamespace`,
  );
  assert.deepEqual(left, []);
});
