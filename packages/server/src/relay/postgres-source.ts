import pg from "pg";
import {
  BATCH_BYTES,
  BATCH_ROWS,
  halves,
  ofOneSite,
  type RelaySource,
  type SourceOptions,
  toRelayRow,
} from "./source.ts";

const CONNECT_MS_MAX = 5_000;
const ANSWER_MS_MAX = 30_000;

const COLUMNS = `no::text AS no, site, type, data, external_id, ordering_key,
  to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS occurred_at`;

/** Relies on the indices `_waiting` and `_batch` of the table. */
function statementsOf(table: string) {
  return {
    hold: `SELECT pg_try_advisory_lock(hashtextextended('tabellary relay ' || '${table}'::regclass::oid, 0)) AS is_held`,
    begun: `SELECT ${COLUMNS}, batch FROM ${table}
      WHERE batch = (SELECT batch FROM ${table} WHERE batch IS NOT NULL ORDER BY no LIMIT 1) ORDER BY ${table}.no`,
    waiting: `SELECT ${COLUMNS} FROM (
        SELECT p.*, sum(octet_length(data)) OVER (ORDER BY no) - octet_length(data) AS before FROM (
          SELECT * FROM ${table} WHERE batch IS NULL AND refused IS NULL ORDER BY no LIMIT ${BATCH_ROWS}) p) q
      WHERE before < ${BATCH_BYTES} ORDER BY q.no`,
    begin: `UPDATE ${table} SET batch = $1 WHERE no = ANY ($2::bigint[])`,
    rename: `UPDATE ${table} SET batch = $1 WHERE batch = $2`,
    delete: `DELETE FROM ${table} WHERE batch = $1`,
    setAside: `UPDATE ${table} SET batch = NULL, refused = now(), reason = $1 WHERE no = ANY ($2::bigint[])`,
  };
}

/**
 * The outbox in a PostgreSQL database, over one connection: while that lives, its lock holds the outbox for this relay.
 * A pooler between transactions would share the lock out; connect past it.
 */
export async function openPostgresSource(url: string, { table, newBatchId }: SourceOptions): Promise<RelaySource> {
  const sql = statementsOf(table);
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    query_timeout: ANSWER_MS_MAX,
    keepAlive: true,
    application_name: "tabellary relay",
  });
  // Whoever is asking hears of it by the query.
  client.on("error", () => undefined);
  await client.connect();

  async function transact<T>(work: () => Promise<T>): Promise<T> {
    await client.query("BEGIN");
    const result = await work();
    await client.query("COMMIT");
    return result;
  }

  return {
    async hold() {
      return (await client.query(sql.hold)).rows[0].is_held;
    },
    next: () =>
      transact(async () => {
        const begun = await client.query(sql.begun);
        if (begun.rows.length > 0) {
          const rows = begun.rows.map(toRelayRow);
          return { id: begun.rows[0].batch, site: rows[0]!.site, rows };
        }
        const waiting = await client.query(sql.waiting);
        if (waiting.rows.length === 0) return null;
        const rows = ofOneSite(waiting.rows.map(toRelayRow));
        const batch = { id: newBatchId(), site: rows[0]!.site, rows };
        await client.query(sql.begin, [batch.id, rows.map(({ no }) => no)]);
        return batch;
      }),
    async done({ id }) {
      await client.query(sql.delete, [id]);
    },
    setAside: ({ id }, rows, reason) =>
      transact(async () => {
        await client.query(sql.setAside, [reason.replaceAll("\0", "\uFFFD"), rows.map(({ no }) => no)]);
        await client.query(sql.rename, [newBatchId(), id]);
      }),
    split: ({ rows }) =>
      transact(async () => {
        for (const half of halves(rows)) await client.query(sql.begin, [newBatchId(), half.map(({ no }) => no)]);
      }),
    async close() {
      // Not waited for: a server that does not answer would not answer this either.
      client.end(() => undefined);
    },
  };
}
