/** Deliveries live in two tables, what is owed and what has ended; people see one kind of thing. */
import { ID_STEP, NODE_COUNT } from "../../model/ids.ts";
import type { DeliveryQuery, Page, StoredDelivery } from "../reads.ts";
import { int4s, int8s } from "./arrays.ts";
import type { Tx } from "./database.ts";
import { listOfSite, listOfWebhook } from "./delivery-lists.ts";
import { big, deliverySeq, endFromNumber, eventSeqOf, num, numOrNull, type Row, text, textOrNull } from "./rows.ts";
import { statement } from "./statement.ts";
import { listUnusual } from "./unusual-deliveries.ts";

export interface DeliveryKey {
  webhookNo: number;
  seq: bigint;
}

/** Relies on attempt_delivery; no attempt is older than its delivery. */
const LAST_ATTEMPT = (column: string) => `(SELECT a.${column} FROM attempt a
    WHERE a.delivery_seq = q.seq AND a.seq > q.seq ORDER BY a.seq DESC LIMIT 1)`;
/** Relies on the keys of queue, delivery and event. */
const FIND = statement(
  `WITH k AS (SELECT webhook_no, seq FROM unnest($1::int[], $2::bigint[]) AS k(webhook_no, seq))
   SELECT q.webhook_no, q.seq, q.place, t.name AS type, q.rev, NULL AS status, q.attempts, q.schedule_from, q.lane_seq,
     q.cancelling, q.owner IS NOT NULL AS claimed, q.due, NULL AS ended, ${LAST_ATTEMPT("code")} AS code,
     ${LAST_ATTEMPT("message")} AS error
   FROM k JOIN queue q ON q.webhook_no = k.webhook_no AND q.seq = k.seq
     JOIN event e ON e.seq = q.seq - q.place * 1024 JOIN type_name t ON t.no = e.type_no
   UNION ALL
   SELECT d.webhook_no, d.seq, d.place, t.name, d.rev, d.status, d.attempts, d.schedule_from, d.lane_seq, false, false,
     NULL, d.ended, d.code, d.error
   FROM k JOIN delivery d ON d.webhook_no = k.webhook_no AND d.seq = k.seq JOIN type_name t ON t.no = d.type_no`,
);

/** Deliveries, wherever they are, in the order asked for; those that are nowhere are left out. */
export async function findDeliveries(tx: Tx, keys: readonly DeliveryKey[]): Promise<StoredDelivery[]> {
  if (keys.length === 0) return [];
  const columns = [int4s(keys.map(({ webhookNo }) => webhookNo)), int8s(keys.map(({ seq }) => seq))];
  const found = (await tx.rows(FIND, ...columns)).map(toDelivery);
  const bySeq = new Map(found.map((delivery) => [delivery.seq, delivery]));
  return keys.flatMap(({ seq }) => bySeq.get(seq) ?? []);
}

const BELOW = statement("SELECT seq, targets FROM event WHERE seq <= $1 ORDER BY seq DESC LIMIT 1024");

/** The event that a delivery id belongs to, or that an event id is: the nearest up to it that the same node made. */
export async function eventOf(tx: Tx, seq: bigint): Promise<{ seq: bigint; targets: number[] } | null> {
  const nodes = BigInt(NODE_COUNT);
  const row = (await tx.rows(BELOW, seq)).find((below) => big(below, "seq") % nodes === seq % nodes);
  if (row === undefined) return null;
  const event = { seq: big(row, "seq"), targets: row.targets as number[] };
  return seq <= deliverySeq(event.seq, event.targets.length) ? event : null;
}

export async function readDelivery(tx: Tx, seq: bigint): Promise<StoredDelivery | null> {
  const event = await eventOf(tx, seq);
  const webhookNo = event?.targets[Number((seq - event.seq) / ID_STEP) - 1];
  return webhookNo === undefined ? null : ((await findDeliveries(tx, [{ webhookNo, seq }]))[0] ?? null);
}

const TARGETS = statement("SELECT targets FROM event WHERE seq = $1");

export async function deliveriesOf(tx: Tx, eventSeq: bigint): Promise<readonly StoredDelivery[]> {
  const row = await tx.one(TARGETS, eventSeq);
  const targets = (row?.targets ?? []) as number[];
  return findDeliveries(
    tx,
    targets.map((webhookNo, index) => ({ webhookNo, seq: deliverySeq(eventSeq, index + 1) })),
  );
}

export async function listDeliveries(tx: Tx, query: DeliveryQuery): Promise<Page<StoredDelivery>> {
  const { webhookNo } = query;
  if (webhookNo !== null) return listOfWebhook(tx, { ...query, webhookNo });
  return (await listUnusual(tx, query)) ?? listOfSite(tx, query);
}

function toDelivery(row: Row): StoredDelivery {
  const seq = big(row, "seq");
  return {
    seq,
    eventSeq: eventSeqOf(seq, BigInt(num(row, "place"))),
    webhookNo: num(row, "webhook_no"),
    type: text(row, "type"),
    rev: num(row, "rev"),
    attempts: num(row, "attempts"),
    scheduleFrom: num(row, "schedule_from"),
    laneSeq: numOrNull(row, "lane_seq"),
    status: row.status === null ? null : endFromNumber(num(row, "status")),
    isCancelling: row.cancelling === true,
    isClaimed: row.claimed === true,
    due: numOrNull(row, "due"),
    endedAt: numOrNull(row, "ended"),
    statusCode: numOrNull(row, "code"),
    error: textOrNull(row, "error"),
  };
}
