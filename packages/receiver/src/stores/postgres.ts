/** For several machines: what was handled is remembered in a table of a PostgreSQL. */
import {
  type AskPostgres,
  askPostgres,
  INSTALL_LOCK,
  type PostgresClient,
  type PostgresStoreOptions,
  readTable,
} from "./postgres-query.ts";
import type { Claim, DedupeStore, Lease } from "./store.ts";

/** How many rows one statement of a purge takes. */
const PURGED_AT_ONCE = 1_000;

export class PostgresStore implements DedupeStore {
  readonly #statements: Statements;
  readonly #query: AskPostgres<keyof Statements>;

  /** @throws RangeError when `table` is none */
  constructor(client: PostgresClient, options: PostgresStoreOptions = {}) {
    this.#statements = statementsOf(readTable(options.table ?? "tabellary_dedupe"));
    this.#query = askPostgres(client, this.#statements, options);
  }

  /** What `install` runs, for migrations of your own. */
  get schema(): string {
    return this.#statements.install;
  }

  /** Creates the table unless it is there. Once, at start. @throws StoreUnavailableError */
  async install(): Promise<void> {
    await this.#query("install", []);
  }

  async claim(keys: readonly string[], { owner, nowMs, untilMs }: Lease): Promise<readonly Claim[]> {
    if (keys.length === 0) return [];
    const won = new Set(await this.#keys("claim", [keys, owner, untilMs, nowMs]));
    const lost = keys.filter((key) => !won.has(key));
    const done = new Set(lost.length === 0 ? [] : await this.#keys("find", [lost]));
    return keys.map((key) => (won.delete(key) ? "claimed" : done.has(key) ? "done" : "busy"));
  }

  async complete(keys: readonly string[], { owner, nowMs }: Lease): Promise<void> {
    await this.#query("complete", [keys, owner, nowMs]);
  }

  async release(keys: readonly string[], { owner }: Lease): Promise<void> {
    await this.#query("release", [keys, owner]);
  }

  async purge(beforeMs: number): Promise<number> {
    for (let purged = 0; ; ) {
      const { length } = await this.#query("purge", [beforeMs, PURGED_AT_ONCE]);
      purged += length;
      if (length < PURGED_AT_ONCE) return purged;
    }
  }

  async #keys(what: keyof Statements, values: unknown[]): Promise<string[]> {
    return (await this.#query(what, values)).map((row) => (row as { key: string }).key);
  }
}

type Statements = ReturnType<typeof statementsOf>;

/** Rows are locked in the order of their keys, so that no two wait for each other. Each is found by the primary key. */
function statementsOf(table: string) {
  const index = `${table.split(".").at(-1)}_age`;
  const own = `
    SELECT key FROM ${table} WHERE key = ANY ($1::text[]) AND owner = $2 ORDER BY key FOR UPDATE`;
  return {
    install: `
      DO $$ BEGIN
        PERFORM pg_advisory_xact_lock(${INSTALL_LOCK});
        CREATE TABLE IF NOT EXISTS ${table} (
          key text COLLATE "C" PRIMARY KEY,
          owner text NOT NULL,
          until_ms bigint NOT NULL,
          completed_at_ms bigint
        );
        CREATE INDEX IF NOT EXISTS ${index} ON ${table} (coalesce(completed_at_ms, until_ms));
      END $$`,
    claim: `
      INSERT INTO ${table} AS known (key, owner, until_ms)
      SELECT DISTINCT key COLLATE "C", $2::text, $3::bigint FROM unnest($1::text[]) AS asked (key) ORDER BY 1
      ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, until_ms = excluded.until_ms
        WHERE known.completed_at_ms IS NULL AND known.until_ms <= $4::bigint
      RETURNING key`,
    find: `SELECT key FROM ${table} WHERE key = ANY ($1::text[]) AND completed_at_ms IS NOT NULL`,
    complete: `
      WITH own AS (${own})
      UPDATE ${table} AS known SET completed_at_ms = $3::bigint FROM own WHERE known.key = own.key`,
    release: `
      WITH own AS (${own})
      DELETE FROM ${table} AS known USING own WHERE known.key = own.key AND known.completed_at_ms IS NULL`,
    // By the index on the age.
    purge: `
      DELETE FROM ${table} WHERE key IN (
        SELECT key FROM ${table} WHERE coalesce(completed_at_ms, until_ms) < $1::bigint
        LIMIT $2::int FOR UPDATE SKIP LOCKED)
      RETURNING key`,
  };
}
