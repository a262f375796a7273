/** For one machine: what was handled is remembered in a file, across restarts and by all processes that open it. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { StoreMissingError, StoreUnavailableError } from "../errors.ts";
import type { Claim, DedupeStore, Lease } from "./store.ts";

export interface SqliteStoreOptions {
  /** How long a write waits for another process's, with this one standing still. Default: 1,000. */
  busyMsMax?: number;
}

/** `WITHOUT ROWID`: a row is found where its key is. The index is for `purge`. */
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  -- A crash of the process loses nothing; a power cut may lose what was completed in the last moment, which is then
  -- handled again if it comes again.
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS tabellary_dedupe (
    key TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    until_ms INTEGER NOT NULL,
    completed_at_ms INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS tabellary_dedupe_age ON tabellary_dedupe (coalesce(completed_at_ms, until_ms));`;

/** How many rows one transaction of a purge takes: other requests come in between. */
const PURGED_AT_ONCE = 1_000;

interface Statements {
  claim: StatementSync;
  find: StatementSync;
  complete: StatementSync;
  release: StatementSync;
  purge: StatementSync;
}

export class SqliteStore implements DedupeStore {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepare(database);
  }

  /**
   * Opens the file, and makes it when there is none.
   * @throws StoreMissingError where the runtime has no `node:sqlite`; StoreUnavailableError when the file cannot be opened
   */
  static async open(path: string, { busyMsMax = 1_000 }: SqliteStoreOptions = {}): Promise<SqliteStore> {
    const { DatabaseSync } = await importSqlite();
    return answer(`open ${path}`, () => {
      const database = new DatabaseSync(path);
      try {
        database.exec(`PRAGMA busy_timeout = ${Math.max(0, Math.trunc(busyMsMax))}; ${SCHEMA}`);
        return new SqliteStore(database);
      } catch (error) {
        database.close();
        throw error;
      }
    });
  }

  claim(keys: readonly string[], lease: Lease): readonly Claim[] {
    return this.#transact("claim", () => keys.map((key) => this.#claimOne(key, lease)));
  }

  #claimOne(key: string, { owner, nowMs, untilMs }: Lease): Claim {
    const { claim, find } = this.#statements;
    if (claim.run({ key, owner, nowMs, untilMs }).changes === 1) return "claimed";
    return find.get({ key })?.completed_at_ms === null ? "busy" : "done";
  }

  complete(keys: readonly string[], { owner, nowMs }: Lease): void {
    this.#transact("complete", () => {
      for (const key of keys) this.#statements.complete.run({ key, owner, nowMs });
    });
  }

  release(keys: readonly string[], { owner }: Lease): void {
    this.#transact("release", () => {
      for (const key of keys) this.#statements.release.run({ key, owner });
    });
  }

  async purge(beforeMs: number): Promise<number> {
    for (let purged = 0; ; await setImmediate()) {
      const { changes } = answer("purge", () => this.#statements.purge.run({ beforeMs, max: PURGED_AT_ONCE }));
      purged += Number(changes);
      if (Number(changes) < PURGED_AT_ONCE) return purged;
    }
  }

  close(): void {
    this.#database.close();
  }

  #transact<Result>(what: string, run: () => Result): Result {
    return answer(what, () => {
      this.#database.exec("BEGIN IMMEDIATE");
      try {
        const result = run();
        this.#database.exec("COMMIT");
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
        throw error;
      }
    });
  }
}

/** Each by the primary key; `purge` by `tabellary_dedupe_age`. */
function prepare(database: DatabaseSync): Statements {
  return {
    claim: database.prepare(`
      INSERT INTO tabellary_dedupe AS known (key, owner, until_ms) VALUES (:key, :owner, :untilMs)
      ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, until_ms = excluded.until_ms
        WHERE known.completed_at_ms IS NULL AND known.until_ms <= :nowMs`),
    find: database.prepare("SELECT completed_at_ms FROM tabellary_dedupe WHERE key = :key"),
    complete: database.prepare(
      "UPDATE tabellary_dedupe SET completed_at_ms = :nowMs WHERE key = :key AND owner = :owner",
    ),
    release: database.prepare(
      "DELETE FROM tabellary_dedupe WHERE key = :key AND owner = :owner AND completed_at_ms IS NULL",
    ),
    purge: database.prepare(`
      DELETE FROM tabellary_dedupe WHERE key IN (
        SELECT key FROM tabellary_dedupe WHERE coalesce(completed_at_ms, until_ms) < :beforeMs LIMIT :max)`),
  };
}

export async function importSqlite(): Promise<typeof import("node:sqlite")> {
  try {
    return await import("node:sqlite");
  } catch (error) {
    throw new StoreMissingError(
      "This runtime has no node:sqlite, which SqliteStore stands on. Node has it from 22.13 on. Use PostgresStore, or a DedupeStore of your own.",
      { cause: error },
    );
  }
}

/** @throws StoreUnavailableError for whatever SQLite throws */
export function answer<Result>(what: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw new StoreUnavailableError(`The SQLite store could not ${what}: ${String(error)}`, { cause: error });
  }
}
