import type { Migrated } from "../migrated.ts";
import { openForWriting } from "./database.ts";
import { lockFile } from "./file-lock.ts";
import { migrate } from "./migrate.ts";

/**
 * Brings the schema of the file at `path` up to date; makes the file if there is none. Throws `DatabaseInUseError` while
 * a hub runs on it, and `SchemaTooNewError`.
 */
export function migrateFile(path: string): Migrated {
  const lock = lockFile(path);
  try {
    const db = openForWriting(path);
    try {
      return migrate(db);
    } finally {
      db.close();
    }
  } finally {
    lock.release();
  }
}
