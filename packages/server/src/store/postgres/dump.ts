import pg from "pg";
import {
  DUMP_TABLES,
  type DumpSource,
  type Movable,
  StoreBusyError,
  StoreMissingError,
  StoreMovedError,
  StoreNotEmptyError,
} from "../dump.ts";
import { Database, type DatabaseOptions, type Tx, toStoreError } from "./database.ts";
import { goOnAbove, pagesOf, targetOf } from "./dump-rows.ts";
import { checkDurability, readServerVersion } from "./durability.ts";
import { migrate } from "./migrate.ts";
import { mark, readMovedAt, STORE, unmark } from "./moved.ts";
import { DEFAULTS } from "./postgres-store.ts";
import { num } from "./rows.ts";

const TABLES = [...DUMP_TABLES.map(({ name }) => name), "node"];
/** Nobody waits behind it, as somebody does at a hub. */
const ANSWER_MS_MAX = 15_000;
const TIME_LIMITS = "'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout'";
const NOW = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/**
 * A store in a schema of the database at `url`. Everything is one transaction that holds the tables, `node` among them:
 * nothing is written beside it, not by a node that has been frozen either, and no hub joins until it has ended.
 */
export function movablePostgres(url: string, given: Partial<Omit<DatabaseOptions, "url">> = {}): Movable {
  const options = { ...DEFAULTS, ...given, url, answerMsMax: ANSWER_MS_MAX, preparesStatements: false };
  return {
    readOut: ({ isCopy }, read) =>
      withDatabase(options, async (db) => {
        await assertMade(db);
        await migrate(db);
        const engine = `PostgreSQL ${await readServerVersion(db)}`;
        await alone(db, async (tx) => {
          const movedAt = await readMovedAt(tx);
          if (movedAt !== null && !isCopy) throw new StoreMovedError(STORE, movedAt);
          if (!isCopy) await assertNothingEmitted(tx);
          await read(await sourceOf(tx, engine));
          if (isCopy) return;
          await mark(tx);
          // From here on nobody emits; until here, somebody may have.
          await assertNothingEmitted(tx);
        });
      }),
    fill: (write) =>
      withDatabase(options, async (db) => {
        await checkDurability(db);
        await migrate(db);
        await alone(
          db,
          async (tx) => {
            await assertEmpty(tx);
            await write(targetOf(tx));
            for (const table of DUMP_TABLES) if (table.isNumbered) await goOnAbove(tx, table);
          },
          `${db.lock("days")};`,
        );
      }),
    unmark: () =>
      withDatabase(options, async (db) => {
        await assertMade(db);
        return alone(db, async (tx) => {
          const movedAt = await readMovedAt(tx);
          if (movedAt !== null) await unmark(tx);
          return movedAt;
        });
      }),
  };
}

async function withDatabase<T>(options: DatabaseOptions, work: (db: Database) => Promise<T>): Promise<T> {
  const db = new Database(options);
  try {
    return await work(db);
  } catch (error) {
    throw error instanceof pg.DatabaseError ? toStoreError(error) : error;
  } finally {
    await db.close();
  }
}

async function assertMade(db: Database): Promise<void> {
  const [made] = await db.transact((tx) => tx.script("SELECT to_regclass('meta') IS NOT NULL AS is_there"));
  if (made!.is_there !== true) throw new StoreMissingError("the database");
}

/** One transaction, as long as it takes, in which nobody else writes. Throws `StoreBusyError` while a hub runs. */
function alone<T>(db: Database, work: (tx: Tx) => Promise<T>, locks = ""): Promise<T> {
  return db.labour(async (tx) => {
    // The server's limits are for those who answer requests.
    await tx.script(`SELECT set_config(name, '0', true) FROM pg_settings WHERE name IN (${TIME_LIMITS})`);
    // Before the tables are held, so that a hub that runs is not held up, and after, when none can begin.
    await assertNobodyRuns(tx);
    await tx.script(`${locks} LOCK TABLE ${TABLES.join(", ")} IN SHARE ROW EXCLUSIVE MODE`);
    await assertNobodyRuns(tx);
    return work(tx);
  });
}

async function assertNobodyRuns(tx: Tx): Promise<void> {
  const alive = await tx.script(`SELECT no, expires - ${NOW} AS left FROM node WHERE expires > ${NOW} ORDER BY no`);
  if (alive.length === 0) return;
  const nodes = alive.map((row) => num(row, "no")).join(", ");
  const leftS = Math.ceil(Math.max(...alive.map((row) => num(row, "left"))) / 1000);
  throw new StoreBusyError(
    `A hub runs on the database (node ${nodes}): stop every hub on it first. One that died counts for ${leftS} s more.`,
  );
}

/** What applications emit becomes events by a hub alone. */
async function assertNothingEmitted(tx: Tx): Promise<void> {
  const [waiting] = await tx.script("SELECT count(*)::int AS count FROM outbox");
  if (num(waiting!, "count") === 0) return;
  throw new StoreBusyError(
    `Applications have emitted what no hub has accepted yet (${num(waiting!, "count")} in the outbox): have them stop, start a hub until it has, stop it, and export again.`,
  );
}

async function sourceOf(tx: Tx, engine: string): Promise<DumpSource> {
  const [done] = await tx.script("SELECT count(*)::int AS schema FROM migration");
  return { engine, schema: num(done!, "schema"), pages: (table) => pagesOf(tx, table) };
}

async function assertEmpty(tx: Tx): Promise<void> {
  const movedAt = await readMovedAt(tx);
  if (movedAt !== null) throw new StoreMovedError(STORE, movedAt);
  const full: string[] = [];
  for (const { name } of DUMP_TABLES) {
    if (name === "meta") continue;
    const [row] = await tx.script(`SELECT 1 FROM ${name} LIMIT 1`);
    if (row) full.push(name);
  }
  if (full.length > 0) throw new StoreNotEmptyError(STORE, full);
}
