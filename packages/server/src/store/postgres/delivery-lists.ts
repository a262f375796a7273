/**
 * Lists of deliveries, newest first. A list walks keys and reads whole rows only for its page; a rare filter looks at
 * SCAN_LIMIT rows, then answers short with a cursor.
 */
import type { DeliveryQuery, Page, StoredDelivery } from "../reads.ts";
import { int4s, int8s } from "./arrays.ts";
import type { Tx } from "./database.ts";
import { type DeliveryKey, eventOf, findDeliveries } from "./delivery-reads.ts";
import { MAX_SEQ, pageOf, SCAN_LIMIT, typeNo } from "./reads.ts";
import { big, deliverySeq, endToNumber, type Row } from "./rows.ts";
import { keyedBy, type Statement, statement } from "./statement.ts";

type Value = number | bigint | null;

/** `scannedTo`: the last row looked at, when there were more than may be. */
interface Walked {
  seqs: readonly bigint[];
  scannedTo: bigint | null;
}

/** `matching` takes range, filter and limit; `lastScanned` the range. */
interface Walk {
  matching: Statement;
  lastScanned: Statement;
}

/** Relies on the key of queue. */
const OWED: Walk = {
  matching: statement(
    `SELECT q.seq FROM (
       SELECT seq, place FROM queue WHERE webhook_no = $1 AND seq < $2 AND seq >= $3
       ORDER BY seq DESC LIMIT ${SCAN_LIMIT}) q
     WHERE ($4::int IS NULL OR (SELECT e.type_no FROM event e WHERE e.seq = q.seq - q.place * 1024) = $4::int)
     ORDER BY q.seq DESC LIMIT $5::int`,
  ),
  lastScanned: statement(
    `SELECT seq FROM queue WHERE webhook_no = $1 AND seq < $2 AND seq >= $3
     ORDER BY seq DESC LIMIT 1 OFFSET ${SCAN_LIMIT - 1}`,
  ),
};
/** Relies on the key of delivery. */
const ENDED: Walk = {
  matching: statement(
    `SELECT seq FROM (
       SELECT seq, type_no, status FROM delivery WHERE webhook_no = $1 AND seq < $2 AND seq >= $3
       ORDER BY seq DESC LIMIT ${SCAN_LIMIT}) d
     WHERE ($4::int IS NULL OR type_no = $4::int) AND ($5::int IS NULL OR status = $5::int)
     ORDER BY seq DESC LIMIT $6::int`,
  ),
  lastScanned: statement(
    `SELECT seq FROM delivery WHERE webhook_no = $1 AND seq < $2 AND seq >= $3
     ORDER BY seq DESC LIMIT 1 OFFSET ${SCAN_LIMIT - 1}`,
  ),
};
/** Relies on delivery_ended, whose predicate is repeated. */
const UNLUCKY: Walk = {
  matching: statement(
    `SELECT seq FROM (
       SELECT seq, type_no FROM delivery
       WHERE webhook_no = $1 AND seq < $2 AND seq >= $3 AND status = $4::int AND status <> 1
       ORDER BY seq DESC LIMIT ${SCAN_LIMIT}) d
     WHERE ($5::int IS NULL OR type_no = $5::int) ORDER BY seq DESC LIMIT $6::int`,
  ),
  lastScanned: statement(
    `SELECT seq FROM delivery WHERE webhook_no = $1 AND seq < $2 AND seq >= $3 AND status = $4::int AND status <> 1
     ORDER BY seq DESC LIMIT 1 OFFSET ${SCAN_LIMIT - 1}`,
  ),
};

async function walk(
  tx: Tx,
  { matching, lastScanned }: Walk,
  range: readonly Value[],
  filter: readonly Value[],
  limit: number,
): Promise<Walked> {
  const rows = await tx.rows(matching, ...range, ...filter, limit);
  const last = rows.length < limit ? await tx.one(lastScanned, ...range) : undefined;
  return { seqs: rows.map((row) => big(row, "seq")), scannedTo: last ? big(last, "seq") : null };
}

/** Merges what is owed to the webhook with what has ended. */
export async function listOfWebhook(
  tx: Tx,
  query: DeliveryQuery & { webhookNo: number },
): Promise<Page<StoredDelivery>> {
  const { webhookNo, status, limit } = query;
  const type = query.type === null ? null : await typeNo(tx, query.type);
  if (query.type !== null && type === null) return { rows: [], next: null };
  const range = [webhookNo, query.before ?? MAX_SEQ, query.from];
  const walks: Walked[] = [];
  if (status === null || status === "pending") walks.push(await walk(tx, OWED, range, [type], limit));
  if (status === null || status === "success") {
    walks.push(await walk(tx, ENDED, range, [type, status === null ? null : 1], limit));
  }
  if (status === "failed" || status === "cancelled") {
    walks.push(await walk(tx, UNLUCKY, [...range, endToNumber(status)], [type], limit));
  }
  const { seqs, scannedTo } = merge(walks);
  const page = await findDeliveries(
    tx,
    seqs.slice(0, limit).map((seq) => ({ webhookNo, seq })),
  );
  return pageOf(page, limit, scannedTo);
}

/** Newest first, as far down as every walk has looked. */
function merge(walks: readonly Walked[]): Walked {
  let scannedTo = -1n;
  for (const { scannedTo: to } of walks) if (to !== null && to > scannedTo) scannedTo = to;
  const seqs = walks.flatMap((walked) => walked.seqs).filter((seq) => seq >= scannedTo);
  seqs.sort((one, other) => (one < other ? 1 : -1));
  return { seqs, scannedTo: scannedTo === -1n ? null : scannedTo };
}

/** So many events are taken first, each with as many targets as it has: most lists are full then. */
const FIRST_STEP = 500;
/**
 * Each step may take twice as many as the one before, up to this many. Where one type is asked for, as many are looked at
 * for them: few may be of that type.
 */
const STEP_MAX = 4_000;

/** Relies on event_site. */
const EVENTS = statement(
  `SELECT seq, targets FROM (
     SELECT seq, type_no, targets FROM event WHERE ${keyedBy("site_no", "$1")} AND seq <= $2 AND seq >= $3
     ORDER BY seq DESC LIMIT $5::int) e
   WHERE $4::int IS NULL OR type_no = $4::int ORDER BY seq DESC LIMIT $6::int`,
);
/** The last of a step. Relies on event_site. */
const LAST_EVENT = statement(
  `SELECT seq FROM event WHERE ${keyedBy("site_no", "$1")} AND seq <= $2 AND seq >= $3
   ORDER BY seq DESC LIMIT 1 OFFSET $4::int - 1`,
);
/** Of those asked for. Relies on the key of queue. */
const ARE_OWED = statement(
  `SELECT q.seq FROM unnest($1::int[], $2::bigint[]) AS k(webhook_no, seq)
   JOIN queue q ON q.webhook_no = k.webhook_no AND q.seq = k.seq`,
);
/** Of those asked for. Relies on the key of delivery. */
const HAVE_ENDED = statement(
  `SELECT d.seq FROM unnest($1::int[], $2::bigint[]) AS k(webhook_no, seq)
   JOIN delivery d ON d.webhook_no = k.webhook_no AND d.seq = k.seq WHERE d.status = $3::int`,
);

/** Walks the site's events, newest first, and looks at each one's deliveries. */
export async function listOfSite(tx: Tx, query: DeliveryQuery): Promise<Page<StoredDelivery>> {
  const { siteNo, except, type, status, before, from, limit } = query;
  const wantedType = type === null ? null : await typeNo(tx, type);
  if (type !== null && wantedType === null) return { rows: [], next: null };
  const leftOut = new Set(except);
  // The cursor stands inside an event's deliveries, or on an event that was looked at to its end.
  const cursorAt = before === null ? MAX_SEQ : ((await eventOf(tx, before))?.seq ?? before);
  let taken = FIRST_STEP;
  let start = cursorAt;
  let looked = 0;
  const page: DeliveryKey[] = [];
  const pageTo = async (next: bigint | null) => ({ rows: await findDeliveries(tx, page), next });
  for (;;) {
    const step = type === null ? taken : STEP_MAX;
    const events = await tx.rows(EVENTS, siteNo, start, from, wantedType, step, taken);
    const keys = events.flatMap((event) => {
      // Of an older event than the cursor's, which another node made, deliveries may have ids above the cursor.
      const isCut = before !== null && big(event, "seq") === cursorAt;
      const keys = keysOf(event).filter(({ webhookNo }) => !leftOut.has(webhookNo));
      return isCut ? keys.filter(({ seq }) => seq < before) : keys;
    });
    for (const key of await ofStatus(tx, keys, status)) {
      page.push(key);
      if (page.length === limit) return pageTo(key.seq);
    }
    const isFull = events.length === taken;
    const last = isFull ? events.at(-1) : await tx.one(LAST_EVENT, siteNo, start, from, step);
    if (last === undefined) return pageTo(null);
    looked += (isFull ? taken : step) + keys.length;
    if (looked >= SCAN_LIMIT) return pageTo(big(last, "seq"));
    start = big(last, "seq") - 1n;
    taken = Math.min(2 * taken, STEP_MAX);
  }
}

/** Newest first. */
function keysOf(event: Row): DeliveryKey[] {
  const eventSeq = big(event, "seq");
  const targets = event.targets as number[];
  return targets.map((webhookNo, index) => ({ webhookNo, seq: deliverySeq(eventSeq, index + 1) })).reverse();
}

async function ofStatus(
  tx: Tx,
  keys: readonly DeliveryKey[],
  status: DeliveryQuery["status"],
): Promise<readonly DeliveryKey[]> {
  if (status === null || keys.length === 0) return keys;
  const columns = [int4s(keys.map(({ webhookNo }) => webhookNo)), int8s(keys.map(({ seq }) => seq))];
  const rows =
    status === "pending"
      ? await tx.rows(ARE_OWED, ...columns)
      : await tx.rows(HAVE_ENDED, ...columns, endToNumber(status));
  const matching = new Set(rows.map((row) => big(row, "seq")));
  return keys.filter(({ seq }) => matching.has(seq));
}
