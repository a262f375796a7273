/** For several machines: pending jobs in a table of a PostgreSQL. */
import {
  type AskPostgres,
  askPostgres,
  INSTALL_LOCK,
  type PostgresClient,
  type PostgresStoreOptions,
  readTable,
} from "../stores/postgres-query.ts";
import type { Lease } from "../stores/store.ts";
import type { JobKind, JobOutcome, JobStore, PendingJob } from "./store.ts";

/** As `pg` gives them: a bigint is text. */
interface Row {
  job_id: string;
  kind: string;
  reference: string | null;
  remembered_at_ms: string | number;
  deadline_ms: string | number;
  outcome: string | null;
}

export class PostgresJobStore implements JobStore {
  readonly #statements: Statements;
  readonly #query: AskPostgres<keyof Statements>;

  /** `table`: default `tabellary_jobs`. @throws RangeError when it is none */
  constructor(client: PostgresClient, options: PostgresStoreOptions = {}) {
    this.#statements = statementsOf(readTable(options.table ?? "tabellary_jobs"));
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

  async add({ jobId, kind, reference, rememberedAtMs, deadlineMs }: PendingJob): Promise<boolean> {
    return (await this.#query("add", [jobId, kind, reference, rememberedAtMs, deadlineMs])).length === 1;
  }

  async find(jobId: string): Promise<{ job: PendingJob; outcome: JobOutcome | null } | undefined> {
    const [row] = (await this.#query("find", [jobId])) as readonly Row[];
    return row && { job: jobOf(row), outcome: row.outcome as JobOutcome | null };
  }

  async listPending(afterId: string, max: number): Promise<readonly PendingJob[]> {
    return ((await this.#query("listPending", [afterId, max])) as readonly Row[]).map(jobOf);
  }

  async claim(jobId: string, { owner, nowMs, untilMs }: Lease): Promise<boolean> {
    return (await this.#query("claim", [jobId, owner, untilMs, nowMs])).length === 1;
  }

  async settle(jobId: string, outcome: JobOutcome, { owner, nowMs }: Lease): Promise<void> {
    await this.#query("settle", [jobId, owner, outcome, nowMs]);
  }

  async release(jobId: string, { owner }: Lease): Promise<void> {
    await this.#query("release", [jobId, owner]);
  }

  async purge(settledBeforeMs: number): Promise<number> {
    return (await this.#query("purge", [settledBeforeMs])).length;
  }
}

function jobOf({ job_id, kind, reference, remembered_at_ms, deadline_ms }: Row): PendingJob {
  return {
    jobId: job_id,
    kind: kind as JobKind,
    reference,
    rememberedAtMs: Number(remembered_at_ms),
    deadlineMs: Number(deadline_ms),
  };
}

type Statements = ReturnType<typeof statementsOf>;

/** Each by the primary key, but for those that name an index. Ids are ordered by their bytes, as in every store. */
function statementsOf(table: string) {
  const name = table.split(".").at(-1);
  return {
    install: `
      DO $$ BEGIN
        PERFORM pg_advisory_xact_lock(${INSTALL_LOCK});
        CREATE TABLE IF NOT EXISTS ${table} (
          job_id text COLLATE "C" PRIMARY KEY,
          kind text NOT NULL,
          reference text,
          remembered_at_ms bigint NOT NULL,
          deadline_ms bigint NOT NULL,
          owner text,
          until_ms bigint,
          outcome text,
          settled_at_ms bigint
        );
        CREATE INDEX IF NOT EXISTS ${name}_pending ON ${table} (job_id) WHERE outcome IS NULL;
        CREATE INDEX IF NOT EXISTS ${name}_settled ON ${table} (settled_at_ms) WHERE outcome IS NOT NULL;
      END $$`,
    add: `
      INSERT INTO ${table} (job_id, kind, reference, remembered_at_ms, deadline_ms)
      VALUES ($1, $2, $3, $4, $5) ON CONFLICT (job_id) DO NOTHING RETURNING job_id`,
    find: `SELECT * FROM ${table} WHERE job_id = $1`,
    // By the index on the pending.
    listPending: `SELECT * FROM ${table} WHERE outcome IS NULL AND job_id > $1 ORDER BY job_id LIMIT $2`,
    claim: `
      UPDATE ${table} SET owner = $2, until_ms = $3
      WHERE job_id = $1 AND outcome IS NULL AND (owner IS NULL OR until_ms <= $4) RETURNING job_id`,
    settle: `
      UPDATE ${table} SET outcome = $3, settled_at_ms = $4 WHERE job_id = $1 AND owner = $2 AND outcome IS NULL`,
    release: `UPDATE ${table} SET owner = NULL WHERE job_id = $1 AND owner = $2 AND outcome IS NULL`,
    // By the index on the settled.
    purge: `DELETE FROM ${table} WHERE outcome IS NOT NULL AND settled_at_ms < $1 RETURNING job_id`,
  };
}
