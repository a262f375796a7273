import type { DatabaseSync } from "node:sqlite";
import type { ClaimEntry, ClaimLaneEntry, ClaimLaneResult, ClaimResult, OwedDelivery } from "../journal-entry.ts";
import type { LaneRows } from "./lane-rows.ts";
import type { Leases } from "./nodes.ts";
import { big, bigOrNull, each, eventSeqOf, num, numOrNull, one, prepare, type Row, text } from "./rows.ts";

const OWED = `q.webhook_no, q.seq, q.place, q.rev, q.due, q.attempts, q.schedule_from, q.lane_key, q.lane_seq,
  q.cancelling, e.site_no, t.name AS type, e.payload, e.message
  FROM queue q JOIN event e ON e.seq = q.seq - q.place * 1024 JOIN type_name t ON t.no = e.type_no`;

/** Takes due deliveries that no node has, oldest due first. Relies on queue_due. */
export function prepareClaim(db: DatabaseSync, leases: Leases): (entry: ClaimEntry) => ClaimResult {
  const due = prepare(
    db,
    `SELECT ${OWED} WHERE q.webhook_no = ? AND q.owner IS NULL AND q.lane_seq IS NULL AND q.due <= ? ORDER BY q.due`,
  );
  const next = prepare(
    db,
    `SELECT due FROM queue WHERE webhook_no = ? AND owner IS NULL AND lane_seq IS NULL ORDER BY due LIMIT 1`,
  );
  const own = prepare(db, "UPDATE queue SET owner = ?, epoch = ? WHERE webhook_no = ? AND seq = ?");
  return (entry) => {
    if (!leases.isAlive(entry.node, entry.now)) return { kind: "claimed", deliveries: [], nextDue: null };
    const deliveries = readUpTo(each(due, entry.webhookNo, entry.now), entry.limit, entry.maxBytes);
    for (const { seq } of deliveries) own.run(entry.node.no, entry.node.epoch, entry.webhookNo, seq);
    const waiting = one(next, entry.webhookNo);
    return { kind: "claimed", deliveries, nextDue: waiting ? num(waiting, "due") : null };
  };
}

/** Takes an ordered lane, or reads on in it. Relies on queue_lane. */
export function prepareClaimLane(db: DatabaseSync, lanes: LaneRows): (entry: ClaimLaneEntry) => ClaimLaneResult {
  const inOrder = prepare(
    db,
    `SELECT ${OWED} WHERE q.webhook_no = ? AND q.lane_key = ? AND q.lane_seq > ? AND q.lane_seq IS NOT NULL
     ORDER BY q.lane_seq`,
  );
  return (entry) => {
    if (!lanes.take(entry.webhookNo, entry.laneKey, entry.node, entry.now)) return { kind: "owned_elsewhere" };
    const rows = each(inOrder, entry.webhookNo, entry.laneKey, entry.after);
    return { kind: "claimed", deliveries: readUpTo(rows, entry.limit, entry.maxBytes), nextDue: null };
  };
}

function readUpTo(rows: Iterable<Row>, limit: number, maxBytes: number): OwedDelivery[] {
  const found: OwedDelivery[] = [];
  let bytes = 0;
  for (const row of rows) {
    const delivery = toOwed(row);
    found.push(delivery);
    bytes += delivery.event.payload.length;
    if (found.length >= limit || bytes >= maxBytes) break;
  }
  return found;
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
    isCancelling: num(row, "cancelling") === 1,
    event: {
      seq: eventSeqOf(seq, big(row, "place")),
      siteNo: num(row, "site_no"),
      type: text(row, "type"),
      payload: text(row, "payload"),
      messageSeq: bigOrNull(row, "message"),
    },
  };
}
