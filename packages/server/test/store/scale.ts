/** `node scale.ts`: what a backlog of a million costs the store. Says the figures; fails when one is over its limit. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createReads, createWrites } from "../../src/store/sqlite/core.ts";
import { openForReading, openForWriting } from "../../src/store/sqlite/database.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";

const OWED = 1_000_000;
const MS_MAX = 20;

const folder = mkdtempSync(join(tmpdir(), "tabellary-scale-"));
const path = join(folder, "tabellary.db");
const db = openForWriting(path);
try {
  migrate(db);
  db.exec(`
    INSERT INTO type_name VALUES (1, 'a.b'), (2, 'a.rare');
    BEGIN;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${OWED})
    INSERT INTO event SELECT i * 4096, 1, 1, 0, NULL, NULL, NULL, x'01000000', '"' || hex(zeroblob(350)) || '"' FROM n;
    INSERT INTO queue SELECT 1, seq + 1024, 1, 1, 1000, 0, 0, NULL, NULL, NULL, NULL, 0 FROM event;
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE)`);
  const writes = createWrites(db);
  const reads = createReads(openForReading(path));
  const node = writes.join(1, 1e12);
  const list = { siteNo: 1, type: null, before: null, from: 0n, limit: 50 };
  const rare = { ...list, type: "a.rare" };

  measure("claim of 64", MS_MAX, () => {
    const [claim] = writes.commit([{ kind: "claim", webhookNo: 1, limit: 64, maxBytes: 1e6, now: 2_000, node }]);
    assert.ok(claim?.kind === "claimed" && "deliveries" in claim && claim.deliveries.length === 64);
  });
  measure("owedLanes", MS_MAX, () => assert.equal(reads.owedLanes(null, 100).length, 1));
  measure("first page of events", MS_MAX, () => reads.listEvents({ ...list, externalId: null }));
  measure("first page of the site's deliveries", MS_MAX, () =>
    reads.listDeliveries({ ...list, webhookNo: null, status: null }),
  );
  measure("first page of the webhook's", MS_MAX, () => reads.listDeliveries({ ...list, webhookNo: 1, status: null }));
  measure("first page of what is pending", MS_MAX, () =>
    reads.listDeliveries({ ...list, webhookNo: 1, status: "pending" }),
  );
  measure("first page of what failed", MS_MAX, () => reads.listDeliveries({ ...list, webhookNo: 1, status: "failed" }));
  measure("a rare type, events", MS_MAX, () => reads.listEvents({ ...rare, externalId: null }));
  measure("a rare type, the webhook's", MS_MAX, () => reads.listDeliveries({ ...rare, webhookNo: 1, status: null }));
  measure("a rare status, the site's", MS_MAX, () =>
    reads.listDeliveries({ ...list, webhookNo: null, status: "failed" }),
  );
  measure("prune behind what is owed", null, () => writes.prune(Date.UTC(2025, 0, 1), 0, 100));
  measure("freeDead, the whole queue", null, () => {
    let at = writes.freeDead(2_000, null);
    while (at !== null) at = writes.freeDead(2_000, at);
  });
} finally {
  db.close();
  rmSync(folder, { recursive: true });
}

/** The median of five. */
function measure(what: string, limitMs: number | null, work: () => void): void {
  const times = Array.from({ length: 5 }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  }).sort((one, other) => one - other);
  console.log(`${what.padEnd(38)} ${times[2]!.toFixed(2).padStart(8)} ms, at worst ${times[4]!.toFixed(2)}`);
  if (limitMs !== null) assert.ok(times[2]! < limitMs, `${what} takes longer than ${limitMs} ms`);
}
