import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Migrated } from "../migrated.ts";
import { SchemaTooNewError } from "../schema-too-new.ts";
import type { Database, Tx } from "./database.ts";
import { refreshEmit } from "./install-emit.ts";
import { num } from "./rows.ts";
import { statement } from "./statement.ts";

const FOLDER = new URL("../migrations/postgres/", import.meta.url);

const DONE = statement("SELECT count(*)::int AS done FROM migration");
const NOTE = statement("INSERT INTO migration (no, name) VALUES ($1, $2)");

const FIND = statement("SELECT to_regclass($1) IS NOT NULL AS is_there");
const NOTHING = async () => undefined;

/**
 * Brings the schema up to date: numbered files, forward only, all in one transaction under a lock that ends with it.
 * Whoever comes second waits, and finds nothing left to do. `also` is done in the same transaction.
 */
export async function migrate(db: Database, also: (tx: Tx) => Promise<void> = NOTHING): Promise<Migrated> {
  const files = readdirSync(fileURLToPath(FOLDER))
    .filter((name) => name.endsWith(".sql"))
    .sort();
  const { schema } = db.options;
  if ((await isUpToDate(db, files.length)) && also === NOTHING) return { from: files.length, to: files.length };
  return db.labour(
    async (tx) => {
      await tx.script(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
      await tx.script(
        `CREATE TABLE IF NOT EXISTS migration (no int PRIMARY KEY, name text NOT NULL, at timestamptz DEFAULT now())`,
      );
      const done = num((await tx.one(DONE))!, "done");
      if (done > files.length) {
        throw new SchemaTooNewError(
          `The database has schema ${done}, this Tabellary knows ${files.length}: start the newer version, or restore a copy made before it.`,
        );
      }
      for (const [index, name] of files.entries()) {
        if (index < done) continue;
        await tx.script(readFileSync(new URL(name, FOLDER), "utf8"));
        await tx.rows(NOTE, index + 1, name);
      }
      if (done < files.length) await refreshEmit(tx, db);
      await also(tx);
      return { from: done, to: files.length };
    },
    { first: db.lock("migrate") },
  );
}

/** Looked at first, without the lock: an ordinary start asks for no right to make anything, and waits for nobody. */
async function isUpToDate(db: Database, count: number): Promise<boolean> {
  return db.transact(async (tx) => {
    const found = await tx.one(FIND, `${db.options.schema}.migration`);
    return found!.is_there === true && num((await tx.one(DONE))!, "done") === count;
  });
}
