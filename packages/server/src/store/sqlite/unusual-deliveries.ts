/**
 * A site's deliveries that are owed, or did not succeed, newest first: few among many that did. Looked for by webhook,
 * where the site has few of those; along its events one would look at hundreds of pages of successes.
 */
import type { DatabaseSync } from "node:sqlite";
import { UNUSUAL_WEBHOOKS_MAX } from "../page.ts";
import type { DeliveryQuery, Page, StoredDelivery } from "../reads.ts";
import type { FindDelivery } from "./delivery-reads.ts";
import { MAX_SEQ, pageOf } from "./reads.ts";
import { big, each, endToNumber, num, prepare } from "./rows.ts";

/** Null where it does not suit: all statuses, successes, one type, or many webhooks. */
export function prepareListUnusual(
  db: DatabaseSync,
  find: FindDelivery,
): (query: DeliveryQuery) => Page<StoredDelivery> | null {
  // Relies on webhook_site. Deleted ones are there while anything of them is.
  const webhooksOf = prepare(db, `SELECT no FROM webhook WHERE site_no = ? LIMIT ${UNUSUAL_WEBHOOKS_MAX + 1}`);
  // Relies on the key of queue.
  const owed = prepare(
    db,
    "SELECT seq FROM queue WHERE webhook_no = ? AND seq < ? AND seq >= ? ORDER BY seq DESC LIMIT ?",
  );
  // Relies on delivery_ended: the predicate is repeated, or SQLite could not use it.
  const unlucky = prepare(
    db,
    `SELECT seq FROM delivery INDEXED BY delivery_ended
     WHERE webhook_no = ? AND status = ? AND status <> 1 AND seq < ? AND seq >= ? ORDER BY seq DESC LIMIT ?`,
  );
  return ({ siteNo, except, status, type, before, from, limit }) => {
    if (status === null || status === "success" || type !== null) return null;
    const webhookNos = Array.from(each(webhooksOf, siteNo), (row) => num(row, "no"));
    if (webhookNos.length === 0 || webhookNos.length > UNUSUAL_WEBHOOKS_MAX) return null;
    const leftOut = new Set(except);
    const range = [before ?? MAX_SEQ, from, limit] as const;
    const keys = webhookNos
      .filter((webhookNo) => !leftOut.has(webhookNo))
      .flatMap((webhookNo) => {
        const rows =
          status === "pending"
            ? each(owed, webhookNo, ...range)
            : each(unlucky, webhookNo, endToNumber(status), ...range);
        return Array.from(rows, (row) => ({ webhookNo, seq: big(row, "seq") }));
      })
      .sort((one, other) => (one.seq < other.seq ? 1 : -1))
      .slice(0, limit);
    return pageOf(
      keys.map(({ webhookNo, seq }) => find(webhookNo, seq)!),
      limit,
      null,
    );
  };
}
