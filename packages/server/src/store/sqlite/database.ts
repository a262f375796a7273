import { chmodSync, existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/**
 * Opens the file for writing: WAL, and every commit synced before it returns. `fullfsync` makes macOS sync for real.
 * Checkpoints are ours (checkpoints.ts), so the automatic one is off; a log that grew past its limit all the same is
 * cut when it begins anew.
 */
export function openForWriting(path: string): DatabaseSync {
  const isNew = path !== ":memory:" && !existsSync(path);
  const db = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: false });
  if (isNew) chmodSync(path, 0o600);
  db.exec(`
    PRAGMA page_size = 4096;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY;
  `);
  return db;
}

/** Opens the file for reads and background checkpoints. */
export function openForReading(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: false });
  db.exec(
    "PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA cache_size = -32768",
  );
  return db;
}
