/**
 * A site's deliveries that are owed, or did not succeed, newest first: few among many that did. Looked for by webhook,
 * where the site has few of those; along its events one would look at hundreds of pages of successes.
 */
import { UNUSUAL_WEBHOOKS_MAX } from "../page.ts";
import type { DeliveryQuery, Page, StoredDelivery } from "../reads.ts";
import { int4s } from "./arrays.ts";
import type { Tx } from "./database.ts";
import { findDeliveries } from "./delivery-reads.ts";
import { MAX_SEQ, pageOf } from "./reads.ts";
import { big, endToNumber, num } from "./rows.ts";
import { statement } from "./statement.ts";

/** Relies on webhook_site. Deleted ones are there while anything of them is. */
const WEBHOOKS = statement(`SELECT no FROM webhook WHERE site_no = $1 LIMIT ${UNUSUAL_WEBHOOKS_MAX + 1}`);
/** Relies on the key of queue. */
const OWED = statement(
  `SELECT w.no, q.seq FROM unnest($1::int[]) AS w(no) CROSS JOIN LATERAL (
     SELECT seq FROM queue WHERE webhook_no = w.no AND seq < $2::bigint AND seq >= $3::bigint
     ORDER BY seq DESC LIMIT $4::int) q
   ORDER BY q.seq DESC LIMIT $4::int`,
);
/** Relies on delivery_ended, whose predicate is repeated. */
const UNLUCKY = statement(
  `SELECT w.no, d.seq FROM unnest($1::int[]) AS w(no) CROSS JOIN LATERAL (
     SELECT seq FROM delivery
     WHERE webhook_no = w.no AND status = $5::int AND status <> 1 AND seq < $2::bigint AND seq >= $3::bigint
     ORDER BY seq DESC LIMIT $4::int) d
   ORDER BY d.seq DESC LIMIT $4::int`,
);

/** Null where it does not suit: all statuses, successes, one type, or many webhooks. */
export async function listUnusual(
  tx: Tx,
  { siteNo, except, status, type, before, from, limit }: DeliveryQuery,
): Promise<Page<StoredDelivery> | null> {
  if (status === null || status === "success" || type !== null) return null;
  const all = (await tx.rows(WEBHOOKS, siteNo)).map((row) => num(row, "no"));
  if (all.length === 0 || all.length > UNUSUAL_WEBHOOKS_MAX) return null;
  const leftOut = new Set(except);
  const webhookNos = int4s(all.filter((webhookNo) => !leftOut.has(webhookNo)));
  const range = [webhookNos, before ?? MAX_SEQ, from, limit] as const;
  const rows =
    status === "pending" ? await tx.rows(OWED, ...range) : await tx.rows(UNLUCKY, ...range, endToNumber(status));
  const keys = rows.map((row) => ({ webhookNo: num(row, "no"), seq: big(row, "seq") }));
  return pageOf(await findDeliveries(tx, keys), limit, null);
}
