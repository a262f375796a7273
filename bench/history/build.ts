import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { createReads, createWrites } from "../../packages/server/src/store/sqlite/core.ts";
import { migrate } from "../../packages/server/src/store/sqlite/migrate.ts";
import { makeCatalogue } from "./catalogue.ts";
import { prepareSlice } from "./rows.ts";
import { checkShape, EARLIER_MS, type HistoryShape, spanOf } from "./shape.ts";

export interface BuildOptions {
  /** Milliseconds since 1970: the history ends shortly before. */
  now: number;
  onProgress?: (events: number) => void;
}

const SLICE_EVENTS = 50_000;

/**
 * Writes a SQLite store that looks as if a hub had run for `days` and been stopped. What is at `path` is lost.
 * @throws RangeError for a shape that cannot be
 */
export async function buildHistory(path: string, shape: HistoryShape, options: BuildOptions): Promise<void> {
  checkShape(shape);
  for (const rest of ["", "-wal", "-shm"]) rmSync(`${path}${rest}`, { force: true });
  const db = openAside(path);
  try {
    migrate(db);
    const span = spanOf(shape, options.now);
    const { change } = createWrites(db);
    const { loadCatalogue } = createReads(db);
    const store = {
      change: async (...args: Parameters<typeof change>) => change(...args),
      loadCatalogue: async () => loadCatalogue(),
    };
    const made = await makeCatalogue(store, shape.webhooks, span.from - EARLIER_MS);
    const addSlice = prepareSlice(db, made, { ...shape, span });
    for (let from = 0; from < shape.events; from += SLICE_EVENTS) {
      const to = Math.min(from + SLICE_EVENTS, shape.events);
      addSlice(from, to);
      options.onProgress?.(to);
    }
  } finally {
    db.close();
  }
}

/** A file that is thrown away when anything goes wrong needs no journal, and nobody waits for its bytes on disk. */
function openAside(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  db.exec(`
    PRAGMA page_size = 4096;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA cache_size = -262144;
    PRAGMA temp_store = MEMORY;
  `);
  return db;
}
