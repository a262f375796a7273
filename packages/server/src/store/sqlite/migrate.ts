import { readdirSync, readFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { Migrated } from "../migrated.ts";
import { SchemaTooNewError } from "../schema-too-new.ts";

const FOLDER = new URL("../migrations/sqlite/", import.meta.url);

/** Brings the schema up to date: numbered files, forward only, each in a transaction of its own. */
export function migrate(db: DatabaseSync): Migrated {
  const files = readdirSync(fileURLToPath(FOLDER))
    .filter((name) => name.endsWith(".sql"))
    .sort();
  const { user_version: done } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (done > files.length) {
    throw new SchemaTooNewError(
      `The database has schema ${done}, this Tabellary knows ${files.length}: start the newer version, or restore a copy made before it.`,
    );
  }
  for (const [index, name] of files.entries()) {
    if (index < done) continue;
    db.exec("BEGIN IMMEDIATE");
    try {
      db.exec(readFileSync(new URL(name, FOLDER), "utf8"));
      db.exec(`PRAGMA user_version = ${index + 1}`);
      db.exec("COMMIT");
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  }
  return { from: done, to: files.length };
}
