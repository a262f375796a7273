/** What a person does to one delivery: cancel it, or have it sent now. */
import type { CancelEntry, CancelResult, RetryEntry, RetryResult } from "../journal-entry.ts";
import { int8s } from "./arrays.ts";
import type { Batch } from "./batch.ts";
import type { Tx } from "./database.ts";
import { lockLanes } from "./lane-rows.ts";
import type { Row } from "./rows.ts";
import { statement } from "./statement.ts";

const LANE_OF = statement("SELECT lane_key FROM queue WHERE webhook_no = $1 AND seq = $2 AND lane_seq IS NOT NULL");
const IS_ALIVE = "EXISTS (SELECT 1 FROM node n WHERE n.no = x.owner AND n.epoch = x.epoch AND n.expires > $3::bigint)";
/** `is_taken`: a node that is alive has it, by itself or by its lane. */
const LOCK = statement(
  `SELECT lane_seq IS NOT NULL AND due > $3::bigint AS is_waiting, CASE WHEN lane_seq IS NULL THEN ${IS_ALIVE} ELSE EXISTS (
       SELECT 1 FROM lane l JOIN node n ON n.no = l.owner AND n.epoch = l.epoch AND n.expires > $3::bigint
       WHERE l.webhook_no = x.webhook_no AND l.lane_key = x.lane_key) END AS is_taken
   FROM queue x WHERE webhook_no = $1 AND seq = $2 FOR UPDATE`,
);
const HAS_ENDED = statement("SELECT 1 FROM delivery WHERE webhook_no = $1 AND seq = $2");
const MARK = statement("UPDATE queue SET cancelling = true WHERE webhook_no = $1 AND seq = $2");
/** What a dead node had is free from here on: a claim must find it. */
const HURRY = statement(
  `UPDATE queue SET due = $3::bigint, cancelling = false, owner = NULL, epoch = NULL WHERE webhook_no = $1 AND seq = $2`,
);
/** An ordered delivery that is sent again by hand has lost its place: it goes by itself. */
const REOPEN = statement(
  `WITH ended AS (
    DELETE FROM delivery WHERE webhook_no = $1 AND seq = $2 RETURNING webhook_no, seq, place, rev, attempts)
   INSERT INTO queue (webhook_no, seq, place, rev, due, attempts, schedule_from, cancelling)
   SELECT webhook_no, seq, place, rev, $3::bigint, attempts, attempts, false FROM ended RETURNING seq`,
);
/** Relies on attempt_delivery; no attempt is older than its delivery. */
const LAST_ATTEMPT = (column: string) => `(SELECT a.${column} FROM attempt a
    WHERE a.delivery_seq = o.seq AND a.seq > o.seq ORDER BY a.seq DESC LIMIT 1)`;
const END_OWED = statement(
  `WITH o AS (
    DELETE FROM queue q USING unnest($2::bigint[]) AS s(seq) WHERE q.webhook_no = $1 AND q.seq = s.seq RETURNING q.*)
   INSERT INTO delivery (webhook_no, seq, place, type_no, rev, status, code, error, attempts, schedule_from, lane_seq,
     ended)
   SELECT o.webhook_no, o.seq, o.place, e.type_no, o.rev, 3, ${LAST_ATTEMPT("code")}, ${LAST_ATTEMPT("message")},
     o.attempts, o.schedule_from, o.lane_seq, $3::bigint
   FROM o JOIN event e ON e.seq = o.seq - o.place * 1024 RETURNING seq`,
);

export async function writeCancel(batch: Batch, { webhookNo, seq, now }: CancelEntry): Promise<CancelResult> {
  const { tx } = batch;
  const row = await lock(tx, webhookNo, seq, now);
  if (row === undefined) return { kind: (await tx.one(HAS_ENDED, webhookNo, seq)) ? "ended" : "unknown" };
  if (row.is_taken) {
    await tx.rows(MARK, webhookNo, seq);
    return { kind: "cancelling" };
  }
  await endOwed(tx, webhookNo, int8s([seq]), now);
  batch.prove("delivery", seq, webhookNo);
  return { kind: "cancelled" };
}

export async function writeRetry(batch: Batch, { webhookNo, seq, now }: RetryEntry): Promise<RetryResult> {
  const { tx } = batch;
  const row = await lock(tx, webhookNo, seq, now);
  if (row === undefined) {
    if ((await tx.one(REOPEN, webhookNo, seq, now)) === undefined) return { kind: "unknown" };
    batch.prove("queue", seq, webhookNo);
    return { kind: "queued" };
  }
  if (row.is_taken) return { kind: "held_by_node", isWaiting: row.is_waiting === true };
  await tx.rows(HURRY, webhookNo, seq, now);
  return { kind: "queued" };
}

/** Ends, as cancelled, deliveries of a webhook that are owed. */
export async function endOwed(tx: Tx, webhookNo: number, seqs: Buffer, now: number): Promise<number> {
  return (await tx.rows(END_OWED, webhookNo, seqs, now)).length;
}

/** The lane first: whoever takes it over meanwhile reads what is owed in it. */
async function lock(tx: Tx, webhookNo: number, seq: bigint, now: number): Promise<Row | undefined> {
  const lane = await tx.one(LANE_OF, webhookNo, seq);
  if (lane) await lockLanes(tx, [{ webhookNo, no: lane.lane_key as bigint }]);
  return tx.one(LOCK, webhookNo, seq, now);
}
