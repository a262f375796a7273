import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { AcceptEntry } from "../../src/store/journal-entry.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";

const ENTRIES = 100_000;
const PER_COMMIT = 200;
const LOG_BYTES_MAX = 64 * 1024 * 1024;

test("the log stays short under commits without a pause, while somebody reads without a pause", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-log-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "tabellary.db");
  const store = await openSqliteStore(path);
  console.log(store.engine);
  const node = await store.join(1, 1e12);
  let isOver = false;
  let reads = 0;
  const query = { siteNo: 1, type: "not.there", externalId: null, before: null, from: 0n, limit: 50 };
  const reader = async () => {
    for (; !isOver; reads += 1) await store.listEvents(query);
  };
  const readers = [reader(), reader()];

  const payload = JSON.stringify("x".repeat(700));
  const commitMs: number[] = [];
  let longest = 0;
  for (let entry = 0; entry < ENTRIES; entry += PER_COMMIT) {
    const entries = Array.from({ length: PER_COMMIT }, (_, index) => accept(BigInt(entry + index + 1) * 4096n));
    const startedAt = performance.now();
    await store.commit(entries);
    commitMs.push(performance.now() - startedAt);
    longest = Math.max(longest, statSync(`${path}-wal`).size);
  }
  isOver = true;
  await Promise.all(readers);
  await store.close();
  commitMs.sort((one, other) => one - other);
  const p99 = commitMs[Math.floor(commitMs.length * 0.99)]!;
  t.diagnostic(
    `log at most ${(longest / 1e6).toFixed(1)} MB, commit p99 ${p99.toFixed(1)} ms, ${reads} reads meanwhile`,
  );
  assert.ok(reads > 10);
  assert.ok(longest < LOG_BYTES_MAX, `the log grew to ${longest} bytes`);

  function accept(seq: bigint): AcceptEntry {
    const target = { webhookNo: 1 + Number((seq / 4096n) % 10n), rev: 1, due: 1, isClaimed: true, laneKey: null };
    const event = { siteNo: 1, type: "a.b", orderingKey: null, externalId: null, occurredAt: null, payload };
    return {
      kind: "accept",
      version: 0,
      events: [{ ...event, seq, messageSeq: null, targets: [target] }],
      idempotency: null,
      now: 2,
      node,
    };
  }
});
