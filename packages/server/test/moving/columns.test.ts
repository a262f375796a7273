import assert from "node:assert/strict";
import { test } from "node:test";
import { DUMP_TABLES } from "../../src/store/dump.ts";
import { newPostgres, newSqlite, type Place } from "./engines.ts";

/** What is not moved, and why. */
const LEFT = {
  /** What was counted, under leases of nodes that are left: it is counted anew (docs/operations/moving.md). */
  figures: ["stat.*"],
  claims: ["lane.epoch", "lane.owner", "queue.epoch", "queue.owner"],
  /** What nodes have and say, until they are dead. */
  nodes: ["duty.*", "node.*", "word.*", "letter.*"],
  /** Of the engine itself. */
  engine: ["migration.*"],
  /** Written anew, from the events. */
  derived: ["external_id.*"],
  /** Accepted before (postgres/dump.ts), and what was refused of it stays where it can be looked up. */
  outbox: ["outbox.*", "outbox_refused.*"],
};

async function columnsOf(place: Place, text: string): Promise<Set<string>> {
  const rows = await place.ask(text);
  return new Set(rows.map((row) => `${row.table_name}.${row.column_name}`));
}

function assertComplete(columns: ReadonlySet<string>): void {
  const moved = DUMP_TABLES.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
  for (const column of moved) assert.ok(columns.has(column), `${column} is there`);
  const left = new Set<string>(Object.values(LEFT).flat());
  const forgotten = [...columns].filter(
    (column) => !moved.includes(column) && !left.has(column) && !left.has(column.replace(/\..*/, ".*")),
  );
  assert.deepEqual(forgotten, [], "each column is moved, or is left on purpose");
}

test("every column of SQLite's tables is in a dump, or is left out on purpose", async (t) => {
  const place = newSqlite(t);
  await (await place.open()).close();
  const text = `SELECT m.name AS table_name, c.name AS column_name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`;
  assertComplete(await columnsOf(place, text));
  assert.deepEqual(await place.ask("SELECT key FROM meta"), [{ __proto__: null, key: "catalogue_version" }]);
});

test("every column of PostgreSQL's tables is in a dump, or is left out on purpose", async (t) => {
  const place = newPostgres(t);
  await (await place.open()).close();
  const text = `SELECT c.relname AS table_name, a.attname AS column_name FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`;
  assertComplete(await columnsOf(place, text));
  const keys = await place.ask("SELECT key FROM meta ORDER BY key");
  assert.deepEqual(
    keys.map(({ key }) => key),
    ["catalogue_version", "health_version"],
    "what else there is would have to be moved, or not",
  );
});
