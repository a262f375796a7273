import pg from "pg";
import type { Migrated } from "../migrated.ts";
import { Database, type DatabaseOptions, toStoreError } from "./database.ts";
import { readServerVersion } from "./durability.ts";
import { installEmit } from "./install-emit.ts";
import { migrate } from "./migrate.ts";

/** No session is relied on, so that it works through a pooler of any kind. */
const OPTIONS: Omit<DatabaseOptions, "url"> = {
  schema: "tabellary",
  answerMsMax: 10_000,
  preparesStatements: false,
  mayLoseCommits: false,
};

export interface MigratedDatabase extends Migrated {
  /** Such as `PostgreSQL 18.1`. */
  engine: string;
  schema: string;
  /** The role that may emit was made just now. */
  isRoleNew: boolean;
}

/**
 * Brings the schema of the database at `url` up to date, and installs `emit` for `emitRole` where there is one. Throws
 * `SchemaTooNewError`, `EmitRoleError`, and `StoreError` where the database cannot be reached.
 */
export async function migrateDatabase(
  url: string,
  { emitRole = null, schema = OPTIONS.schema }: { emitRole?: string | null; schema?: string } = {},
): Promise<MigratedDatabase> {
  const db = new Database({ ...OPTIONS, schema, url });
  try {
    const engine = `PostgreSQL ${await readServerVersion(db)}`;
    let isRoleNew = false;
    const migrated = await migrate(db, async (tx) => {
      if (emitRole !== null) isRoleNew = await installEmit(tx, db, emitRole);
    });
    return { ...migrated, engine, schema, isRoleNew };
  } catch (error) {
    throw error instanceof pg.DatabaseError ? toStoreError(error) : error;
  } finally {
    await db.close();
  }
}
