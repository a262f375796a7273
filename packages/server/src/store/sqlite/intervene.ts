/** What a person does to one delivery: cancel it, or have it sent now. */
import type { DatabaseSync } from "node:sqlite";
import type { CancelEntry, CancelResult, RetryEntry, RetryResult } from "../journal-entry.ts";
import { num, one, prepare, type Row } from "./rows.ts";

const IS_ALIVE = "EXISTS (SELECT 1 FROM node n WHERE n.no = x.owner AND n.epoch = x.epoch AND n.expires > ?)";

/** Whether a node that is alive has the row: by itself, or by its lane. */
function prepareIsTaken(db: DatabaseSync): (row: Row, webhookNo: number, now: number) => boolean {
  const byRow = prepare(db, `SELECT 1 FROM queue x WHERE webhook_no = ? AND seq = ? AND ${IS_ALIVE}`);
  const byLane = prepare(db, `SELECT 1 FROM lane x WHERE webhook_no = ? AND lane_key = ? AND ${IS_ALIVE}`);
  return (row, webhookNo, now) =>
    row.lane_seq === null
      ? one(byRow, webhookNo, row.seq!, now) !== undefined
      : one(byLane, webhookNo, row.lane_key!, now) !== undefined;
}

const READ = "SELECT seq, due, lane_key, lane_seq, cancelling FROM queue WHERE webhook_no = ? AND seq = ?";

export function prepareCancel(db: DatabaseSync): (entry: CancelEntry) => CancelResult {
  const read = prepare(db, READ);
  const hasEnded = prepare(db, "SELECT 1 FROM delivery WHERE webhook_no = ? AND seq = ?");
  const isTaken = prepareIsTaken(db);
  const mark = prepare(db, "UPDATE queue SET cancelling = 1 WHERE webhook_no = ? AND seq = ?");
  const end = prepareEndOwed(db);
  return ({ webhookNo, seq, now }) => {
    const row = one(read, webhookNo, seq);
    if (row === undefined) return { kind: one(hasEnded, webhookNo, seq) ? "ended" : "unknown" };
    if (isTaken(row, webhookNo, now)) {
      mark.run(webhookNo, seq);
      return { kind: "cancelling" };
    }
    end(webhookNo, seq, now);
    return { kind: "cancelled" };
  };
}

export function prepareRetry(db: DatabaseSync): (entry: RetryEntry) => RetryResult {
  const read = prepare(db, READ);
  const isTaken = prepareIsTaken(db);
  // What a dead node had is free from here on: a claim must find it.
  const hurry = prepare(
    db,
    "UPDATE queue SET due = ?, cancelling = 0, owner = NULL, epoch = NULL WHERE webhook_no = ? AND seq = ?",
  );
  // An ordered delivery that is sent again by hand has lost its place: it goes by itself.
  const reopen = prepare(
    db,
    `INSERT INTO queue (webhook_no, seq, place, rev, due, attempts, schedule_from, owner, epoch, lane_key, lane_seq,
       cancelling)
     SELECT webhook_no, seq, place, rev, ?, attempts, attempts, NULL, NULL, NULL, NULL, 0 FROM delivery
     WHERE webhook_no = ? AND seq = ?`,
  );
  const forget = prepare(db, "DELETE FROM delivery WHERE webhook_no = ? AND seq = ?");
  return ({ webhookNo, seq, now }) => {
    const row = one(read, webhookNo, seq);
    if (row === undefined) {
      const reopened = reopen.run(now, webhookNo, seq).changes;
      if (Number(reopened) === 0) return { kind: "unknown" };
      forget.run(webhookNo, seq);
      return { kind: "queued" };
    }
    if (isTaken(row, webhookNo, now)) {
      return { kind: "held_by_node", isWaiting: row.lane_seq !== null && num(row, "due") > now };
    }
    hurry.run(now, webhookNo, seq);
    return { kind: "queued" };
  };
}

/** Ends, as cancelled, a delivery that is owed. */
export function prepareEndOwed(db: DatabaseSync): (webhookNo: number, seq: bigint, now: number) => void {
  const end = prepare(
    db,
    `INSERT INTO delivery (webhook_no, seq, place, type_no, rev, status, code, error, attempts, schedule_from, lane_seq,
       ended)
     SELECT q.webhook_no, q.seq, q.place, e.type_no, q.rev, 3,
       (SELECT a.code FROM attempt a WHERE a.delivery_seq = q.seq ORDER BY a.seq DESC LIMIT 1),
       (SELECT a.message FROM attempt a WHERE a.delivery_seq = q.seq ORDER BY a.seq DESC LIMIT 1),
       q.attempts, q.schedule_from, q.lane_seq, ?
     FROM queue q JOIN event e ON e.seq = q.seq - q.place * 1024 WHERE q.webhook_no = ? AND q.seq = ?`,
  );
  const remove = prepare(db, "DELETE FROM queue WHERE webhook_no = ? AND seq = ?");
  return (webhookNo, seq, now) => {
    end.run(now, webhookNo, seq);
    remove.run(webhookNo, seq);
  };
}
