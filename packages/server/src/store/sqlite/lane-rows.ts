import type { DatabaseSync } from "node:sqlite";
import type { LaneTicket, NodeLease } from "../journal-entry.ts";
import { num, numOrNull, one, prepare } from "./rows.ts";

/** Ordered lanes: giving places, and who owns one. */
export interface LaneRows {
  /** Gives the next place; takes the lane when nobody alive owns it. */
  join(webhookNo: number, laneKey: bigint, node: NodeLease, now: number): LaneTicket;
  /** Takes the lane when nobody alive owns it; true when it is this node's now. */
  take(webhookNo: number, laneKey: bigint, node: NodeLease, now: number): boolean;
  isOwned(webhookNo: number, laneKey: bigint, node: NodeLease): boolean;
}

const isAlive = (owner: string, epoch: string) =>
  `EXISTS (SELECT 1 FROM node n WHERE n.no = ${owner} AND n.epoch = ${epoch} AND n.expires > :now)`;
const IS_FREE = `(${isAlive(":owner", ":epoch")} AND NOT ${isAlive("lane.owner", "lane.epoch")})`;

export function createLaneRows(db: DatabaseSync): LaneRows {
  // A new lane begins at the present millisecond: should it be pruned and made again, its places still rise.
  const place = prepare(
    db,
    `INSERT INTO lane (webhook_no, lane_key, next_seq, owner, epoch, touched)
     VALUES (:webhook, :key, :now, :owner, :epoch, :now)
     ON CONFLICT DO UPDATE SET next_seq = next_seq + 1, touched = :now,
       owner = CASE WHEN ${IS_FREE} THEN :owner ELSE owner END,
       epoch = CASE WHEN ${IS_FREE} THEN :epoch ELSE epoch END
     RETURNING next_seq, owner, epoch`,
  );
  const take = prepare(
    db,
    `UPDATE lane SET owner = :owner, epoch = :epoch
     WHERE webhook_no = :webhook AND lane_key = :key AND (${IS_FREE} OR (owner = :owner AND epoch = :epoch))
     RETURNING owner`,
  );
  const read = prepare(db, "SELECT owner, epoch FROM lane WHERE webhook_no = ? AND lane_key = ?");
  // Relies on queue_lane.
  const first = prepare(
    db,
    `SELECT 1 FROM queue WHERE webhook_no = ? AND lane_key = ? AND lane_seq IS NOT NULL LIMIT 1`,
  );
  return {
    join(webhookNo, laneKey, node, now) {
      const isHead = one(first, webhookNo, laneKey) === undefined;
      const row = one(place, named(webhookNo, laneKey, node, now) as never)!;
      const isOwned = numOrNull(row, "owner") === node.no && numOrNull(row, "epoch") === node.epoch;
      return { laneSeq: num(row, "next_seq"), isOwned, isHead };
    },
    take: (webhookNo, laneKey, node, now) => one(take, named(webhookNo, laneKey, node, now) as never) !== undefined,
    isOwned(webhookNo, laneKey, node) {
      const row = one(read, webhookNo, laneKey);
      return row !== undefined && numOrNull(row, "owner") === node.no && numOrNull(row, "epoch") === node.epoch;
    },
  };
}

function named(webhookNo: number, laneKey: bigint, node: NodeLease, now: number) {
  return { webhook: webhookNo, key: laneKey, owner: node.no, epoch: node.epoch, now };
}
