import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** The database file is in use by another process. */
export class DatabaseInUseError extends Error {
  readonly code = "database_in_use";
}

/**
 * Holds the file for this process alone, by a lock on a small file beside it. The operating system lets go of it when
 * the process ends, however it ends.
 */
export function lockFile(path: string): { release(): void } {
  const lock = new DatabaseSync(`${path}-lock`, { timeout: 0 });
  chmodSync(`${path}-lock`, 0o600);
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error;
    throw new DatabaseInUseError(
      `${path} is in use by another Tabellary process: stop that one, or give this one another TABELLARY_DATABASE_URL.`,
    );
  }
  return { release: () => lock.close() };
}
