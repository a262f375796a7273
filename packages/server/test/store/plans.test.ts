import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { createReads, createWrites } from "../../src/store/sqlite/core.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";

/** What may be walked from end to end, and why that is little. */
const SMALL = new Map([
  ["node", "has one row for each of 1,024 numbers at most"],
  ["site", "is of the catalogue, which every hub has in memory as a whole"],
  ["api_key", "is of the catalogue"],
  ["event_type", "is of the catalogue"],
  ["webhook", "is of the catalogue"],
  ["source", "is of the catalogue"],
  ["rule_group", "is of the catalogue"],
  ["site_moderation", "is of the catalogue"],
  ["CONSTANT", "is no table"],
]);

/** The conditions of partial indices. A statement repeats one for the sake of its index, which must then be taken. */
const PARTIAL = [
  ["status <> 1", "delivery_ended"],
  ["verdict <> 1", "message_unusual"],
  ["external_id IS NOT NULL", "event_external"],
  ["inner_key IS NOT NULL", "webhook_inner"],
  ["native_id IS NOT NULL", "item_native"],
  ["app_media_id IS NOT NULL", "item_app"],
  ["author_id IS NOT NULL", "item_author"],
  ["status = 4 AND i.is_deleted = 0", "item_review"],
  ["j.status < 3 AND", "job_open"],
  ["owner IS NULL AND q.lane_seq IS NULL", "queue_due"],
  ["owner IS NULL AND lane_seq IS NULL", "queue_due"],
  ["lane_seq IS NOT NULL", "queue_lane"],
] as const;

/**
 * As ANALYZE finds them with 10,000,000 attempts at 20 webhooks: rows, then rows for each value of the first column, of
 * the first two, and so on. A hub never asks for them; they are there when a person has.
 */
const STATISTICS = [
  ["attempt", "attempt_delivery", "10700700 2 1"],
  ["delivery", "delivery", "10000000 500000 1"],
  ["delivery", "delivery_ended", "300400 15020 15020 1"],
  ["event", "event_site", "10300400 5150200 1"],
  ["event", "event_external", "2500000 2500000 1"],
  ["message", "message_source", "2500000 250000 1"],
  ["message", "message_unusual", "300000 30000 10000 1"],
  ["source_note", "source_note", "1000 10 1"],
  ["source", "source_site", "100 10"],
  ["item", "item_site", "1000000 100000 1"],
  ["item", "item_status", "1000000 100000 25000 1"],
  ["item", "item_review", "1000 100 1"],
  ["item", "item_native", "500000 50000 10000 1"],
  ["item", "item_app", "500000 50000 1 1"],
  ["item", "item_author", "900000 90000 20000 10 1"],
  ["job", "job_item", "1000000 1 1"],
  ["job", "job_site", "1000000 100000 1"],
  ["job", "job_status", "1000000 100000 25000 1"],
  ["job", "job_open", "1000 1"],
  ["decision", "decision_item", "1100000 2 1"],
  ["decision", "decision_site", "1100000 110000 1"],
  ["enforcement", "enforcement_item", "200000 2 1"],
  ["enforcement", "enforcement_open", "1000 1"],
  ["source", "sqlite_autoindex_source_1", "100 1"],
  ["queue", "queue", "1000 50 1"],
  ["queue", "queue_due", "200 10 1"],
  ["queue", "queue_lane", "100 5 2 1"],
  ["lane", "lane", "1000 50 1"],
  ["stat", "stat", "1000000 100000 10000 3300 1 1 1"],
  ["idempotency", "idempotency", "100000 50000 1"],
  ["idempotency", "idempotency_created", "100000 1"],
  ["type_name", "sqlite_autoindex_type_name_1", "61 1"],
  ["webhook_rev", "webhook_rev", "20 1 1"],
  ["webhook", "webhook_site", "20 20"],
  ["webhook", "sqlite_autoindex_webhook_1", "20 1"],
  ["site", "sqlite_autoindex_site_1", "2 1"],
] as const;

function openStore(statistics: readonly (readonly string[])[]): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  migrate(db);
  if (statistics.length === 0) return db;
  db.exec("ANALYZE");
  const add = db.prepare("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)");
  for (const row of statistics) add.run(...row);
  db.exec("ANALYZE sqlite_schema");
  return db;
}

/** Every statement that the engine prepares, as it is written. */
function statementsOf(db: DatabaseSync): string[] {
  const statements = new Set<string>();
  const prepare = db.prepare.bind(db);
  db.prepare = (sql: string) => {
    statements.add(sql);
    return prepare(sql);
  };
  createWrites(db);
  createReads(db);
  db.prepare = prepare;
  const read = [...statements].filter((sql) => !/^(SAVEPOINT|RELEASE|ROLLBACK)/.test(sql));
  assert.ok(read.length > 100);
  return read;
}

function planOf(db: DatabaseSync, sql: string): string[] {
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
  return plan.map(({ detail }) => detail);
}

/** What the plan walks from end to end, by its own name; a subquery is walked as far as its own LIMIT allows. */
function walksOf(db: DatabaseSync, sql: string): string[] {
  const walked = planOf(db, sql).flatMap((step) => /^SCAN (\(subquery|\w+)/.exec(step)?.[1] ?? []);
  return walked.filter((name) => !isBounded(name, sql));
}

function isBounded(name: string, sql: string): boolean {
  if (name === "(subquery" || new RegExp(`\\) ${name}\\b`).test(sql)) return /LIMIT|\(SELECT 1\)/.test(sql);
  const table = new RegExp(`\\b(?:FROM|JOIN|UPDATE) (\\w+) (?:AS )?${name}\\b`).exec(sql)?.[1] ?? name;
  return SMALL.has(table);
}

/** The partial indices that a statement's conditions are there for, and its plan leaves aside. */
function leftAside(db: DatabaseSync, sql: string): string[] {
  const plan = planOf(db, sql).join("\n");
  const wanted = PARTIAL.filter(([condition]) => sql.includes(condition)).map(([, index]) => index);
  return wanted.filter((index) => !plan.includes(index));
}

for (const [name, statistics] of [
  ["without statistics, as a hub leaves it", []],
  ["with the statistics of 10,000,000 attempts", STATISTICS],
] as const) {
  describe(`a store ${name}`, () => {
    const db = openStore(statistics);
    const statements = statementsOf(db);
    const faulty = (faultsOf: (sql: string) => string[]) =>
      statements.map((sql) => ({ sql, faults: faultsOf(sql) })).filter(({ faults }) => faults.length > 0);

    test("walks no table that grows from end to end", () => {
      assert.deepEqual(
        faulty((sql) => walksOf(db, sql)),
        [],
      );
    });

    test("sorts nothing: every order is that of an index", () => {
      assert.deepEqual(
        faulty((sql) => planOf(db, sql).filter((step) => /TEMP B-TREE|AUTOMATIC/.test(step))),
        [],
      );
    });

    test("takes the partial index whose condition a statement repeats", () => {
      assert.deepEqual(
        faulty((sql) => leftAside(db, sql)),
        [],
      );
    });
  });
}

test("the checks find a walk, also behind an alias, and an index that is left aside", () => {
  const db = openStore([]);
  assert.notDeepEqual(walksOf(db, "SELECT * FROM lane l WHERE l.touched < ?"), []);
  assert.notDeepEqual(walksOf(db, "SELECT * FROM webhook_rev WHERE created < ?"), []);
  assert.notDeepEqual(walksOf(db, "DELETE FROM queue WHERE attempts = ?"), []);
  assert.deepEqual(walksOf(db, "SELECT * FROM lane WHERE webhook_no = ?"), []);
  assert.deepEqual(walksOf(db, "SELECT * FROM webhook w WHERE w.health = ?"), []);
  assert.notDeepEqual(leftAside(db, "SELECT seq FROM delivery WHERE seq = ? AND webhook_no = ? AND status <> 1"), []);
});
