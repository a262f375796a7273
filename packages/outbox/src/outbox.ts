import { COLUMNS, type OutboxEvent, toRow } from "./event.ts";
import { DEFAULT_TABLE, postgresName, postgresTable, SQLITE_NOW, sqliteName, sqliteTable } from "./table.ts";
import { isSqlite, type PostgresTransaction, refusePool, type SqliteTransaction } from "./transaction.ts";

export interface OutboxOptions {
  /** Where the rows go; `tabellary_outbox` if left out. A schema may stand before it: `app.outbox`. */
  table?: string;
}

export interface Outbox {
  /** Leaves the event in the outbox. It is sent if your transaction is committed, and never existed if not. */
  emit(event: OutboxEvent): Promise<void>;
}

/** The same where the driver does not wait: `emit` has written when it returns. */
export interface SyncOutbox {
  emit(event: OutboxEvent): void;
}

/**
 * The outbox of the transaction that runs on `tx`. Begin, commit and roll back as you always do.
 * Throws `OutboxError` `no_transaction` for a pool, and `invalid_table`.
 */
export function outbox(tx: SqliteTransaction, options?: OutboxOptions): SyncOutbox;
export function outbox(tx: PostgresTransaction, options?: OutboxOptions): Outbox;
export function outbox(
  tx: PostgresTransaction | SqliteTransaction,
  { table = DEFAULT_TABLE }: OutboxOptions = {},
): Outbox | SyncOutbox {
  if (isSqlite(tx)) {
    const sql = `${into(sqliteName(table))} (?, ?, ?, ?, ?, coalesce(?, ${SQLITE_NOW}))`;
    return {
      emit(event) {
        tx.prepare(sql).run(...toRow(event));
      },
    };
  }
  refusePool(tx);
  const sql = `${into(postgresName(table))} ($1, $2, $3, $4, $5, coalesce($6::timestamptz, now()))`;
  return {
    async emit(event) {
      await tx.query(sql, toRow(event));
    },
  };
}

function into(table: string): string {
  return `INSERT INTO ${table} (${COLUMNS.join(", ")}) VALUES`;
}

/** Makes the table if it is not there: once, in a migration or at the application's start. */
export function createOutbox(tx: SqliteTransaction, options?: OutboxOptions): void;
export function createOutbox(tx: PostgresTransaction, options?: OutboxOptions): Promise<void>;
export function createOutbox(
  tx: PostgresTransaction | SqliteTransaction,
  { table = DEFAULT_TABLE }: OutboxOptions = {},
): Promise<void> | void {
  if (!isSqlite(tx)) return createInPostgres(tx, table);
  for (const sql of sqliteTable(table)) tx.prepare(sql).run();
}

async function createInPostgres(tx: PostgresTransaction, table: string): Promise<void> {
  for (const sql of postgresTable(table)) await tx.query(sql);
}
