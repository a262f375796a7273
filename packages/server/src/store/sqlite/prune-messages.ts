import type { DatabaseSync } from "node:sqlite";
import { type PruneSlice, pruneFromTheLeft } from "./prune-walk.ts";
import { bytes, one, prepare, unpackSeqs } from "./rows.ts";

/** Never a message with an event that is still there: it is owed to somebody, who may be sent the message itself. */
export function preparePruneMessages(db: DatabaseSync): PruneSlice {
  const oldest = prepare(db, "SELECT seq, made FROM message WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?");
  const isThere = prepare(db, "SELECT 1 FROM event WHERE seq = ?");
  const remove = prepare(db, "DELETE FROM message WHERE seq = ?");
  return pruneFromTheLeft(oldest, (row) => {
    if (unpackSeqs(bytes(row, "made")).some((event) => one(isThere, event))) return false;
    remove.run(row.seq!);
    return true;
  });
}
