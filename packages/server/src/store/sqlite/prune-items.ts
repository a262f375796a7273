import type { DatabaseSync } from "node:sqlite";
import { type PruneSlice, pruneFromTheLeft } from "./prune-walk.ts";
import { one, prepare } from "./rows.ts";

/**
 * Items with all that was said of them. What waits for a person or for its platform, or is being judged, stays; so does
 * the address of a job for as long as the event of its end, which may be owed to it. Of a site that is deleted, nothing
 * does.
 */
export function preparePruneItems(db: DatabaseSync): PruneSlice {
  const oldest = prepare(
    db,
    `SELECT id AS seq, site_no, status = 4 AND is_deleted = 0 AS is_flagged FROM item WHERE id >= ? AND id < ?
     ORDER BY id LIMIT ?`,
  );
  const isOpen = prepare(db, "SELECT 1 FROM job WHERE item = ? AND status < 3 LIMIT 1"); // job_item
  const isOwed = prepare(db, "SELECT 1 FROM enforcement WHERE item = ? AND state = 'requested' LIMIT 1"); // enforcement_item
  // job_item, and the key of event
  const isTold = prepare(
    db,
    `SELECT 1 FROM job j JOIN event e ON e.seq = j.end_event WHERE j.item = ? AND j.callback_url IS NOT NULL LIMIT 1`,
  );
  const hasSite = prepare(db, "SELECT 1 FROM site WHERE no = ? AND deleted IS NULL");
  // job_item, decision_item, enforcement_item
  const removals = [
    "DELETE FROM job WHERE item = ?",
    "DELETE FROM decision WHERE item = ?",
    "DELETE FROM enforcement WHERE item = ?",
    "DELETE FROM review WHERE item = ?",
    "DELETE FROM item WHERE id = ?",
  ].map((sql) => prepare(db, sql));
  return pruneFromTheLeft(oldest, ({ seq, site_no, is_flagged }) => {
    const isWaiting = is_flagged === 1n || [isOpen, isOwed, isTold].some((what) => one(what, seq!) !== undefined);
    if (isWaiting && one(hasSite, site_no!)) return false;
    for (const remove of removals) remove.run(seq!);
    return true;
  });
}
