import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { createReads, createWrites } from "../../src/store/sqlite/core.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";

const GROWING = ["event", "queue", "delivery", "attempt", "lane", "idempotency"];

/** Every statement that the engine prepares, as it is written. */
function statementsOf(db: DatabaseSync): Set<string> {
  const statements = new Set<string>();
  const prepare = db.prepare.bind(db);
  db.prepare = (sql: string) => {
    statements.add(sql);
    return prepare(sql);
  };
  createWrites(db);
  createReads(db);
  db.prepare = prepare;
  return statements;
}

/** The tables that the plan walks from end to end, by their own names. */
function scansOf(db: DatabaseSync, sql: string): string[] {
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
  const scanned = plan.flatMap(({ detail }) => /^SCAN (\w+)/.exec(detail)?.[1] ?? []);
  const nameOf = (alias: string) => new RegExp(`\\b(\\w+) (?:AS )?${alias}\\b`).exec(sql)?.[1] ?? alias;
  return scanned.flatMap((alias) => [alias, nameOf(alias)]).filter((name) => GROWING.includes(name));
}

test("no statement walks a table that grows from end to end", () => {
  const db = new DatabaseSync(":memory:");
  migrate(db);
  const statements = [...statementsOf(db)].filter((sql) => /^\s*(SELECT|INSERT|UPDATE|DELETE)/.test(sql));
  assert.ok(statements.length > 60);
  const scanning = statements.map((sql) => ({ sql, scans: scansOf(db, sql) })).filter(({ scans }) => scans.length > 0);
  assert.deepEqual(scanning, []);
});

test("the check finds a scan, also behind an alias", () => {
  const db = new DatabaseSync(":memory:");
  migrate(db);
  assert.notDeepEqual(scansOf(db, "SELECT * FROM lane l WHERE l.touched < ?"), []);
  assert.notDeepEqual(scansOf(db, "DELETE FROM queue WHERE attempts = ?"), []);
  assert.deepEqual(scansOf(db, "SELECT * FROM lane WHERE webhook_no = ?"), []);
});
