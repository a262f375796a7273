import pg from "pg";
import { StoreUnavailableError } from "../store.ts";
import { reasonOf } from "./faults.ts";

/**
 * Whether a pooler stands before the database, such as PgBouncer: it hands out a cancel key of its own (BackendKeyData,
 * postgresql.org/docs/current/protocol-flow.html), which a server makes with its backend's process id. What lives in a
 * session is not to be relied on then: the next transaction may run in another.
 */
export async function isPooled(url: string, answerMsMax: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: answerMsMax });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const text = "SELECT pg_backend_pid() AS pid";
    const { rows } = await client.query<{ pid: number }>({ text, query_timeout: answerMsMax } as pg.QueryConfig);
    return rows[0]!.pid !== (client as pg.Client & { processID: number }).processID;
  } catch (cause) {
    throw new StoreUnavailableError(`PostgreSQL cannot be reached: ${reasonOf(cause)}.`, "none", { cause });
  } finally {
    // Not waited for: a server that does not answer would not answer this either.
    client.end(() => undefined);
  }
}
