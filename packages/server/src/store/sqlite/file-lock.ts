import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** The database file is in use by another process. */
export class DatabaseInUseError extends Error {
  readonly code = "database_in_use";
}

interface FileLock {
  release(): void;
}

/**
 * Holds the file for this process alone, by a lock on a small file beside it. The operating system lets go of it when
 * the process ends, however it ends.
 */
export function lockFile(path: string): FileLock {
  const lock = tryLockFile(`${path}-lock`);
  if (lock !== null) return lock;
  throw new DatabaseInUseError(
    `${path} is in use by another Tabellary process: stop that one, or give this one another TABELLARY_DATABASE_URL.`,
  );
}

/** Null: another process holds the small file at `path`. */
export function tryLockFile(path: string): FileLock | null {
  const lock = new DatabaseSync(path, { timeout: 0 });
  chmodSync(path, 0o600);
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error;
    return null;
  }
  return { release: () => lock.close() };
}
