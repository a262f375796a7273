/** `node postgres-rate.ts`: accept + settle cycles a second on PostgreSQL, and what a commit's sync costs here. */

import pg from "pg";
import type { Attempt } from "../../src/model/delivery.ts";
import { IdMaker } from "../../src/model/ids.ts";
import type { AcceptEntry, NewEvent, NodeLease, SettleEntry } from "../../src/store/journal-entry.ts";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import type { Store } from "../../src/store/store.ts";
import { systemClock as clock } from "../../src/world.ts";
import { ask, findServer, newSchema } from "./postgres-server.ts";

const SECONDS = Number(process.argv[2] ?? 5);
const PAYLOAD = JSON.stringify("x".repeat(698));
const WEBHOOKS = 10;

const server = await findServer();
const schema = newSchema();
const store = await openPostgresStore(server.url, { schema, clock });
try {
  const node = await store.join(clock.now(), 1e9);
  const ids = new IdMaker(clock, node.no);
  console.log(`PostgreSQL ${store.serverVersion}; a commit of one row takes ${(await commitMs()).toFixed(2)} ms`);
  for (const connections of [1, 2]) {
    for (const perCommit of [1, 50, 100, 250]) {
      const rate = await measure(store, ids, node, connections, perCommit);
      console.log(`${connections} connection(s), ${perCommit} per commit: ${Math.round(rate)} cycles/s`);
    }
  }
} finally {
  await store.close();
  await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  await server.stop();
}

/** A commit writes so many new events, and settles those of the commit before. */
async function measure(store: Store, ids: IdMaker, node: NodeLease, connections: number, perCommit: number) {
  const until = clock.monotonic() + SECONDS * 1_000;
  let settled = 0;
  const startedAt = clock.monotonic();
  const connection = async () => {
    let owed: NewEvent[] = [];
    while (clock.monotonic() < until) {
      const accepts = Array.from({ length: perCommit }, () => accept(ids, node));
      const results = await store.commit([...owed.map((event) => settle(event, ids, node)), ...accepts]);
      for (const result of results) if (result.kind === "settled") settled += 1;
      owed = accepts.map(({ events }) => events[0]!);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return (settled * 1_000) / (clock.monotonic() - startedAt);
}

function accept(ids: IdMaker, node: NodeLease): AcceptEntry {
  const seq = ids.take(2);
  const target = { webhookNo: 1 + (Number(seq >> 10n) % WEBHOOKS), rev: 1, due: clock.now(), isClaimed: true };
  const event = {
    seq,
    siteNo: 1,
    type: "a.b",
    orderingKey: null,
    externalId: null,
    occurredAt: null,
    payload: PAYLOAD,
    messageSeq: null,
  };
  const events = [{ ...event, targets: [{ ...target, laneKey: null }] }];
  return { kind: "accept", version: 0, events, idempotency: null, now: clock.now(), node };
}

function settle(event: NewEvent, ids: IdMaker, node: NodeLease): SettleEntry {
  const now = clock.now();
  const deliverySeq = event.seq + 1024n;
  const attempt: Attempt = {
    seq: ids.take(),
    deliverySeq,
    number: 1,
    rev: 1,
    startedAt: now,
    durationMs: 3,
    statusCode: 200,
    failure: null,
    message: null,
    timings: { first_byte_ms: 2, total_ms: 3 },
    requestHeaders: { "x-webhook-signature": "0".repeat(64) },
    responseHeaders: [["content-type", "application/json"]],
    responseBody: Buffer.from('{"ok":true}'),
    isResponseCut: false,
  };
  const { webhookNo } = event.targets[0]!;
  const outcome = { kind: "end", status: "success", endedAt: now } as const;
  const what = { type: event.type, laneKey: null, attempt, outcome, health: null, events: [], version: 0, now, node };
  return { kind: "settle", webhookNo, seq: deliverySeq, ...what };
}

/** The median of a commit of one row, alone: a round trip, and the server's sync. */
async function commitMs(): Promise<number> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const times: number[] = [];
  for (let round = 0; round < 200; round += 1) {
    const startedAt = clock.monotonic();
    await client.query(`UPDATE ${schema}.meta SET value = value`);
    times.push(clock.monotonic() - startedAt);
  }
  await client.end();
  return times.sort((one, other) => one - other)[100]!;
}
