import type { DatabaseSync } from "node:sqlite";
import type { LaneTicket, NodeLease } from "../journal-entry.ts";
import { num, numOrNull, one, prepare } from "./rows.ts";

/** Ordered lanes: giving places, and who owns one. */
export interface LaneRows {
  /** Gives the next place; takes the lane when nobody alive owns it, or nothing is owed in it. */
  join(webhookNo: number, laneKey: bigint, node: NodeLease, now: number): LaneTicket;
  /** Takes the lane when nobody alive owns it; true when it is this node's now. */
  take(webhookNo: number, laneKey: bigint, node: NodeLease, now: number): boolean;
  isOwned(webhookNo: number, laneKey: bigint, node: NodeLease): boolean;
  isOccupied(webhookNo: number, laneKey: bigint): boolean;
}

const isAlive = (owner: string, epoch: string) =>
  `EXISTS (SELECT 1 FROM node n WHERE n.no = ${owner} AND n.epoch = ${epoch} AND n.expires > :now)`;
const IS_ALIVE = isAlive(":owner", ":epoch");
const HAS_OWNER = isAlive("lane.owner", "lane.epoch");
const MAY_TAKE = `(${IS_ALIVE} AND (:isEmpty OR NOT ${HAS_OWNER}))`;

export function createLaneRows(db: DatabaseSync): LaneRows {
  // A new lane begins at the present millisecond: should it be pruned and made again, its places still rise.
  const place = prepare(
    db,
    `INSERT INTO lane (webhook_no, lane_key, next_seq, owner, epoch, touched)
     VALUES (:webhook, :key, :now, CASE WHEN ${IS_ALIVE} THEN :owner END, CASE WHEN ${IS_ALIVE} THEN :epoch END, :now)
     ON CONFLICT DO UPDATE SET next_seq = next_seq + 1, touched = :now,
       owner = CASE WHEN ${MAY_TAKE} THEN :owner ELSE owner END,
       epoch = CASE WHEN ${MAY_TAKE} THEN :epoch ELSE epoch END
     RETURNING next_seq, owner, epoch`,
  );
  const take = prepare(
    db,
    `UPDATE lane SET owner = :owner, epoch = :epoch
     WHERE webhook_no = :webhook AND lane_key = :key
       AND ((${IS_ALIVE} AND NOT ${HAS_OWNER}) OR (owner = :owner AND epoch = :epoch))
     RETURNING owner`,
  );
  const read = prepare(db, "SELECT owner, epoch FROM lane WHERE webhook_no = ? AND lane_key = ?");
  // Relies on queue_lane.
  const first = prepare(
    db,
    `SELECT 1 FROM queue WHERE webhook_no = ? AND lane_key = ? AND lane_seq IS NOT NULL LIMIT 1`,
  );
  const isOccupied = (webhookNo: number, laneKey: bigint) => one(first, webhookNo, laneKey) !== undefined;
  return {
    isOccupied,
    join(webhookNo, laneKey, node, now) {
      const isHead = !isOccupied(webhookNo, laneKey);
      const values = { ...named(webhookNo, laneKey, node, now), isEmpty: isHead ? 1 : 0 };
      const row = one(place, values as never)!;
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
