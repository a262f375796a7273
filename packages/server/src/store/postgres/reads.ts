/** The API's reads. Each names the index it relies on. */
import type { Attempt } from "../../model/delivery.ts";
import type { WebhookConfig } from "../../model/webhook.ts";
import type { EventQuery, ListedEvent, OwedLane, Page, StoredEvent, WebhookAsOf } from "../reads.ts";
import type { Tx } from "./database.ts";
import { big, bigOrNull, bytes, num, numOrNull, type Row, text, textOrNull } from "./rows.ts";
import { keyedBy, statement } from "./statement.ts";

/** A rare filter looks at so many rows a page, then answers short with a cursor. */
export const SCAN_LIMIT = 20_000;
export const MAX_SEQ = (1n << 63n) - 1n;

const FACTS = `e.seq, e.site_no, e.version, e.ordering_key, e.external_id, e.occurred, e.targets, e.message,
  t.name AS type`;
const OF_EVENT = "FROM event e JOIN type_name t ON t.no = e.type_no";
const LISTED = `${FACTS} ${OF_EVENT}`;

const READ_EVENT = statement(`SELECT ${FACTS}, e.payload ${OF_EVENT} WHERE e.seq = $1`);

export async function readEvent(tx: Tx, siteNo: number | null, seq: bigint): Promise<StoredEvent | null> {
  const row = await tx.one(READ_EVENT, seq);
  if (row === undefined || (siteNo !== null && num(row, "site_no") !== siteNo)) return null;
  return { ...toListed(row), payload: text(row, "payload") };
}

const NEWEST = statement(
  `SELECT ${LISTED} WHERE ${keyedBy("e.site_no", "$1")} AND e.seq < $2 AND e.seq >= $3 ORDER BY e.seq DESC LIMIT $4::int`,
);
const OF_TYPE = statement(
  `SELECT ${LISTED} WHERE e.seq = ANY (ARRAY(
     SELECT seq FROM (
       SELECT seq, type_no FROM event WHERE ${keyedBy("site_no", "$1")} AND seq < $2 AND seq >= $3
       ORDER BY seq DESC LIMIT ${SCAN_LIMIT}) s
     WHERE type_no = $4 ORDER BY seq DESC LIMIT $5::int))
   ORDER BY e.seq DESC`,
);
const LAST_SCANNED = statement(
  `SELECT seq FROM event WHERE ${keyedBy("site_no", "$1")} AND seq < $2 AND seq >= $3
   ORDER BY seq DESC LIMIT 1 OFFSET ${SCAN_LIMIT - 1}`,
);
/** Relies on the key of external_id. */
const EXTERNAL = statement(
  `SELECT ${FACTS} FROM external_id x JOIN event e ON e.seq = x.seq JOIN type_name t ON t.no = e.type_no
   WHERE x.site_no = $1 AND x.external_id = $2 AND x.seq < $3 AND x.seq >= $4 AND ($5::text IS NULL OR t.name = $5)`,
);

/** Relies on event_site, or on the key of external_id. */
export async function listEvents(tx: Tx, query: EventQuery): Promise<Page<ListedEvent>> {
  const { siteNo, type, externalId, before, from, limit } = query;
  const range = [before ?? MAX_SEQ, from] as const;
  if (externalId !== null) {
    if (externalId.includes("\0")) return { rows: [], next: null };
    return { rows: (await tx.rows(EXTERNAL, siteNo, externalId, ...range, type)).map(toListed), next: null };
  }
  if (type === null) return pageOf((await tx.rows(NEWEST, siteNo, ...range, limit)).map(toListed), limit, null);
  const no = await typeNo(tx, type);
  const rows = no === null ? [] : (await tx.rows(OF_TYPE, siteNo, ...range, no, limit)).map(toListed);
  const last = rows.length < limit ? await tx.one(LAST_SCANNED, siteNo, ...range) : undefined;
  return pageOf(rows, limit, last ? big(last, "seq") : null);
}

/** A full page goes on behind its last row, a short one behind the last row that was looked at. */
export function pageOf<T extends { seq: bigint }>(
  rows: readonly T[],
  limit: number,
  scannedTo: bigint | null,
): Page<T> {
  return { rows, next: rows.length === limit ? rows.at(-1)!.seq : scannedTo };
}

const TYPE_NO = statement("SELECT no FROM type_name WHERE name = $1");

/** The number of an event type, null when no event has it: nothing then matches it. */
export async function typeNo(tx: Tx, name: string): Promise<number | null> {
  const row = name.includes("\0") ? undefined : await tx.one(TYPE_NO, name);
  return row ? num(row, "no") : null;
}

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
    targets: row.targets as number[],
  };
}

/** Relies on attempt_delivery; no attempt is older than its delivery. */
const ATTEMPTS = statement("SELECT * FROM attempt WHERE delivery_seq = $1 AND seq > $1 ORDER BY seq LIMIT 1000");

export async function attemptsOf(tx: Tx, seq: bigint): Promise<readonly Attempt[]> {
  return (await tx.rows(ATTEMPTS, seq)).map(toAttempt);
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
    isResponseCut: row.is_cut === true,
  };
}

/** Relies on webhook_site and the key of webhook_rev. */
const AS_OF = statement(
  `SELECT w.no, w.id, r.rev, r.config FROM webhook w JOIN webhook_rev r ON r.webhook_no = w.no AND r.rev =
     (SELECT max(x.rev) FROM webhook_rev x WHERE x.webhook_no = w.no AND x.version <= $2::bigint)
   WHERE w.site_no = $1 AND (w.deleted_version IS NULL OR w.deleted_version > $2::bigint) ORDER BY w.no`,
);

export async function webhooksAsOf(tx: Tx, siteNo: number, version: number): Promise<readonly WebhookAsOf[]> {
  return (await tx.rows(AS_OF, siteNo, version)).map((row) => ({
    no: num(row, "no"),
    id: big(row, "id"),
    rev: num(row, "rev"),
    config: JSON.parse(text(row, "config")) as WebhookConfig,
  }));
}

const REVISION = statement("SELECT config FROM webhook_rev WHERE webhook_no = $1 AND rev = $2");

export async function readRevision(tx: Tx, webhookNo: number, rev: number): Promise<WebhookConfig | null> {
  const row = await tx.one(REVISION, webhookNo, rev);
  return row === undefined ? null : JSON.parse(text(row, "config"));
}

const NEXT_WEBHOOK = statement("SELECT webhook_no AS no FROM queue WHERE webhook_no > $1 ORDER BY webhook_no LIMIT 1");
const UNORDERED = statement(
  "SELECT 1 FROM queue WHERE webhook_no = $1 AND owner IS NULL AND lane_seq IS NULL ORDER BY due LIMIT 1",
);
/** From lane to lane by one seek each. */
const KEYS = statement(
  `WITH RECURSIVE found(lane_key, count) AS (
    (SELECT lane_key, 1 FROM queue WHERE webhook_no = $1 AND lane_key > $2 AND lane_seq IS NOT NULL
     ORDER BY lane_key LIMIT 1)
    UNION ALL
    SELECT next.lane_key, found.count + 1 FROM found CROSS JOIN LATERAL (
      SELECT q.lane_key FROM queue q
      WHERE q.webhook_no = $1 AND q.lane_key > found.lane_key AND q.lane_seq IS NOT NULL
      ORDER BY q.lane_key LIMIT 1) next
    WHERE found.count < $3::int)
   SELECT lane_key FROM found`,
);

/**
 * Skips from lane to lane, however many deliveries a lane owes. Relies on the key, queue_due and queue_lane. What a
 * dead node had claimed is found after `freeDead`.
 */
export async function owedLanes(tx: Tx, after: OwedLane | null, limit: number): Promise<readonly OwedLane[]> {
  const found: OwedLane[] = [];
  let webhookNo = after?.webhookNo ?? -1;
  if (after) await addKeys(tx, found, webhookNo, after.laneKey ?? -1n, limit);
  while (found.length < limit) {
    const next = await tx.one(NEXT_WEBHOOK, webhookNo);
    if (next === undefined) break;
    webhookNo = num(next, "no");
    if (await tx.one(UNORDERED, webhookNo)) found.push({ webhookNo, laneKey: null });
    await addKeys(tx, found, webhookNo, -1n, limit);
  }
  return found;
}

async function addKeys(tx: Tx, found: OwedLane[], webhookNo: number, above: bigint, limit: number): Promise<void> {
  if (found.length >= limit) return;
  const rows = await tx.rows(KEYS, webhookNo, above, limit - found.length);
  for (const row of rows) found.push({ webhookNo, laneKey: big(row, "lane_key") });
}
