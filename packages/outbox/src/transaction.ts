/** What an outbox writes with. The package knows no driver: it asks for the one method that each has. */
import { OutboxError } from "./event.ts";

/** A connection of `pg` (`Client`, or a `PoolClient`) with your transaction under way, or anything that does the same. */
export interface PostgresTransaction {
  query(text: string, values?: unknown[]): PromiseLike<unknown>;
}

/** `DatabaseSync` of node:sqlite, `Database` of better-sqlite3, or anything that does the same. */
export interface SqliteTransaction {
  prepare(sql: string): { run(...values: (string | null)[]): unknown };
}

export function isSqlite(tx: PostgresTransaction | SqliteTransaction): tx is SqliteTransaction {
  return "prepare" in tx && typeof tx.prepare === "function";
}

/** A pool would write on any of its connections, and so outside of the transaction: the very thing to be avoided. */
export function refusePool(tx: PostgresTransaction): void {
  if (!("totalCount" in tx && "idleCount" in tx)) return;
  throw new OutboxError(
    "no_transaction",
    "outbox() was given a pool. Give it the client that your transaction runs on: await pool.connect().",
  );
}
