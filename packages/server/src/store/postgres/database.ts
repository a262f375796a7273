import pg from "pg";
import { StoreError, StoreUnavailableError } from "../store.ts";
import { ConnectionLostError, isAftermath, isContended, reasonOf, toFault } from "./faults.ts";
import { type Row, TYPES } from "./rows.ts";
import type { Statement } from "./statement.ts";

/** Connections of one process. A commit takes one; leases, changes and chores may be under way beside it. */
const WRITERS_MAX = 5;
const READERS_MAX = 5;
/**
 * A process that stands still in the middle of a transaction holds up every other that wants the same rows: after so many
 * times what an answer may take, the server ends its transaction.
 */
const IDLE_SHARE = 2;
/** A lock is waited for this part of the time that an answer may take: its waiter is then gone when the client is. */
const LOCK_SHARE = 2 / 3;

export interface DatabaseOptions {
  url: string;
  /** The schema that everything is in. */
  schema: string;
  /** How long a connection, a statement or a commit as a whole is waited for before the database counts as away. */
  answerMsMax: number;
  /** Off behind a pooler that cannot carry prepared statements (PgBouncer before 1.21, in transaction mode). */
  preparesStatements: boolean;
  /** Leaves `synchronous_commit` as the server has it. */
  mayLoseCommits: boolean;
}

type Value = string | number | bigint | boolean | Uint8Array | null;

/** A transaction under way on one connection. */
export class Tx {
  /** The longest that a statement may go unanswered; 0: it takes as long as it takes. */
  readonly answerMsMax: number;
  readonly #client: pg.PoolClient;
  readonly #preparesStatements: boolean;

  constructor(client: pg.PoolClient, preparesStatements: boolean, answerMsMax: number) {
    this.answerMsMax = answerMsMax;
    this.#client = client;
    this.#preparesStatements = preparesStatements;
  }

  async rows({ name, text }: Statement, ...values: readonly Value[]): Promise<Row[]> {
    const query = { text, values: [...values], query_timeout: this.answerMsMax };
    const result = await this.#send(this.#preparesStatements ? { ...query, name } : query);
    return result.rows;
  }

  async one(statement: Statement, ...values: readonly Value[]): Promise<Row | undefined> {
    return (await this.rows(statement, ...values))[0];
  }

  /** One or more statements without values, in one round trip; the rows of the last. */
  async script(text: string): Promise<Row[]> {
    const result = await this.#send({ text, query_timeout: this.answerMsMax });
    return (Array.isArray(result) ? (result as pg.QueryResult<Row>[]).at(-1)! : result).rows;
  }

  async commit(): Promise<void> {
    const { command } = await this.#send({ text: "COMMIT", query_timeout: this.answerMsMax });
    // So it answers, without an error, when an earlier statement had failed and nobody looked.
    if (command !== "COMMIT") throw new StoreError("PostgreSQL rolled back what was to be committed.");
  }

  /** Cuts the connection: whatever is under way on it fails as lost. */
  abandon(): void {
    this.#client.connection.stream.destroy();
  }

  async #send(query: pg.QueryConfig & { query_timeout: number }): Promise<pg.QueryResult<Row>> {
    // What is sent without waiting for answers goes out together: a write for each would wake the server each time.
    const { stream } = this.#client.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    try {
      return await this.#client.query<Row>(query);
    } catch (error) {
      throw toFault(error);
    }
  }
}

/**
 * Sends several at once and waits for all to end: a statement that came after the ROLLBACK would be a transaction of its
 * own. Then throws what the first of them threw that tells what went wrong.
 */
export async function together<T extends readonly unknown[]>(
  works: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const results = await Promise.allSettled(works);
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  if (reasons.length > 0) throw reasons.find((reason) => !isAftermath(reason)) ?? reasons[0];
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as unknown as T;
}

/** What a transaction begins with: its rows are those of the last statement. */
export interface Opening {
  isolation: "READ COMMITTED" | "REPEATABLE READ READ ONLY";
  /** Statements without values. */
  first: string;
}

const WRITING: Opening = { isolation: "READ COMMITTED", first: "" };
const READING: Opening = { isolation: "REPEATABLE READ READ ONLY", first: "" };

/** The connections to one database, and what every transaction on them begins with. */
export class Database {
  readonly options: DatabaseOptions;
  readonly #writers: pg.Pool;
  readonly #readers: pg.Pool;
  readonly #settings: string;
  readonly #commitSettings: Statement;
  #isClosed = false;

  constructor(options: DatabaseOptions) {
    this.options = options;
    this.#writers = openPool(options, WRITERS_MAX);
    this.#readers = openPool(options, READERS_MAX);
    this.#settings = asStatements(settingsOf(options));
    const settings = asCalls([...settingsOf(options), ...limitsOf(options)]);
    // In this order: the lock is waited for under the limits.
    this.#commitSettings = {
      name: "tabellary_begin",
      text: `SELECT ${settings}, ${this.#lockCall("catalogue", true)}`,
    };
  }

  /** Where nodes are woken by NOTIFY, when there is news for them. */
  get channel(): string {
    return `${this.options.schema}_news`;
  }

  /** SQL that takes a lock of this schema until the transaction ends: it lives in memory and passes through poolers. */
  lock(name: string): string {
    return `SELECT ${this.#lockCall(name)}`;
  }

  /** One transaction. Rejects with StoreUnavailableError when the database is away; other errors pass as they are. */
  async transact<T>(
    work: (tx: Tx) => Promise<T>,
    opening: Partial<Opening> = {},
    answerMsMax = this.options.answerMsMax,
  ): Promise<T> {
    return this.#withClient(this.#writers, answerMsMax, (tx) => this.#inOne(tx, { ...WRITING, ...opening }, work));
  }

  /** A transaction that takes as long as it takes, such as migrations. */
  async labour<T>(work: (tx: Tx) => Promise<T>, opening: Partial<Opening> = {}): Promise<T> {
    return this.transact(work, opening, 0);
  }

  /** Several reads that see one moment. */
  async read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#withClient(this.#readers, this.options.answerMsMax, (tx) => this.#inOne(tx, READING, work));
  }

  async #inOne<T>(tx: Tx, opening: Opening, work: (tx: Tx) => Promise<T>): Promise<T> {
    await this.begin(tx, opening);
    const result = await work(tx);
    await tx.commit();
    return result;
  }

  /**
   * One statement that is a transaction by itself, in one round trip: the schema is named in it as `{schema}`, since
   * nothing is set before it.
   */
  async alone({ name, text }: Statement, ...values: readonly Value[]): Promise<Row[]> {
    const qualified = { name, text: text.replaceAll("{schema}", this.options.schema) };
    return this.withWriter((tx) => tx.rows(qualified, ...values));
  }

  /** A connection for as long as `work` takes, which begins and ends its transactions itself (commit.ts). */
  async withWriter<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#withClient(this.#writers, this.options.answerMsMax, work);
  }

  /**
   * Begins a commit of entries: under the same settings, and with the catalogue locked against changes. Prepared, because
   * there are hundreds a second, and to parse what others begin with took the server an eighth of a small one. Returns
   * what `first` finds, once it has the lock.
   */
  async beginCommit(tx: Tx, first: Statement): Promise<Row> {
    const begun = tx.script("BEGIN ISOLATION LEVEL READ COMMITTED");
    const [, , rows] = await together([begun, tx.rows(this.#commitSettings), tx.rows(first)]);
    return rows[0]!;
  }

  begin(tx: Tx, { isolation, first }: Opening): Promise<Row[]> {
    return tx.script(`BEGIN ISOLATION LEVEL ${isolation}; ${this.#settings} ${asStatements(limitsOf(tx))} ${first}`);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  #lockCall(name: string, isShared = false): string {
    const key = `hashtextextended('tabellary ${this.options.schema} ${name}', 0)`;
    return `pg_advisory_xact_lock${isShared ? "_shared" : ""}(${key})`;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#writers.end(), this.#readers.end()]);
  }

  async #withClient<T>(pool: pg.Pool, answerMsMax: number, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((cause) => {
      throw new StoreUnavailableError(`PostgreSQL cannot be reached: ${reasonOf(cause)}.`, "none", { cause });
    });
    const tx = new Tx(client, this.options.preparesStatements, answerMsMax);
    try {
      const result = await work(tx);
      client.release();
      return result;
    } catch (error) {
      if (error instanceof ConnectionLostError || !(await isRolledBack(tx))) {
        // Not told that it is over: it may be one to which nothing gets through.
        tx.abandon();
        client.release(true);
      } else client.release();
      if (!(error instanceof ConnectionLostError)) throw error;
      throw new StoreUnavailableError(`PostgreSQL went away: ${error.message}.`, "unknown", { cause: error });
    }
  }
}

function openPool({ url, answerMsMax }: DatabaseOptions, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: answerMsMax,
    keepAlive: true,
    // Statements that do not need each other's answers share a round trip.
    pipeline: true,
    types: TYPES,
    application_name: "tabellary",
    allowExitOnIdle: true,
  });
  // A connection that dies while nobody uses it is taken out of the pool by the pool itself; one that is in use says so
  // by its query as well.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

type Setting = readonly [name: string, value: string];

/**
 * For one transaction each, so that they hold behind PgBouncer as well. Every query of the engine has an index to go
 * by; without statistics, and `queue` empties and fills too fast for those to be true, the planner would now and then
 * take the whole table instead. And one plan serves all values: made for a few rows, the one for these very values looks
 * cheaper each time, and making it takes longer than running it.
 */
function settingsOf({ schema, mayLoseCommits }: DatabaseOptions): Setting[] {
  const settings: Setting[] = [
    ["search_path", schema],
    ["enable_seqscan", "off"],
    ["enable_hashjoin", "off"],
    ["enable_mergejoin", "off"],
    ["jit", "off"],
    ["plan_cache_mode", "force_generic_plan"],
  ];
  if (!mayLoseCommits) settings.push(["synchronous_commit", "on"]);
  return settings;
}

function limitsOf({ answerMsMax }: Pick<DatabaseOptions, "answerMsMax">): Setting[] {
  if (answerMsMax === 0) return [];
  return [
    ["lock_timeout", `${Math.ceil(answerMsMax * LOCK_SHARE)}`],
    ["idle_in_transaction_session_timeout", `${IDLE_SHARE * answerMsMax}`],
  ];
}

function asStatements(settings: readonly Setting[]): string {
  return settings.map(([name, value]) => `SET LOCAL ${name} = ${value};`).join(" ");
}

/** The same as expressions of one SELECT, which can be prepared. */
function asCalls(settings: readonly Setting[]): string {
  return settings.map(([name, value]) => `set_config('${name}', '${value}', true)`).join(", ");
}

async function isRolledBack(tx: Tx): Promise<boolean> {
  return tx.script("ROLLBACK").then(
    () => true,
    () => false,
  );
}

/** Of a call that is not a commit of entries: whatever went wrong, the store failed it. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const message = `PostgreSQL: ${(error as Error).message}`;
  // It was rolled back: who calls again may have better luck.
  if (isContended(error)) return new StoreUnavailableError(message, "none", { cause: error });
  return new StoreError(message, { cause: error });
}
