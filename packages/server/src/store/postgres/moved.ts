/**
 * The mark of a store that was exported. A node that was frozen before, or cut off, and wakes up after, must not go on
 * either, and does not ask: the tables themselves refuse it, with what it takes for a database that is away. They refuse
 * what applications emit as well.
 */
import { DUMP_TABLES, MOVED, StoreMovedError } from "../dump.ts";
import type { Database, Tx } from "./database.ts";
import { num } from "./rows.ts";
import { statement } from "./statement.ts";

/** Every table that something could be acknowledged, claimed, sent or emitted by. */
const GUARDED = [...DUMP_TABLES.map(({ name }) => name).filter((name) => name !== "meta"), "node", "outbox"];
/** Its URL has a password. */
export const STORE = "The database";
const SENTENCE = "this Tabellary was exported, and is sent from where it was imported";

const READ = statement(`SELECT value FROM meta WHERE key = '${MOVED}'`);

/** When the store was exported, in milliseconds since 1970; null: it lives here. */
export async function readMovedAt(tx: Tx): Promise<number | null> {
  const row = await tx.one(READ);
  return row ? num(row, "value") : null;
}

export async function assertNotMoved(db: Database): Promise<void> {
  const movedAt = await db.transact(readMovedAt);
  if (movedAt !== null) throw new StoreMovedError(STORE, movedAt);
}

export async function mark(tx: Tx): Promise<void> {
  await tx.script(`
    INSERT INTO meta (key, value) VALUES ('${MOVED}', (extract(epoch FROM clock_timestamp()) * 1000)::bigint);
    CREATE FUNCTION refuse_moved() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION USING ERRCODE = 'read_only_sql_transaction', MESSAGE = '${SENTENCE}';
    END $$;
    ${GUARDED.map(guard).join(";\n")}`);
}

function guard(table: string): string {
  return `CREATE TRIGGER moved BEFORE INSERT OR UPDATE OR DELETE ON ${table} EXECUTE FUNCTION refuse_moved()`;
}

export async function unmark(tx: Tx): Promise<void> {
  await tx.script(`DROP FUNCTION refuse_moved() CASCADE; DELETE FROM meta WHERE key = '${MOVED}'`);
}
