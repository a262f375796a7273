/**
 * Lists of deliveries, newest first. A list walks keys and reads whole rows only for its page; a rare filter looks at
 * SCAN_LIMIT keys, or follows LOOKUP_LIMIT of them, then answers short with a cursor.
 */
import type { DatabaseSync } from "node:sqlite";
import type { DeliveryQuery, Page, StoredDelivery } from "../reads.ts";
import type { EventOf, FindDelivery } from "./delivery-reads.ts";
import { LOOKUP_LIMIT, MAX_SEQ, pageOf, prepareTypeNo, SCAN_LIMIT } from "./reads.ts";
import { big, bytes, deliverySeq, each, endToNumber, one, prepare, unpackTargets } from "./rows.ts";

type Value = number | bigint | null;

/** `scannedTo`: the last row looked at, when there were more than may be. */
interface Walked {
  seqs: readonly bigint[];
  scannedTo: bigint | null;
}

type Walk = (range: readonly Value[], filter: readonly Value[], limit: number) => Walked;

/** `matching` takes range, filter and limit; `lastScanned` the range. */
function prepareWalk(db: DatabaseSync, matchingSql: string, lastScannedSql: string): Walk {
  const matching = prepare(db, matchingSql);
  const lastScanned = prepare(db, lastScannedSql);
  return (range, filter, limit) => {
    const seqs = Array.from(each(matching, ...range, ...filter, limit), (row) => big(row, "seq"));
    const last = seqs.length < limit ? one(lastScanned, ...range) : undefined;
    return { seqs, scannedTo: last ? big(last, "seq") : null };
  };
}

/** Merges what is owed to the webhook with what has ended. */
export function prepareListOfWebhook(db: DatabaseSync, find: FindDelivery) {
  const walkOwed = prepareWalkOwed(db);
  const walkEnded = prepareWalkEnded(db);
  const walkUnlucky = prepareWalkUnlucky(db);
  const typeNo = prepareTypeNo(db);
  return (query: DeliveryQuery & { webhookNo: number }): Page<StoredDelivery> => {
    const { webhookNo, status, limit } = query;
    const type = query.type === null ? null : typeNo(query.type);
    if (query.type !== null && type === null) return { rows: [], next: null };
    const range = [webhookNo, query.before ?? MAX_SEQ, query.from];
    const walks: Walked[] = [];
    if (status === null || status === "pending") walks.push(walkOwed(range, [type, type], limit));
    if (status === null) walks.push(walkEnded(range, [null, null, type, type], limit));
    if (status === "success") walks.push(walkEnded(range, [1, 1, type, type], limit));
    if (status === "failed" || status === "cancelled") {
      walks.push(walkUnlucky([...range, endToNumber(status)], [type, type], limit));
    }
    const { seqs, scannedTo } = merge(walks);
    const page = seqs.slice(0, limit).map((seq) => find(webhookNo, seq)!);
    return pageOf(page, limit, scannedTo);
  };
}

/** Newest first, as far down as every walk has looked. */
function merge(walks: readonly Walked[]): Walked {
  let scannedTo = -1n;
  for (const walk of walks) if (walk.scannedTo !== null && walk.scannedTo > scannedTo) scannedTo = walk.scannedTo;
  const seqs = walks.flatMap((walk) => walk.seqs).filter((seq) => seq >= scannedTo);
  seqs.sort((one, other) => (one < other ? 1 : -1));
  return { seqs, scannedTo: scannedTo === -1n ? null : scannedTo };
}

/** Relies on the key of queue. */
function prepareWalkOwed(db: DatabaseSync): Walk {
  return prepareWalk(
    db,
    `SELECT q.seq FROM (
       SELECT seq, place FROM queue WHERE webhook_no = ? AND seq < ? AND seq >= ?
       ORDER BY seq DESC LIMIT ${LOOKUP_LIMIT}) q
     CROSS JOIN event e ON e.seq = q.seq - q.place * 1024
     WHERE (? IS NULL OR e.type_no = ?) LIMIT ?`,
    `SELECT seq FROM queue WHERE webhook_no = ? AND seq < ? AND seq >= ?
     ORDER BY seq DESC LIMIT 1 OFFSET ${LOOKUP_LIMIT - 1}`,
  );
}

/** Relies on the key of delivery. */
function prepareWalkEnded(db: DatabaseSync): Walk {
  return prepareWalk(
    db,
    `SELECT seq FROM (
       SELECT seq, type_no, status FROM delivery WHERE webhook_no = ? AND seq < ? AND seq >= ?
       ORDER BY seq DESC LIMIT ${SCAN_LIMIT})
     WHERE (? IS NULL OR status = ?) AND (? IS NULL OR type_no = ?) LIMIT ?`,
    `SELECT seq FROM delivery WHERE webhook_no = ? AND seq < ? AND seq >= ?
     ORDER BY seq DESC LIMIT 1 OFFSET ${SCAN_LIMIT - 1}`,
  );
}

/**
 * Relies on delivery_ended: the predicate is repeated, or SQLite could not use it. It is named, or SQLite, which does not
 * know how rare the unlucky are, would walk the key for the sake of `type_no`.
 */
function prepareWalkUnlucky(db: DatabaseSync): Walk {
  return prepareWalk(
    db,
    `SELECT seq FROM (
       SELECT seq, type_no FROM delivery INDEXED BY delivery_ended
       WHERE webhook_no = ? AND seq < ? AND seq >= ? AND status = ? AND status <> 1
       ORDER BY seq DESC LIMIT ${LOOKUP_LIMIT})
     WHERE (? IS NULL OR type_no = ?) LIMIT ?`,
    `SELECT seq FROM delivery WHERE webhook_no = ? AND seq < ? AND seq >= ? AND status = ? AND status <> 1
     ORDER BY seq DESC LIMIT 1 OFFSET ${LOOKUP_LIMIT - 1}`,
  );
}

/** To find a delivery's status takes so many times as long as to step to the next event. */
const LOOKS_PER_STATUS = 2;

/**
 * Walks the site's events, newest first, and looks at each one's deliveries; of other types only the id is read. Relies
 * on event_site.
 */
export function prepareListOfSite(db: DatabaseSync, find: FindDelivery, eventOf: EventOf) {
  const events = prepare(
    db,
    `SELECT seq, CASE WHEN ? IS NULL OR type_no = ? THEN targets END AS targets
     FROM event WHERE site_no = ? AND seq <= ? AND seq >= ? ORDER BY seq DESC LIMIT ${LOOKUP_LIMIT}`,
  );
  const isOfStatus = prepareIsOfStatus(db);
  const typeNo = prepareTypeNo(db);
  return ({ siteNo, except, type, status, before, from, limit }: DeliveryQuery): Page<StoredDelivery> => {
    const wantedType = type === null ? null : typeNo(type);
    if (type !== null && wantedType === null) return { rows: [], next: null };
    const leftOut = new Set(except);
    const page: StoredDelivery[] = [];
    // The cursor stands inside an event's deliveries, or on an event that was looked at to its end.
    const start = before === null ? MAX_SEQ : (eventOf(before)?.seq ?? before);
    let looked = 0;
    for (const row of each(events, wantedType, wantedType, siteNo, start, from)) {
      const eventSeq = big(row, "seq");
      looked += 1;
      const targets = row.targets === null ? [] : unpackTargets(bytes(row, "targets"));
      for (let place = targets.length; place >= 1; place -= 1) {
        const seq = deliverySeq(eventSeq, place);
        if (leftOut.has(targets[place - 1]!)) continue;
        if (eventSeq === start && before !== null && seq >= before) continue;
        looked += LOOKS_PER_STATUS;
        if (isOfStatus(targets[place - 1]!, seq, status)) page.push(find(targets[place - 1]!, seq)!);
        if (page.length === limit) return { rows: page, next: seq };
      }
      if (looked >= LOOKUP_LIMIT) return { rows: page, next: eventSeq };
    }
    return { rows: page, next: null };
  };
}

function prepareIsOfStatus(db: DatabaseSync) {
  const isOwed = prepare(db, "SELECT 1 FROM queue WHERE webhook_no = ? AND seq = ?");
  const ended = prepare(db, "SELECT status FROM delivery WHERE webhook_no = ? AND seq = ?");
  return (webhookNo: number, seq: bigint, status: DeliveryQuery["status"]): boolean => {
    if (status === null) return true;
    if (status === "pending") return one(isOwed, webhookNo, seq) !== undefined;
    return one(ended, webhookNo, seq)?.status === BigInt(endToNumber(status));
  };
}
