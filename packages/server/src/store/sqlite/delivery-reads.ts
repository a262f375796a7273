/** Deliveries live in two tables, what is owed and what has ended; people see one kind of thing. */
import type { DatabaseSync } from "node:sqlite";
import { ID_STEP, NODE_COUNT } from "../../model/ids.ts";
import type { DeliveryQuery, Page, StoredDelivery } from "../reads.ts";
import { prepareListOfSite, prepareListOfWebhook } from "./delivery-lists.ts";
import {
  big,
  bytes,
  deliverySeq,
  each,
  endFromNumber,
  eventSeqOf,
  num,
  numOrNull,
  one,
  prepare,
  type Row,
  text,
  textOrNull,
  unpackTargets,
} from "./rows.ts";
import { prepareListUnusual } from "./unusual-deliveries.ts";

const OWED = `q.webhook_no, q.seq, q.place, t.name AS type, q.rev, NULL AS status, q.attempts, q.schedule_from,
  q.lane_seq, q.cancelling, q.owner IS NOT NULL AS claimed, q.due, NULL AS ended,
  (SELECT a.code FROM attempt a WHERE a.delivery_seq = q.seq ORDER BY a.seq DESC LIMIT 1) AS code,
  (SELECT a.message FROM attempt a WHERE a.delivery_seq = q.seq ORDER BY a.seq DESC LIMIT 1) AS error
  FROM queue q JOIN event e ON e.seq = q.seq - q.place * 1024 JOIN type_name t ON t.no = e.type_no`;
const ENDED = `d.webhook_no, d.seq, d.place, t.name AS type, d.rev, d.status, d.attempts, d.schedule_from, d.lane_seq,
  0 AS cancelling, 0 AS claimed, NULL AS due, d.ended, d.code, d.error
  FROM delivery d JOIN type_name t ON t.no = d.type_no`;

export interface DeliveryReads {
  readDelivery(seq: bigint): StoredDelivery | null;
  deliveriesOf(eventSeq: bigint): readonly StoredDelivery[];
  listDeliveries(query: DeliveryQuery): Page<StoredDelivery>;
}

export function prepareDeliveryReads(db: DatabaseSync): DeliveryReads {
  const find = prepareFindDelivery(db);
  const eventOf = prepareEventOf(db);
  const listOfWebhook = prepareListOfWebhook(db, find);
  const listOfSite = prepareListOfSite(db, find, eventOf);
  const listUnusual = prepareListUnusual(db, find);
  const targetsOf = prepare(db, "SELECT targets FROM event WHERE seq = ?");
  return {
    readDelivery(seq) {
      const event = eventOf(seq);
      const webhookNo = event?.targets[Number((seq - event.seq) / ID_STEP) - 1];
      return webhookNo === undefined ? null : find(webhookNo, seq);
    },
    deliveriesOf(eventSeq) {
      const row = one(targetsOf, eventSeq);
      if (row === undefined) return [];
      return unpackTargets(bytes(row, "targets"))
        .map((no, index) => find(no, deliverySeq(eventSeq, index + 1)))
        .filter((delivery) => delivery !== null);
    },
    listDeliveries(query) {
      const { webhookNo } = query;
      return webhookNo === null ? (listUnusual(query) ?? listOfSite(query)) : listOfWebhook({ ...query, webhookNo });
    },
  };
}

/** One delivery, wherever it is. */
export type FindDelivery = (webhookNo: number, seq: bigint) => StoredDelivery | null;

function prepareFindDelivery(db: DatabaseSync): FindDelivery {
  const owed = prepare(db, `SELECT ${OWED} WHERE q.webhook_no = ? AND q.seq = ?`);
  const ended = prepare(db, `SELECT ${ENDED} WHERE d.webhook_no = ? AND d.seq = ?`);
  return (webhookNo, seq) => {
    const row = one(owed, webhookNo, seq) ?? one(ended, webhookNo, seq);
    return row === undefined ? null : toDelivery(row);
  };
}

/** The event that a delivery id belongs to, or that an event id is: the nearest up to it that the same node made. */
export type EventOf = (seq: bigint) => { seq: bigint; targets: number[] } | null;

function prepareEventOf(db: DatabaseSync): EventOf {
  const below = prepare(db, "SELECT seq, targets FROM event WHERE seq <= ? ORDER BY seq DESC LIMIT 1024");
  return (seq) => {
    const nodes = BigInt(NODE_COUNT);
    for (const row of each(below, seq)) {
      const eventSeq = big(row, "seq");
      if (eventSeq % nodes !== seq % nodes) continue;
      const targets = unpackTargets(bytes(row, "targets"));
      return seq <= deliverySeq(eventSeq, targets.length) ? { seq: eventSeq, targets } : null;
    }
    return null;
  };
}

function toDelivery(row: Row): StoredDelivery {
  const seq = big(row, "seq");
  return {
    seq,
    eventSeq: eventSeqOf(seq, big(row, "place")),
    webhookNo: num(row, "webhook_no"),
    type: text(row, "type"),
    rev: num(row, "rev"),
    attempts: num(row, "attempts"),
    scheduleFrom: num(row, "schedule_from"),
    laneSeq: numOrNull(row, "lane_seq"),
    status: row.status === null ? null : endFromNumber(num(row, "status")),
    isCancelling: num(row, "cancelling") === 1,
    isClaimed: num(row, "claimed") === 1,
    due: numOrNull(row, "due"),
    endedAt: numOrNull(row, "ended"),
    statusCode: numOrNull(row, "code"),
    error: textOrNull(row, "error"),
  };
}
