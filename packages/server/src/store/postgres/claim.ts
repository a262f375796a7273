import type { ClaimEntry, ClaimLaneEntry, ClaimLaneResult, ClaimResult, OwedDelivery } from "../journal-entry.ts";
import type { Batch } from "./batch.ts";
import { takeLane } from "./lane-rows.ts";
import { big, bigOrNull, eventSeqOf, num, numOrNull, type Row, text } from "./rows.ts";
import { statement } from "./statement.ts";

/** Rows of `found` with their events, as many as fit: one more after the limit of bytes is reached, none after that. */
const FITTING = `fitting AS MATERIALIZED (
    SELECT f.*, e.site_no, e.type_no, e.payload, e.message,
      sum(octet_length(e.payload)) OVER (ORDER BY f.rank) - octet_length(e.payload) AS bytes_before
    FROM found f JOIN event e ON e.seq = f.seq - f.place * 1024)`;
const OWED = `q.webhook_no, q.seq, q.place, q.rev, q.due, q.attempts, q.schedule_from, q.lane_key, q.lane_seq,
    q.cancelling`;

/** Takes due deliveries that no node has, oldest due first; passes over what another is just taking. Relies on queue_due. */
const CLAIM = statement(
  `WITH free AS MATERIALIZED (
    SELECT webhook_no, seq, place, due FROM queue
    WHERE webhook_no = $1 AND owner IS NULL AND lane_seq IS NULL AND due <= $2
      AND EXISTS (SELECT 1 FROM node n WHERE n.no = $3::int AND n.epoch = $4::int AND n.expires > $2::bigint)
    ORDER BY due LIMIT $5::int FOR UPDATE SKIP LOCKED),
  found AS (SELECT free.*, row_number() OVER (ORDER BY due, seq) AS rank FROM free),
  ${FITTING},
  taken AS (
    UPDATE queue q SET owner = $3::int, epoch = $4::int FROM fitting f
    WHERE q.webhook_no = f.webhook_no AND q.seq = f.seq AND f.bytes_before < $6::bigint
    RETURNING ${OWED}, f.rank, f.site_no, f.type_no, f.payload, f.message)
  SELECT taken.*, t.name AS type FROM taken JOIN type_name t ON t.no = taken.type_no ORDER BY rank`,
);
/** Relies on queue_due. */
const NEXT_DUE = statement(
  `SELECT due FROM queue WHERE webhook_no = $1 AND owner IS NULL AND lane_seq IS NULL
     AND EXISTS (SELECT 1 FROM node n WHERE n.no = $2::int AND n.epoch = $3::int AND n.expires > $4::bigint)
   ORDER BY due LIMIT 1`,
);
/** Relies on queue_lane. */
const READ_LANE = statement(
  `WITH found AS MATERIALIZED (
    SELECT ${OWED}, q.lane_seq AS rank FROM queue q
    WHERE q.webhook_no = $1 AND q.lane_key = $2 AND q.lane_seq > $3 AND q.lane_seq IS NOT NULL
    ORDER BY q.lane_seq LIMIT $4::int),
  ${FITTING}
  SELECT q.*, t.name AS type FROM fitting q JOIN type_name t ON t.no = q.type_no
  WHERE q.bytes_before < $5::bigint ORDER BY q.rank`,
);

export async function writeClaim(batch: Batch, entry: ClaimEntry): Promise<ClaimResult> {
  const { webhookNo, node, now, limit, maxBytes } = entry;
  const rows = await batch.tx.rows(CLAIM, webhookNo, now, node.no, node.epoch, limit, maxBytes);
  const deliveries = rows.map(toOwed);
  if (deliveries.length > 0) batch.prove("claim", deliveries[0]!.seq, webhookNo, node);
  const next = await batch.tx.one(NEXT_DUE, webhookNo, node.no, node.epoch, now);
  return { kind: "claimed", deliveries, nextDue: next ? num(next, "due") : null };
}

export async function writeClaimLane(batch: Batch, entry: ClaimLaneEntry): Promise<ClaimLaneResult> {
  const { webhookNo, laneKey, node, now, after, limit, maxBytes } = entry;
  const isOurs = await takeLane(batch.tx, { webhookNo, no: laneKey }, node, now);
  if (!isOurs) return { kind: "owned_elsewhere" };
  const rows = await batch.tx.rows(READ_LANE, webhookNo, laneKey, after, limit, maxBytes);
  return { kind: "claimed", deliveries: rows.map(toOwed), nextDue: null };
}

function toOwed(row: Row): OwedDelivery {
  const seq = big(row, "seq");
  return {
    seq,
    webhookNo: num(row, "webhook_no"),
    rev: num(row, "rev"),
    due: num(row, "due"),
    attempts: num(row, "attempts"),
    scheduleFrom: num(row, "schedule_from"),
    laneKey: row.lane_key as bigint | null,
    laneSeq: numOrNull(row, "lane_seq"),
    isCancelling: row.cancelling === true,
    event: {
      seq: eventSeqOf(seq, BigInt(num(row, "place"))),
      siteNo: num(row, "site_no"),
      type: text(row, "type"),
      payload: text(row, "payload"),
      messageSeq: bigOrNull(row, "message"),
    },
  };
}
