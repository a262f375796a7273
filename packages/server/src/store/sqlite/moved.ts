import type { DatabaseSync } from "node:sqlite";
import { MOVED, StoreMovedError } from "../dump.ts";

/** When the store was exported, in milliseconds since 1970; null: it lives here. */
export function readMovedAt(db: DatabaseSync): number | null {
  const row = db.prepare("SELECT value FROM meta WHERE key = ?").get(MOVED) as { value: number } | undefined;
  return row?.value ?? null;
}

export function assertNotMoved(file: string, db: DatabaseSync): void {
  const movedAt = readMovedAt(db);
  if (movedAt !== null) throw new StoreMovedError(file, movedAt);
}
