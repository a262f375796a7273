import type { StatementSync } from "node:sqlite";
import { firstIdAt } from "../../model/ids.ts";
import { big, each, type Row } from "./rows.ts";

/** To look at a row costs a tenth of deleting one: a slice may look at so many times more. */
export const LOOKS_PER_DELETION = 10;
/** After so many rows it is asked whether the slice's time is over. */
export const STEP_ROWS = 100;

export type IsOver = () => boolean;

/** One slice of what is older than `before`. False at the end. */
export type PruneSlice = (before: number, limit: number, isOver: IsOver) => boolean;

/**
 * Deletes from the left edge by id. `remove` says whether it has: what it leaves stays where it is, the walk goes on behind
 * it and begins anew at its end. `oldest` takes the first id, the one behind the last, and how many rows.
 */
export function pruneFromTheLeft(oldest: StatementSync, remove: (row: Row) => boolean): PruneSlice {
  let from = 0n;
  return (before, limit, isOver) => {
    const step = Math.min(limit, STEP_ROWS);
    let removed = 0;
    for (let looks = 0; looks < limit * LOOKS_PER_DELETION && removed < limit; looks += step) {
      // Read to the end before anything is deleted: SQLite does not say what a walk sees of its own deletions.
      const rows = Array.from(each(oldest, from, firstIdAt(before), step));
      for (const row of rows) {
        from = big(row, "seq") + 1n;
        if (remove(row)) removed += 1;
      }
      if (rows.length < step) {
        from = 0n;
        return false;
      }
      if (isOver()) return true;
    }
    return true;
  };
}
