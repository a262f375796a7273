import { int8s } from "./arrays.ts";
import type { Tx } from "./database.ts";
import { big } from "./rows.ts";
import { statement } from "./statement.ts";

const OLDEST = statement("SELECT id FROM item WHERE id >= $1 AND id < $2 ORDER BY id LIMIT $3::int");
/**
 * What waits for a person or for its platform, or is being judged, stays; so does the address of a job for as long as the
 * event of its end, which may be owed to it. Of a site that is deleted, nothing does. What somebody is just writing is left
 * for another time. Relies on job_item, enforcement_item and the key of event.
 */
const REMOVABLE = statement(
  `SELECT i.id FROM item i WHERE i.id = ANY ($1::bigint[]) AND (
     NOT EXISTS (SELECT 1 FROM site s WHERE s.no = i.site_no AND s.deleted IS NULL)
     OR (NOT (i.status = 4 AND NOT i.is_deleted)
       AND NOT EXISTS (SELECT 1 FROM job j WHERE j.item = i.id AND j.status < 3)
       AND NOT EXISTS (SELECT 1 FROM enforcement e WHERE e.item = i.id AND e.state = 'requested')
       AND NOT EXISTS (
         SELECT 1 FROM job j JOIN event e ON e.seq = j.end_event WHERE j.item = i.id AND j.callback_url IS NOT NULL)))
   ORDER BY i.id FOR UPDATE OF i SKIP LOCKED`,
);
/** Rely on job_item, decision_item and enforcement_item. */
const REMOVALS = [
  "job WHERE item",
  "decision WHERE item",
  "enforcement WHERE item",
  "review WHERE item",
  "item WHERE id",
].map((what) => statement(`DELETE FROM ${what} = ANY ($1::bigint[])`));

/** Items with all that was said of them. Returns where to go on, null at the end. */
export async function pruneItems(tx: Tx, from: bigint, end: bigint, limit: number): Promise<bigint | null> {
  const ids = (await tx.rows(OLDEST, from, end, limit)).map((row) => big(row, "id"));
  const removable = ids.length === 0 ? [] : (await tx.rows(REMOVABLE, int8s(ids))).map((row) => big(row, "id"));
  if (removable.length > 0) for (const remove of REMOVALS) await tx.rows(remove, int8s(removable));
  return ids.length === limit ? ids.at(-1)! + 1n : null;
}
