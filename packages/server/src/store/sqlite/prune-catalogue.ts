import type { DatabaseSync } from "node:sqlite";
import { type PruneSlice, STEP_ROWS } from "./prune-walk.ts";
import { each, num, one, prepare, type Row } from "./rows.ts";

/** Ids are taken a little before their commit: among so many of the oldest events is the one with the oldest version. */
const OLDEST_LOOKED_AT = 1_000;

/**
 * Deletes what nothing kept can refer to any more: webhooks, sources and sites deleted before `before`, and revisions that
 * no kept event can have been matched with. To be called when the events before `before` are gone, but for those owed.
 * True: go on.
 *
 * Names of event types stay: a site that registers its types has few, and a name costs some tens of bytes once.
 */
export function preparePruneCatalogue(db: DatabaseSync): PruneSlice {
  const pruneRevisions = preparePruneRevisions(db);
  // The highest number stays, because SQLite would give it out again. Relies on the queue's key and on event_site.
  const deletedWebhooks = prepare(
    db,
    `SELECT no FROM webhook WHERE deleted < ? AND no < (SELECT max(no) FROM webhook)
       AND NOT EXISTS (SELECT 1 FROM queue WHERE webhook_no = webhook.no)
       AND NOT EXISTS (SELECT 1 FROM delivery WHERE webhook_no = webhook.no) LIMIT ?`,
  );
  const removeRevisions = prepare(db, "DELETE FROM webhook_rev WHERE webhook_no = ?");
  const removeWebhook = prepare(db, "DELETE FROM webhook WHERE no = ?");
  // Relies on message_source.
  const removeSources = prepare(
    db,
    `DELETE FROM source WHERE no IN (SELECT no FROM source WHERE deleted < ? AND no < (SELECT max(no) FROM source)
       AND NOT EXISTS (SELECT 1 FROM message WHERE source_no = source.no) LIMIT ?)`,
  );
  // Relies on webhook_site, source_site, event_site and item_site.
  const removeSites = prepare(
    db,
    `DELETE FROM site WHERE no IN (SELECT no FROM site WHERE deleted < ? AND no < (SELECT max(no) FROM site)
       AND NOT EXISTS (SELECT 1 FROM webhook WHERE site_no = site.no)
       AND NOT EXISTS (SELECT 1 FROM source WHERE site_no = site.no)
       AND NOT EXISTS (SELECT 1 FROM event WHERE site_no = site.no)
       AND NOT EXISTS (SELECT 1 FROM item WHERE site_no = site.no) LIMIT ?)`,
  );
  return (before, limit, isOver) => {
    const webhooks = Array.from(each(deletedWebhooks, before, limit), (row) => num(row, "no"));
    for (const no of webhooks) {
      removeRevisions.run(no);
      removeWebhook.run(no);
    }
    const sources = Number(removeSources.run(before, limit).changes);
    const sites = Number(removeSites.run(before, limit).changes);
    const areMore = webhooks.length === limit || sources === limit || sites === limit;
    return pruneRevisions(before, limit, isOver) || areMore;
  };
}

function preparePruneRevisions(db: DatabaseSync): PruneSlice {
  const oldestVersion = prepare(
    db,
    `SELECT min(version) AS version FROM
       (SELECT version FROM event WHERE seq >= 0 ORDER BY seq LIMIT ${OLDEST_LOOKED_AT})`,
  );
  const walk = prepare(
    db,
    `SELECT webhook_no, rev FROM webhook_rev WHERE (webhook_no, rev) > (?, ?) ORDER BY webhook_no, rev LIMIT ?`,
  );
  const isSuperseded = prepare(
    db,
    "SELECT 1 FROM webhook_rev WHERE webhook_no = ? AND rev = ? + 1 AND created < ? AND version <= ?",
  );
  const remove = prepare(db, "DELETE FROM webhook_rev WHERE webhook_no = ? AND rev = ?");
  const start = { webhook_no: -1n, rev: -1n } as Row;
  let last = start;
  return (before, limit, isOver) => {
    const version = one(oldestVersion)?.version ?? Number.MAX_SAFE_INTEGER; // null when there are no events
    const step = Math.min(limit, STEP_ROWS);
    do {
      const rows = Array.from(each(walk, last.webhook_no!, last.rev!, step));
      for (const { webhook_no, rev } of rows) {
        if (one(isSuperseded, webhook_no!, rev!, before, version)) remove.run(webhook_no!, rev!);
      }
      last = rows.length === step ? rows.at(-1)! : start;
      if (rows.length < step) return false;
    } while (!isOver());
    return true;
  };
}
