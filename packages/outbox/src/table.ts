import { OutboxError } from "./event.ts";

/** What the table is called unless you say otherwise, here and to `tabellary relay --table`. */
export const DEFAULT_TABLE = "tabellary_outbox";

const NAME = /^[a-z_][a-z0-9_]{0,39}$/;
const NAME_WITH_SCHEMA = /^([a-z_][a-z0-9_]{0,39}\.)?[a-z_][a-z0-9_]{0,39}$/;

export const SQLITE_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

/**
 * The statements that make the table, for a migration of your own. The application fills `site` to `occurred_at`; the
 * relay writes `batch` before it sends, deletes what the hub has taken, and sets `refused` and `reason` on what the hub
 * will never take. Running them again does no harm.
 */
export function postgresTable(table: string = DEFAULT_TABLE): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${postgresName(table)} (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, site text, type text NOT NULL, data text NOT NULL,
  external_id text, ordering_key text, occurred_at timestamptz NOT NULL DEFAULT now(), batch text, refused timestamptz, reason text
)`,
    ...indices(table),
  ];
}

/** The same for SQLite. */
export function sqliteTable(table: string = DEFAULT_TABLE): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${sqliteName(table)} (
  no INTEGER PRIMARY KEY AUTOINCREMENT, site TEXT, type TEXT NOT NULL, data TEXT NOT NULL,
  external_id TEXT, ordering_key TEXT, occurred_at TEXT NOT NULL DEFAULT (${SQLITE_NOW}), batch TEXT, refused TEXT, reason TEXT
)`,
    ...indices(table),
  ];
}

function indices(table: string): string[] {
  const name = table.replace(".", "_");
  return [
    `CREATE INDEX IF NOT EXISTS ${name}_waiting ON ${table} (no) WHERE batch IS NULL AND refused IS NULL`,
    `CREATE INDEX IF NOT EXISTS ${name}_batch ON ${table} (batch, no) WHERE batch IS NOT NULL`,
  ];
}

/** Throws `OutboxError` for what is no plain name: it goes into SQL as it is. */
export function postgresName(table: string): string {
  if (NAME_WITH_SCHEMA.test(table)) return table;
  throw invalid(table, ", perhaps with a schema and a dot before it");
}

export function sqliteName(table: string): string {
  if (NAME.test(table)) return table;
  throw invalid(table, "");
}

function invalid(table: string, more: string): OutboxError {
  const rule = `a name is lower-case letters, digits and underscores, at most 40${more}`;
  return new OutboxError("invalid_table", `The table is called ${JSON.stringify(table)}, but ${rule}.`);
}
