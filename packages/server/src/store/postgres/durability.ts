import type { Database } from "./database.ts";
import { text } from "./rows.ts";
import { statement } from "./statement.ts";

/** The server would acknowledge what a power cut can take back. */
export class NotDurableError extends Error {
  readonly code = "database_not_durable";
}

const SETTINGS = statement(
  `SELECT name, setting FROM pg_settings
   WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'`,
);
const VERSION = statement("SELECT current_setting('server_version') AS version");

/** Refuses a server that does not sync what it commits. */
export async function checkDurability(db: Database): Promise<void> {
  // Outside of our transactions, which turn synchronous_commit on.
  const off = await db.withWriter((tx) => tx.rows(SETTINGS));
  if (off.length === 0 || db.options.mayLoseCommits) return;
  const names = off.map((row) => text(row, "name")).join(", ");
  throw new NotDurableError(
    `PostgreSQL runs with ${names} off, and may lose what it has acknowledged: switch it on, or say with TABELLARY_MAY_LOSE_COMMITS that losing commits is fine.`,
  );
}

export async function readServerVersion(db: Database): Promise<string> {
  return text((await db.withWriter((tx) => tx.one(VERSION)))!, "version");
}
