import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { IdMaker } from "../../src/model/ids.ts";
import type { Entry, LaneTicket, NodeLease, Result, SettleResult } from "../../src/store/journal-entry.ts";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { systemClock as clock } from "../../src/world.ts";
import { ask, findServer, newSchema, PATIENT } from "./postgres-server.ts";

const TTL = 3_600_000;
const LANE = 5n;

const server = await findServer();
const schema = newSchema();
// Each with connections of its own, as two processes have.
const stores = [
  await openPostgresStore(server.url, { schema, ...PATIENT }),
  await openPostgresStore(server.url, { schema, ...PATIENT }),
] as const;
const nodes = [await stores[0].join(clock.now(), TTL), await stores[1].join(clock.now(), TTL)] as const;
const ids = new IdMaker(clock, nodes[0].no, (await stores[0].loadCatalogue()).highestId);
/** A third party, which holds a lane as a node in the middle of a commit does. */
const third = new pg.Client({ connectionString: server.url });
await third.connect();
await third.query(`SET search_path = ${schema}`);
after(async () => {
  await third.end();
  for (const store of stores) await store.close();
  await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  await server.stop();
});

let webhooks = 0;

function accepting(webhookNo: number, node: NodeLease): { seq: bigint; entry: Entry } {
  const seq = ids.take(2);
  const targets = [{ webhookNo, rev: 1, due: clock.now(), isClaimed: false, laneKey: LANE }];
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
  const common = { version: 0, idempotency: null, now: clock.now(), node } as const;
  return { seq: seq + 1024n, entry: { kind: "accept", events: [{ ...event, targets }], ...common } };
}

function ending(webhookNo: number, seq: bigint, node: NodeLease): Entry {
  const now = clock.now();
  const outcome = { kind: "end", status: "success", endedAt: now } as const;
  const what = { type: "a.b", attempt: null, health: null, events: [], version: 0, now, node };
  return { kind: "settle", webhookNo, seq, laneKey: LANE, outcome, ...what };
}

function ticketOf([result]: readonly Result[]): LaneTicket {
  assert.ok(result!.kind === "accepted" && "tickets" in result!);
  return result.tickets[0]![0]!;
}

function settledOf([result]: readonly Result[]): Extract<SettleResult, { kind: "settled" }> {
  assert.ok(result!.kind === "settled");
  return result as Extract<SettleResult, { kind: "settled" }>;
}

/** A lane in which the first node owes one delivery; its id. */
async function beginLane(): Promise<{ webhookNo: number; seq: bigint }> {
  webhooks += 1;
  const { seq, entry } = accepting(webhooks, nodes[0]);
  assert.equal(ticketOf(await stores[0].commit([entry])).isOwned, true);
  return { webhookNo: webhooks, seq };
}

async function waitForWaiting(count: number): Promise<void> {
  for (;;) {
    const [row] = await ask(
      server.url,
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE wait_event_type = 'Lock' AND application_name = 'tabellary'`,
    );
    if (row!.count === count) return;
    await setTimeout(5);
  }
}

/** Holds the lane, lets `start` begin what has to wait for it, does `work` and commits. */
async function whileHeld<T>(webhookNo: number, start: () => Promise<T>, work: string): Promise<T> {
  await third.query("BEGIN");
  await third.query("SELECT 1 FROM lane WHERE webhook_no = $1 FOR UPDATE", [webhookNo]);
  const started = start();
  await waitForWaiting(1);
  await third.query(work);
  await third.query("COMMIT");
  return started;
}

test("an end and an acceptance at once: the one node is told that there is more, or the other has the lane", async () => {
  const seen = { told: 0, moved: 0 };
  for (let round = 0; round < 200; round += 1) {
    const { webhookNo, seq } = await beginLane();
    const next = accepting(webhookNo, nodes[1]);
    const [settled, ticket] = await Promise.all([
      stores[0].commit([ending(webhookNo, seq, nodes[0])]).then(settledOf),
      stores[1].commit([next.entry]).then(ticketOf),
    ]);
    assert.equal(ticket.isHead, ticket.isOwned);
    assert.equal(settled.isMoreInLane, !ticket.isOwned, "it would wait until somebody looks by chance");
    if (ticket.isOwned) seen.moved += 1;
    else seen.told += 1;
    const owner = ticket.isOwned ? 1 : 0;
    const last = await stores[owner].commit([ending(webhookNo, next.seq, nodes[owner])]);
    assert.equal(settledOf(last).isMoreInLane, false);
  }
  console.log(`${seen.told} times told, ${seen.moved} times moved`);
});

test("a lane that is emptied while a node waits to add to it is that node's", async () => {
  const { webhookNo, seq } = await beginLane();
  const ticket = await whileHeld(
    webhookNo,
    () => stores[1].commit([accepting(webhookNo, nodes[1]).entry]).then(ticketOf),
    `DELETE FROM queue WHERE webhook_no = ${webhookNo} AND seq = ${seq}`,
  );
  assert.deepEqual([ticket.isOwned, ticket.isHead], [true, true]);
});

test("a lane that is filled while a node waits to add to it is not taken", async () => {
  const { webhookNo, seq } = await beginLane();
  await stores[0].commit([ending(webhookNo, seq, nodes[0])]);
  const ticket = await whileHeld(
    webhookNo,
    () => stores[1].commit([accepting(webhookNo, nodes[1]).entry]).then(ticketOf),
    `INSERT INTO queue (seq, due, lane_key, lane_seq, webhook_no, place, rev, attempts, schedule_from, cancelling)
     VALUES (${ids.take(2)}, 1, ${LANE}, 1, ${webhookNo}, 1, 1, 0, 0, false)`,
  );
  assert.deepEqual([ticket.isOwned, ticket.isHead], [false, false]);
});

test("what is added while a node waits to end the last of a lane is told to it", async () => {
  const { webhookNo, seq } = await beginLane();
  const settled = await whileHeld(
    webhookNo,
    () => stores[0].commit([ending(webhookNo, seq, nodes[0])]).then(settledOf),
    `INSERT INTO queue (seq, due, lane_key, lane_seq, webhook_no, place, rev, attempts, schedule_from, cancelling)
     VALUES (${ids.take(2)}, 1, ${LANE}, ${clock.now() + 1}, ${webhookNo}, 1, 1, 0, 0, false)`,
  );
  assert.equal(settled.isMoreInLane, true);
});

test("a lane that a node which has just joined takes meanwhile is not taken from it", async () => {
  const { webhookNo } = await beginLane();
  await stores[0].leave(nodes[0]);
  const owner = 500 + webhookNo;
  const ticket = await whileHeld(
    webhookNo,
    () => stores[1].commit([accepting(webhookNo, nodes[1]).entry]).then(ticketOf),
    `INSERT INTO node (no, epoch, expires) VALUES (${owner}, 1, ${clock.now() + TTL});
     UPDATE lane SET owner = ${owner}, epoch = 1 WHERE webhook_no = ${webhookNo}`,
  );
  assert.deepEqual([ticket.isOwned, ticket.isHead], [false, false]);
});
