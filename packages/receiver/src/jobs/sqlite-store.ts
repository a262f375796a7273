/** For one machine: pending jobs in a file, across restarts and by all processes that open it. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { importSqlite, type SqliteStoreOptions, answer as tell } from "../stores/sqlite.ts";
import type { Lease } from "../stores/store.ts";
import type { JobKind, JobOutcome, JobStore, PendingJob } from "./store.ts";

/** `tabellary_jobs_pending` is for `listPending`, `tabellary_jobs_settled` for `purge`. */
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  -- A job that is forgotten in a power cut would never be asked after.
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS tabellary_jobs (
    job_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    reference TEXT,
    remembered_at_ms INTEGER NOT NULL,
    deadline_ms INTEGER NOT NULL,
    owner TEXT,
    until_ms INTEGER,
    outcome TEXT,
    settled_at_ms INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS tabellary_jobs_pending ON tabellary_jobs (job_id) WHERE outcome IS NULL;
  CREATE INDEX IF NOT EXISTS tabellary_jobs_settled ON tabellary_jobs (settled_at_ms) WHERE outcome IS NOT NULL;`;

interface Row {
  job_id: string;
  kind: string;
  reference: string | null;
  remembered_at_ms: number;
  deadline_ms: number;
  outcome: string | null;
}

export class SqliteJobStore implements JobStore {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepare(database);
  }

  /**
   * Opens the file, and makes it when there is none; it may be the one of `SqliteStore`.
   * @throws StoreMissingError where the runtime has no `node:sqlite`; StoreUnavailableError when the file cannot be opened
   */
  static async open(path: string, { busyMsMax = 1_000 }: SqliteStoreOptions = {}): Promise<SqliteJobStore> {
    const { DatabaseSync } = await importSqlite();
    return tell(`open ${path}`, () => {
      const database = new DatabaseSync(path);
      try {
        database.exec(`PRAGMA busy_timeout = ${Math.max(0, Math.trunc(busyMsMax))}; ${SCHEMA}`);
        return new SqliteJobStore(database);
      } catch (error) {
        database.close();
        throw error;
      }
    });
  }

  add({ jobId, kind, reference, rememberedAtMs, deadlineMs }: PendingJob): boolean {
    return this.#run("add", { jobId, kind, reference, rememberedAtMs, deadlineMs }) === 1;
  }

  find(jobId: string): { job: PendingJob; outcome: JobOutcome | null } | undefined {
    const row = tell("find", () => this.#statements.find.get({ jobId })) as Row | undefined;
    return row && { job: jobOf(row), outcome: row.outcome as JobOutcome | null };
  }

  listPending(afterId: string, max: number): readonly PendingJob[] {
    const rows = tell("listPending", () => this.#statements.listPending.all({ afterId, max }));
    return (rows as unknown as Row[]).map(jobOf);
  }

  claim(jobId: string, { owner, nowMs, untilMs }: Lease): boolean {
    return this.#run("claim", { jobId, owner, nowMs, untilMs }) === 1;
  }

  settle(jobId: string, outcome: JobOutcome, { owner, nowMs }: Lease): void {
    this.#run("settle", { jobId, outcome, owner, nowMs });
  }

  release(jobId: string, { owner }: Lease): void {
    this.#run("release", { jobId, owner });
  }

  purge(settledBeforeMs: number): number {
    return this.#run("purge", { settledBeforeMs });
  }

  close(): void {
    this.#database.close();
  }

  #run(what: keyof Statements, values: Record<string, string | number | null>): number {
    return tell(what, () => Number(this.#statements[what].run(values).changes));
  }
}

type Statements = Record<"add" | "find" | "listPending" | "claim" | "settle" | "release" | "purge", StatementSync>;

/** Each by the primary key, but for the two that name their index above. */
function prepare(database: DatabaseSync): Statements {
  return {
    add: database.prepare(`
      INSERT INTO tabellary_jobs (job_id, kind, reference, remembered_at_ms, deadline_ms)
      VALUES (:jobId, :kind, :reference, :rememberedAtMs, :deadlineMs) ON CONFLICT (job_id) DO NOTHING`),
    find: database.prepare("SELECT * FROM tabellary_jobs WHERE job_id = :jobId"),
    listPending: database.prepare(`
      SELECT * FROM tabellary_jobs WHERE outcome IS NULL AND job_id > :afterId ORDER BY job_id LIMIT :max`),
    claim: database.prepare(`
      UPDATE tabellary_jobs SET owner = :owner, until_ms = :untilMs
      WHERE job_id = :jobId AND outcome IS NULL AND (owner IS NULL OR until_ms <= :nowMs)`),
    settle: database.prepare(`
      UPDATE tabellary_jobs SET outcome = :outcome, settled_at_ms = :nowMs
      WHERE job_id = :jobId AND owner = :owner AND outcome IS NULL`),
    release: database.prepare(
      "UPDATE tabellary_jobs SET owner = NULL WHERE job_id = :jobId AND owner = :owner AND outcome IS NULL",
    ),
    purge: database.prepare(
      "DELETE FROM tabellary_jobs WHERE outcome IS NOT NULL AND settled_at_ms < :settledBeforeMs",
    ),
  };
}

function jobOf({ job_id, kind, reference, remembered_at_ms, deadline_ms }: Row): PendingJob {
  return {
    jobId: job_id,
    kind: kind as JobKind,
    reference,
    rememberedAtMs: remembered_at_ms,
    deadlineMs: deadline_ms,
  };
}
