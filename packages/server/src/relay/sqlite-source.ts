import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { tryLockFile } from "../store/sqlite/file-lock.ts";
import {
  BATCH_BYTES,
  BATCH_ROWS,
  halves,
  ofOneSite,
  type RelaySource,
  type SourceOptions,
  toRelayRow,
} from "./source.ts";

/** How long a transaction of the application may be in the way. */
const BUSY_MS_MAX = 5_000;

const COLUMNS = "CAST(no AS TEXT) AS no, site, type, data, external_id, ordering_key, occurred_at";

/** Relies on the indices `_waiting` and `_batch` of the table. */
function statementsOf(table: string) {
  return {
    begun: `SELECT ${COLUMNS}, batch FROM ${table}
      WHERE batch = (SELECT batch FROM ${table} WHERE batch IS NOT NULL ORDER BY no LIMIT 1) ORDER BY ${table}.no`,
    waiting: `SELECT ${COLUMNS} FROM (
        SELECT p.*, sum(octet_length(data)) OVER (ORDER BY no) - octet_length(data) AS before FROM (
          SELECT * FROM ${table} WHERE batch IS NULL AND refused IS NULL ORDER BY no LIMIT ${BATCH_ROWS}) p) q
      WHERE before < ${BATCH_BYTES} ORDER BY q.no`,
    begin: `UPDATE ${table} SET batch = ? WHERE no IN (SELECT CAST(value AS INTEGER) FROM json_each(?))`,
    rename: `UPDATE ${table} SET batch = ? WHERE batch = ?`,
    delete: `DELETE FROM ${table} WHERE batch = ?`,
    setAside: `UPDATE ${table} SET batch = NULL, refused = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), reason = ?
      WHERE no IN (SELECT CAST(value AS INTEGER) FROM json_each(?))`,
  };
}

/** The outbox in an SQLite file. A lock on a small file beside it holds the outbox for this relay. */
export async function openSqliteSource(file: string, { table, newBatchId }: SourceOptions): Promise<RelaySource> {
  const sql = statementsOf(table);
  const db = new DatabaseSync(file, { timeout: BUSY_MS_MAX });
  let lock: { release(): void } | null = null;
  const rowsOf = (text: string, ...values: SQLInputValue[]) => db.prepare(text).all(...values);
  const nosOf = (rows: readonly { no: string }[]) => JSON.stringify(rows.map(({ no }) => no));

  function transact<T>(work: () => T): T {
    db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      db.exec("COMMIT");
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }

  function takeNext() {
    const begun = rowsOf(sql.begun);
    if (begun.length > 0) {
      const rows = begun.map(toRelayRow);
      return { id: begun[0]!.batch as string, site: rows[0]!.site, rows };
    }
    const waiting = rowsOf(sql.waiting);
    const rows = ofOneSite(waiting.map(toRelayRow));
    const batch = { id: newBatchId(), site: rows[0]!.site, rows };
    rowsOf(sql.begin, batch.id, nosOf(rows));
    return batch;
  }

  return {
    async hold() {
      lock ??= tryLockFile(`${file}-relay-lock`);
      return lock !== null;
    },
    async next() {
      // Only a look: an application that writes is not disturbed while nothing waits.
      if (rowsOf(`SELECT 1 FROM ${table} WHERE refused IS NULL LIMIT 1`).length === 0) return null;
      return transact(takeNext);
    },
    async done({ id }) {
      rowsOf(sql.delete, id);
    },
    async setAside({ id }, rows, reason) {
      transact(() => {
        rowsOf(sql.setAside, reason, nosOf(rows));
        rowsOf(sql.rename, newBatchId(), id);
      });
    },
    async split({ rows }) {
      transact(() => {
        for (const half of halves(rows)) rowsOf(sql.begin, newBatchId(), nosOf(half));
      });
    },
    async close() {
      db.close();
      lock?.release();
    },
  };
}
