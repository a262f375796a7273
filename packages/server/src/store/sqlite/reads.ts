/** The API's reads, for the reading connection. Each names the index it relies on. */
import type { DatabaseSync } from "node:sqlite";
import type { Attempt } from "../../model/delivery.ts";
import type { WebhookConfig } from "../../model/webhook.ts";
import type { EventQuery, ListedEvent, OwedLane, Page, StoredEvent, WebhookAsOf } from "../reads.ts";
import {
  big,
  bigOrNull,
  bytes,
  each,
  num,
  numOrNull,
  one,
  prepare,
  type Row,
  text,
  textOrNull,
  unpackTargets,
} from "./rows.ts";

/** A rare filter looks at so many keys of deliveries a page, then answers short with a cursor: for about 4 ms. */
export const SCAN_LIMIT = 20_000;
/** Where each look goes from one table or index into another, with payloads beside: up to four times the time. */
export const LOOKUP_LIMIT = 5_000;

const FACTS = `e.seq, e.site_no, e.version, e.ordering_key, e.external_id, e.occurred, e.targets, e.message,
  t.name AS type`;
const OF_EVENT = "FROM event e JOIN type_name t ON t.no = e.type_no";
const LISTED = `${FACTS} ${OF_EVENT}`;

export function prepareReadEvent(db: DatabaseSync): (siteNo: number | null, seq: bigint) => StoredEvent | null {
  const read = prepare(db, `SELECT ${FACTS}, e.payload ${OF_EVENT} WHERE e.seq = ?`);
  return (siteNo, seq) => {
    const row = one(read, seq);
    if (row === undefined || (siteNo !== null && num(row, "site_no") !== siteNo)) return null;
    return { ...toListed(row), payload: text(row, "payload") };
  };
}

/** Relies on event_site, or on event_external. */
export function prepareListEvents(db: DatabaseSync): (query: EventQuery) => Page<ListedEvent> {
  const newest = prepare(
    db,
    `SELECT ${LISTED} WHERE e.site_no = ? AND e.seq < ? AND e.seq >= ? ORDER BY e.seq DESC LIMIT ?`,
  );
  const ofType = prepare(
    db,
    `SELECT ${LISTED} WHERE e.seq IN (
       SELECT seq FROM (
         SELECT seq, type_no FROM event WHERE site_no = ? AND seq < ? AND seq >= ? ORDER BY seq DESC LIMIT ${LOOKUP_LIMIT})
       WHERE type_no = ? LIMIT ?)
     ORDER BY e.seq DESC`,
  );
  const lastScanned = prepare(
    db,
    `SELECT seq FROM event WHERE site_no = ? AND seq < ? AND seq >= ? ORDER BY seq DESC
     LIMIT 1 OFFSET ${LOOKUP_LIMIT - 1}`,
  );
  const external = prepare(
    db,
    `SELECT ${LISTED} WHERE e.site_no = ? AND e.external_id = ? AND e.external_id IS NOT NULL
       AND e.seq < ? AND e.seq >= ? AND (? IS NULL OR t.name = ?)`,
  );
  const typeNo = prepareTypeNo(db);
  return ({ siteNo, type, externalId, before, from, limit }) => {
    const range = [before ?? MAX_SEQ, from] as const;
    if (externalId !== null) {
      return { rows: Array.from(each(external, siteNo, externalId, ...range, type, type), toListed), next: null };
    }
    if (type === null) return pageOf(Array.from(each(newest, siteNo, ...range, limit), toListed), limit, null);
    const rows = Array.from(each(ofType, siteNo, ...range, typeNo(type), limit), toListed);
    const last = rows.length < limit ? one(lastScanned, siteNo, ...range) : undefined;
    return pageOf(rows, limit, last ? big(last, "seq") : null);
  };
}

/** A full page goes on behind its last row, a short one behind the last row that was looked at. */
export function pageOf<T extends { seq: bigint }>(
  rows: readonly T[],
  limit: number,
  scannedTo: bigint | null,
): Page<T> {
  return { rows, next: rows.length === limit ? rows.at(-1)!.seq : scannedTo };
}

/** The number of an event type, null when no event has it: nothing then matches it. */
export function prepareTypeNo(db: DatabaseSync): (name: string) => number | null {
  const find = prepare(db, "SELECT no FROM type_name WHERE name = ?");
  return (name) => {
    const row = one(find, name);
    return row ? num(row, "no") : null;
  };
}

export const MAX_SEQ = (1n << 63n) - 1n;

function toListed(row: Row): ListedEvent {
  return {
    seq: big(row, "seq"),
    siteNo: num(row, "site_no"),
    type: text(row, "type"),
    version: num(row, "version"),
    orderingKey: textOrNull(row, "ordering_key"),
    externalId: textOrNull(row, "external_id"),
    occurredAt: numOrNull(row, "occurred"),
    messageSeq: bigOrNull(row, "message"),
    targets: unpackTargets(bytes(row, "targets")),
  };
}

/** Relies on attempt_delivery. */
export function prepareAttemptsOf(db: DatabaseSync): (seq: bigint) => readonly Attempt[] {
  const read = prepare(db, "SELECT * FROM attempt WHERE delivery_seq = ? ORDER BY seq LIMIT 1000");
  return (seq) => Array.from(each(read, seq), toAttempt);
}

function toAttempt(row: Row): Attempt {
  const response = textOrNull(row, "response");
  return {
    seq: big(row, "seq"),
    deliverySeq: big(row, "delivery_seq"),
    number: num(row, "number"),
    rev: num(row, "rev"),
    startedAt: num(row, "started"),
    durationMs: num(row, "ms"),
    statusCode: numOrNull(row, "code"),
    failure: textOrNull(row, "failure") as Attempt["failure"],
    message: textOrNull(row, "message"),
    timings: JSON.parse(text(row, "timings")),
    requestHeaders: JSON.parse(text(row, "request")),
    responseHeaders: response === null ? null : JSON.parse(response),
    responseBody: row.body === null ? null : bytes(row, "body"),
    isResponseCut: num(row, "is_cut") === 1,
  };
}

/** Relies on webhook_site and the key of webhook_rev. */
export function prepareWebhooksAsOf(db: DatabaseSync): (siteNo: number, version: number) => readonly WebhookAsOf[] {
  const read = prepare(
    db,
    `SELECT w.no, w.id, r.rev, r.config FROM webhook w JOIN webhook_rev r ON r.webhook_no = w.no AND r.rev =
       (SELECT max(x.rev) FROM webhook_rev x WHERE x.webhook_no = w.no AND x.version <= :version)
     WHERE w.site_no = :site AND (w.deleted_version IS NULL OR w.deleted_version > :version) ORDER BY w.no`,
  );
  return (siteNo, version) =>
    Array.from(each(read, { site: siteNo, version } as never), (row) => ({
      no: num(row, "no"),
      id: big(row, "id"),
      rev: num(row, "rev"),
      config: JSON.parse(text(row, "config")) as WebhookConfig,
    }));
}

export function prepareReadRevision(db: DatabaseSync): (webhookNo: number, rev: number) => WebhookConfig | null {
  const read = prepare(db, "SELECT config FROM webhook_rev WHERE webhook_no = ? AND rev = ?");
  return (webhookNo, rev) => {
    const row = one(read, webhookNo, rev);
    return row === undefined ? null : JSON.parse(text(row, "config"));
  };
}

/**
 * Skips from lane to lane: one seek each, however many deliveries a lane owes. Relies on the key, queue_due and
 * queue_lane. What a dead node had claimed is found after `freeDead`.
 */
export function prepareOwedLanes(db: DatabaseSync): (after: OwedLane | null, limit: number) => readonly OwedLane[] {
  const nextWebhook = prepare(db, "SELECT min(webhook_no) AS no FROM queue WHERE webhook_no > ?");
  const unordered = prepare(
    db,
    "SELECT 1 FROM queue INDEXED BY queue_due WHERE webhook_no = ? AND owner IS NULL AND lane_seq IS NULL LIMIT 1",
  );
  const nextKey = prepare(
    db,
    "SELECT min(lane_key) AS key FROM queue WHERE webhook_no = ? AND lane_key > ? AND lane_seq IS NOT NULL",
  );
  return (after, limit) => {
    const found: OwedLane[] = [];
    let webhookNo = after?.webhookNo ?? -1;
    let key = after?.laneKey ?? null;
    let isInside = after !== null;
    while (found.length < limit) {
      if (isInside) {
        const row = one(nextKey, webhookNo, key ?? -1n)!;
        if (row.key !== null) {
          key = big(row, "key");
          found.push({ webhookNo, laneKey: key });
          continue;
        }
      }
      const next = one(nextWebhook, webhookNo)!;
      if (next.no === null) break;
      webhookNo = num(next, "no");
      key = null;
      isInside = true;
      if (one(unordered, webhookNo)) found.push({ webhookNo, laneKey: null });
    }
    return found;
  };
}
