import { timeOfId } from "../../model/ids.ts";
import { int4s } from "./arrays.ts";
import type { Database, Tx } from "./database.ts";
import { big, num } from "./rows.ts";
import { statement } from "./statement.ts";

/**
 * An event was matched at most so long before the time in its id: clocks differ, and an id is taken a little before its
 * commit. By time, because many nodes commit at once: the oldest id need not have the oldest version.
 */
const MATCHED_MS_BEFORE = 24 * 3_600_000;

/** Relies on the keys of queue and delivery. */
const REMOVE_WEBHOOKS = statement(
  `WITH gone AS (
     DELETE FROM webhook WHERE no IN (
       SELECT w.no FROM webhook w WHERE w.deleted < $1::bigint
         AND NOT EXISTS (SELECT 1 FROM queue q WHERE q.webhook_no = w.no)
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.webhook_no = w.no) ORDER BY w.no LIMIT $2::int)
     RETURNING no),
   forgotten AS (DELETE FROM webhook_rev r USING gone WHERE r.webhook_no = gone.no)
   SELECT no FROM gone`,
);
/** Relies on message_source. */
const REMOVE_SOURCES = statement(
  `DELETE FROM source WHERE no IN (
     SELECT s.no FROM source s WHERE s.deleted < $1::bigint
       AND NOT EXISTS (SELECT 1 FROM message m WHERE m.source_no = s.no) ORDER BY s.no LIMIT $2::int)
   RETURNING no`,
);
/** Relies on webhook_site, source_site, event_site and item_site. */
const REMOVE_SITES = statement(
  `DELETE FROM site WHERE no IN (
     SELECT s.no FROM site s WHERE s.deleted < $1::bigint
       AND NOT EXISTS (SELECT 1 FROM webhook w WHERE w.site_no = s.no)
       AND NOT EXISTS (SELECT 1 FROM source o WHERE o.site_no = s.no)
       AND NOT EXISTS (SELECT 1 FROM event e WHERE e.site_no = s.no)
       AND NOT EXISTS (SELECT 1 FROM item i WHERE i.site_no = s.no) ORDER BY s.no LIMIT $2::int)
   RETURNING no`,
);
/** Relies on the key of event. */
const OLDEST = statement("SELECT seq FROM event ORDER BY seq LIMIT 1");
const REVISIONS = statement(
  `SELECT webhook_no, rev FROM webhook_rev WHERE (webhook_no, rev) > ($1::int, $2::int)
   ORDER BY webhook_no, rev LIMIT $3::int`,
);
const REMOVE_REVISIONS = statement(
  `DELETE FROM webhook_rev r USING unnest($1::int[], $2::int[]) AS k(webhook_no, rev)
   WHERE r.webhook_no = k.webhook_no AND r.rev = k.rev AND EXISTS (
     SELECT 1 FROM webhook_rev n WHERE n.webhook_no = r.webhook_no AND n.rev = r.rev + 1 AND n.created < $3::bigint)`,
);

const START = { webhookNo: -1, rev: -1 };

/**
 * Deletes what nothing kept can refer to any more: webhooks, sources and sites deleted before a time, and revisions that
 * no kept event can have been matched with. To be asked when the events before that time are gone, but for those owed.
 *
 * Names of event types stay: a site that registers its types has few, and a name costs some tens of bytes once.
 */
export class CataloguePruning {
  readonly #db: Database;
  /** Where the walk over the revisions stands. */
  #last = START;

  constructor(db: Database) {
    this.#db = db;
  }

  /** One slice. True: go on. */
  async prune(before: number, limit: number): Promise<boolean> {
    return this.#db.transact(async (tx) => {
      const webhooks = await tx.rows(REMOVE_WEBHOOKS, before, limit);
      const sources = await tx.rows(REMOVE_SOURCES, before, limit);
      const sites = await tx.rows(REMOVE_SITES, before, limit);
      const areMoreRevisions = await this.#pruneRevisions(tx, before, limit);
      return areMoreRevisions || [webhooks, sources, sites].some(({ length }) => length === limit);
    });
  }

  async #pruneRevisions(tx: Tx, before: number, limit: number): Promise<boolean> {
    const oldest = await tx.one(OLDEST);
    const keptFrom = oldest ? Math.min(before, timeOfId(big(oldest, "seq"))) : before;
    const rows = await tx.rows(REVISIONS, this.#last.webhookNo, this.#last.rev, limit);
    const found = rows.map((row) => ({ webhookNo: num(row, "webhook_no"), rev: num(row, "rev") }));
    await tx.rows(
      REMOVE_REVISIONS,
      int4s(found.map(({ webhookNo }) => webhookNo)),
      int4s(found.map(({ rev }) => rev)),
      keptFrom - MATCHED_MS_BEFORE,
    );
    this.#last = found.length === limit ? found.at(-1)! : START;
    return found.length === limit;
  }
}
