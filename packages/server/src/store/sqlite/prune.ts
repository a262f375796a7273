import type { DatabaseSync } from "node:sqlite";
import type { FiguresPast } from "../figures.ts";
import { preparePruneFigures } from "./figures.ts";
import { prepareEndOwed } from "./intervene.ts";
import { preparePruneCatalogue } from "./prune-catalogue.ts";
import { preparePruneItems } from "./prune-items.ts";
import { preparePruneMessages } from "./prune-messages.ts";
import { LOOKS_PER_DELETION, type PruneSlice, pruneFromTheLeft, STEP_ROWS } from "./prune-walk.ts";
import { big, bytes, deliverySeq, each, num, one, prepare, type Row, unpackTargets } from "./rows.ts";

export interface Pruning {
  prune(before: number, idempotencyBefore: number, limit: number): boolean;
  pruneFigures(past: FiguresPast, limit: number): boolean;
  endDeleted(webhookNo: number, now: number, limit: number): number;
}

/** Commits that wait for the end of a slice wait no longer than this. Looked at after each step. */
const SLICE_MS = 5;

export function preparePruning(db: DatabaseSync): Pruning {
  const pruneEvents = preparePruneEvents(db);
  const pruneMessages = preparePruneMessages(db);
  const pruneItems = preparePruneItems(db);
  const pruneLanes = preparePruneLanes(db);
  const pruneCatalogue = preparePruneCatalogue(db);
  const pruneFigures = preparePruneFigures(db);
  // Relies on idempotency_created.
  const removeAnswers = prepare(
    db,
    `DELETE FROM idempotency WHERE (site_no, key_hash) IN
       (SELECT site_no, key_hash FROM idempotency WHERE created < ? ORDER BY created LIMIT ?)`,
  );
  const owedTo = prepare(db, "SELECT seq FROM queue WHERE webhook_no = ? ORDER BY seq LIMIT ?");
  const endOwed = prepareEndOwed(db);
  return {
    prune(before, idempotencyBefore, limit) {
      const endsAt = performance.now() + SLICE_MS;
      const isOver = () => performance.now() > endsAt;
      const areMoreAnswers = Number(removeAnswers.run(idempotencyBefore, limit).changes) === limit;
      if (pruneEvents(before, limit, isOver) || areMoreAnswers) return true;
      // What events refer to, when the walk over the events is at its end.
      if (pruneMessages(before, limit, isOver) || pruneItems(before, limit, isOver)) return true;
      return pruneLanes(before, limit, isOver) || pruneCatalogue(before, limit, isOver);
    },
    pruneFigures(past, limit) {
      const endsAt = performance.now() + SLICE_MS;
      return pruneFigures(past, limit, () => performance.now() > endsAt);
    },
    endDeleted(webhookNo, now, limit) {
      const owed = Array.from(each(owedTo, webhookNo, limit), (row) => big(row, "seq"));
      for (const seq of owed) endOwed(webhookNo, seq, now);
      return owed.length;
    },
  };
}

/** Never an event still owed to somebody. */
function preparePruneEvents(db: DatabaseSync): PruneSlice {
  const oldest = prepare(db, "SELECT seq, targets FROM event WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?");
  const isOwed = prepare(db, "SELECT 1 FROM queue WHERE webhook_no = ? AND seq = ?");
  const removeDelivery = prepare(db, "DELETE FROM delivery WHERE webhook_no = ? AND seq = ?");
  const removeAttempts = prepare(db, "DELETE FROM attempt WHERE delivery_seq = ?"); // attempt_delivery
  const removeEvent = prepare(db, "DELETE FROM event WHERE seq = ?");
  return pruneFromTheLeft(oldest, (row) => {
    const seq = big(row, "seq");
    const targets = unpackTargets(bytes(row, "targets"));
    const deliveries = targets.map((webhookNo, index) => ({ webhookNo, seq: deliverySeq(seq, index + 1) }));
    if (deliveries.some((delivery) => one(isOwed, delivery.webhookNo, delivery.seq))) return false;
    for (const delivery of deliveries) {
      removeAttempts.run(delivery.seq);
      removeDelivery.run(delivery.webhookNo, delivery.seq);
    }
    removeEvent.run(seq);
    return true;
  });
}

/** Deletes lanes that nothing joined since, walking the key: an index on `touched` would cost every ordered event. */
function preparePruneLanes(db: DatabaseSync): PruneSlice {
  const walk = prepare(
    db,
    `SELECT webhook_no, lane_key, touched FROM lane WHERE (webhook_no, lane_key) > (?, ?)
     ORDER BY webhook_no, lane_key LIMIT ?`,
  );
  // Relies on queue_lane.
  const isOwed = prepare(
    db,
    "SELECT 1 FROM queue WHERE webhook_no = ? AND lane_key = ? AND lane_seq IS NOT NULL LIMIT 1",
  );
  const remove = prepare(db, "DELETE FROM lane WHERE webhook_no = ? AND lane_key = ?");
  const start = { webhook_no: -1n, lane_key: -1n } as Row;
  let last = start;
  return (before, limit, isOver) => {
    const step = Math.min(limit, STEP_ROWS);
    for (let looks = 0; looks < limit * LOOKS_PER_DELETION; looks += step) {
      if (isOver()) return true;
      const rows = Array.from(each(walk, last.webhook_no!, last.lane_key!, step));
      for (const row of rows) {
        const key = [row.webhook_no!, row.lane_key!] as const;
        if (num(row, "touched") < before && !one(isOwed, ...key)) remove.run(...key);
      }
      last = rows.length === step ? rows.at(-1)! : start;
      if (rows.length < step) return false;
    }
    return true;
  };
}
