/**
 * Commits batches until it is killed, and writes down what was acknowledged. `node committer.ts <folder> <sync>`: with
 * `FULL` it is the store as the hub opens it; with another `PRAGMA synchronous`, a store that forgets.
 */
import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { AcceptEntry, SettleEntry } from "../../packages/server/src/store/journal-entry.ts";
import { createWrites } from "../../packages/server/src/store/sqlite/core.ts";
import { openForWriting } from "../../packages/server/src/store/sqlite/database.ts";
import { migrate } from "../../packages/server/src/store/sqlite/migrate.ts";
import { openSqliteStore } from "../../packages/server/src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../packages/server/src/store/store.ts";

const [folder, synchronous] = process.argv.slice(2) as [string, string];
const file = join(folder, "tabellary.db");
const acknowledged = openSync(join(folder, "acknowledged"), "a");
const PER_BATCH = 100;
const STEP = 1024n;

const store = synchronous === "FULL" ? await openSqliteStore(file) : openForgetful();
const node = await store.join(1, Number.MAX_SAFE_INTEGER);
let seq = STEP;
let settling: SettleEntry[] = [];
for (;;) {
  const accepting = Array.from({ length: PER_BATCH }, () => {
    seq += 3n * STEP;
    return accept(seq);
  });
  await store.commit([...settling, ...accepting]);
  const settled = settling.map((entry) => `settled ${entry.seq}\n`);
  const accepted = accepting.map((entry) => `accepted ${entry.events[0]!.seq}\n`);
  writeSync(acknowledged, [...settled, ...accepted].join(""));
  settling = accepting.map((entry) => settle(entry.events[0]!.seq));
}

function accept(eventSeq: bigint): AcceptEntry {
  const target = { webhookNo: 1, rev: 1, due: 1, isClaimed: true, laneKey: null };
  const nothing = { orderingKey: null, externalId: null, occurredAt: null, messageSeq: null };
  const event = { ...nothing, siteNo: 1, type: "a.b", targets: [target] };
  const payload = JSON.stringify({ is: `${eventSeq}`, filling: "x".repeat(600) });
  return {
    kind: "accept",
    version: 0,
    events: [{ ...event, seq: eventSeq, payload, messageSeq: null }],
    idempotency: null,
    now: 1,
    node,
  };
}

function settle(eventSeq: bigint): SettleEntry {
  const delivery = { webhookNo: 1, seq: eventSeq + STEP, type: "a.b", laneKey: null };
  const outcome = { kind: "end", status: "success", endedAt: 1 } as const;
  return { kind: "settle", ...delivery, attempt: null, outcome, health: null, events: [], version: 0, now: 1, node };
}

function openForgetful(): Pick<Store, "join" | "commit"> {
  const db = openForWriting(file);
  migrate(db);
  db.exec(`PRAGMA synchronous = ${synchronous}`);
  const writes = createWrites(db);
  const checkpoint = db.prepare("PRAGMA wal_checkpoint(PASSIVE)");
  let commits = 0;
  return {
    join: async (...args) => writes.join(...args),
    commit: async (entries) => {
      const results = writes.commit(entries);
      commits += 1;
      if (commits % 20 === 0) checkpoint.get();
      return results;
    },
  };
}
