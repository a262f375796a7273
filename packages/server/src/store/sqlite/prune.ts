import type { DatabaseSync } from "node:sqlite";
import { firstIdAt } from "../../model/ids.ts";
import { prepareEndOwed } from "./intervene.ts";
import { big, bytes, deliverySeq, each, one, prepare, unpackTargets } from "./rows.ts";

export interface Pruning {
  prune(before: number, idempotencyBefore: number, limit: number): number;
  endDeleted(webhookNo: number, now: number, limit: number): number;
}

/** Deletes from the left edge by id, never an event still owed to somebody. Returns how many events went. */
export function preparePruning(db: DatabaseSync): Pruning {
  const oldest = prepare(db, "SELECT seq, targets FROM event WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?");
  const isOwed = prepare(db, "SELECT 1 FROM queue WHERE webhook_no = ? AND seq = ?");
  const removeDelivery = prepare(db, "DELETE FROM delivery WHERE webhook_no = ? AND seq = ?");
  const removeAttempts = prepare(db, "DELETE FROM attempt WHERE delivery_seq = ?"); // attempt_delivery
  const removeEvent = prepare(db, "DELETE FROM event WHERE seq = ?");
  const removeAnswers = prepare(
    db,
    `DELETE FROM idempotency WHERE (site_no, key_hash) IN
       (SELECT site_no, key_hash FROM idempotency WHERE created < ? ORDER BY created LIMIT ?)`,
  );
  const removeLanes = prepare(
    db,
    `DELETE FROM lane WHERE (webhook_no, lane_key) IN
       (SELECT l.webhook_no, l.lane_key FROM lane l WHERE l.touched < ? AND NOT EXISTS
         (SELECT 1 FROM queue q WHERE q.webhook_no = l.webhook_no AND q.lane_key = l.lane_key
          AND q.lane_seq IS NOT NULL) LIMIT ?)`,
  );
  const owedTo = prepare(db, "SELECT seq FROM queue WHERE webhook_no = ? ORDER BY seq LIMIT ?");
  const endOwed = prepareEndOwed(db);
  // Events that are still owed stay at the left edge: the walk goes on behind them and begins anew at its end.
  let from = 0n;
  return {
    prune(before, idempotencyBefore, limit) {
      removeAnswers.run(idempotencyBefore, limit);
      let removed = 0;
      let walked = 0;
      const rows = Array.from(each(oldest, from, firstIdAt(before), limit));
      for (const row of rows) {
        const seq = big(row, "seq");
        walked += 1;
        from = seq + 1n;
        const owed = unpackTargets(bytes(row, "targets")).map((no, index) => ({
          no,
          seq: deliverySeq(seq, index + 1),
        }));
        if (owed.some((delivery) => one(isOwed, delivery.no, delivery.seq) !== undefined)) continue;
        for (const delivery of owed) {
          removeAttempts.run(delivery.seq);
          removeDelivery.run(delivery.no, delivery.seq);
        }
        removeEvent.run(seq);
        removed += 1;
      }
      if (walked < limit) {
        from = 0n;
        removeLanes.run(before, limit);
      }
      return removed;
    },
    endDeleted(webhookNo, now, limit) {
      const owed = Array.from(each(owedTo, webhookNo, limit), (row) => big(row, "seq"));
      for (const seq of owed) endOwed(webhookNo, seq, now);
      return owed.length;
    },
  };
}
