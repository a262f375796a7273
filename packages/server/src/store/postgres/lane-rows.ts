import type { LaneTicket, NodeLease } from "../journal-entry.ts";
import { int4s, int8s } from "./arrays.ts";
import { type Tx, together } from "./database.ts";
import { big, inKeyOrder, keyOf, num, type Row } from "./rows.ts";
import { statement } from "./statement.ts";

export interface LaneId {
  webhookNo: number;
  no: bigint;
}

/**
 * Gives each lane as many places as are asked for, in the order of the key; what is returned is the last of them. A new
 * lane begins at the present millisecond: should it be pruned and made again, its places still rise. It is the node's,
 * if that is alive. A lane that was there is locked by this; whose it is, is asked by the next statement.
 */
const JOIN = statement(
  `INSERT INTO lane AS l (webhook_no, lane_key, next_seq, owner, epoch, touched)
   SELECT t.webhook_no, t.lane_key, t.now + t.count - 1, n.no, n.epoch, t.now
   FROM unnest($1::int[], $2::bigint[], $3::int[], $4::bigint[]) AS t(webhook_no, lane_key, count, now)
   LEFT JOIN node n ON n.no = $5::int AND n.epoch = $6::int AND n.expires > t.now
   ORDER BY t.webhook_no, t.lane_key
   ON CONFLICT (webhook_no, lane_key) DO UPDATE SET
     next_seq = l.next_seq + excluded.next_seq - excluded.touched + 1, touched = excluded.touched
   RETURNING webhook_no, lane_key, next_seq`,
);
/** Relies on queue_lane. */
const IS_OCCUPIED = `EXISTS (SELECT 1 FROM queue q
       WHERE q.webhook_no = t.webhook_no AND q.lane_key = t.lane_key AND q.lane_seq IS NOT NULL)`;
const OCCUPIED = statement(
  `SELECT t.webhook_no, t.lane_key FROM unnest($1::int[], $2::bigint[]) AS t(webhook_no, lane_key)
   WHERE ${IS_OCCUPIED}`,
);
/**
 * Takes lanes that no living node owns, and those in which nothing is owed. First a row for each lane, then one more for
 * each that was taken. To be asked when the lanes are locked, by a statement of its own: one that had to wait for a lock
 * sees the lane as it is now, but `queue` and `node` as they were before it waited.
 */
const TAKE_FREE = statement(
  `WITH asked AS MATERIALIZED (
     SELECT t.webhook_no, t.lane_key, t.now, l.owner = $4::int AND l.epoch = $5::int AS is_owned,
       ${IS_OCCUPIED} AS is_occupied,
       EXISTS (SELECT 1 FROM node n WHERE n.no = l.owner AND n.epoch = l.epoch AND n.expires > t.now) AS has_owner
     FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS t(webhook_no, lane_key, now)
     JOIN lane l ON l.webhook_no = t.webhook_no AND l.lane_key = t.lane_key),
   taken AS (
     UPDATE lane l SET owner = n.no, epoch = n.epoch
     FROM asked a JOIN node n ON n.no = $4::int AND n.epoch = $5::int AND n.expires > a.now
     WHERE l.webhook_no = a.webhook_no AND l.lane_key = a.lane_key
       AND a.is_owned IS NOT TRUE AND NOT (a.has_owner AND a.is_occupied)
     RETURNING l.webhook_no, l.lane_key)
   SELECT webhook_no, lane_key, coalesce(is_owned, false) AS is_owned, is_occupied FROM asked
   UNION ALL SELECT webhook_no, lane_key, true, NULL FROM taken`,
);
const LOCK = statement(
  `SELECT 1 FROM unnest($1::int[], $2::bigint[]) AS t(webhook_no, lane_key)
   JOIN lane l ON l.webhook_no = t.webhook_no AND l.lane_key = t.lane_key
   ORDER BY l.webhook_no, l.lane_key FOR NO KEY UPDATE OF l`,
);
const IS_ALIVE = (owner: string, epoch: string, now: string) =>
  `EXISTS (SELECT 1 FROM node n WHERE n.no = ${owner} AND n.epoch = ${epoch} AND n.expires > ${now})`;
const TAKE = statement(
  `UPDATE lane SET owner = $3::int, epoch = $4::int
   WHERE webhook_no = $1 AND lane_key = $2 AND (
     (owner = $3::int AND epoch = $4::int)
     OR (${IS_ALIVE("$3::int", "$4::int", "$5::bigint")} AND NOT ${IS_ALIVE("lane.owner", "lane.epoch", "$5::bigint")}))
   RETURNING owner`,
);

/** Someone who joins a lane, as an entry of a batch asks for it. */
export interface Joining extends LaneId {
  now: number;
  /** Where its entry stands in the batch. */
  index: number;
}

/** The lanes that settlements of the same batch have taken a delivery from, and the last entry that did. */
export type LeftAt = ReadonlyMap<string, number>;

/**
 * Gives each its place, as if one after another. Settlements of the batch have been written before, whatever their
 * place in it: a lane that one of them empties only later is not empty yet for who joined before.
 */
export async function joinLanes(
  tx: Tx,
  node: NodeLease,
  joining: readonly Joining[],
  leftAt: LeftAt,
): Promise<LaneTicket[]> {
  if (joining.length === 0) return [];
  const lanes = new Map<string, Joining & { count: number }>();
  for (const one of joining) {
    const key = keyOf(one.webhookNo, one.no);
    const known = lanes.get(key);
    if (known) known.count += 1;
    else lanes.set(key, { ...one, count: 1 });
  }
  const asked = [...lanes.values()].sort(inKeyOrder);
  const [webhookNos, keys] = columnsOf(asked);
  const counts = int4s(asked.map(({ count }) => count));
  const nows = int8s(asked.map(({ now }) => now));
  const [given, judged] = await together([
    tx.rows(JOIN, webhookNos, keys, counts, nows, node.no, node.epoch),
    tx.rows(TAKE_FREE, webhookNos, keys, nows, node.no, node.epoch),
  ]);
  const owned = new Set(judged.filter((row) => row.is_owned).map(laneOf));
  const occupied = new Set(judged.filter((row) => row.is_occupied).map(laneOf));
  const places = new Map(given.map((row) => [laneOf(row), num(row, "next_seq")]));
  for (const [key, { count }] of lanes) places.set(key, places.get(key)! - count);

  return joining.map((one) => {
    const key = keyOf(one.webhookNo, one.no);
    const laneSeq = places.get(key)! + 1;
    places.set(key, laneSeq);
    const isHead = !occupied.has(key) && (leftAt.get(key) ?? -1) < one.index;
    occupied.add(key);
    return { laneSeq, isOwned: owned.has(key), isHead };
  });
}

/**
 * The lanes, of these, in which something is owed. Of lanes that are locked before, the answer holds until this
 * transaction ends: whoever would add to one waits for the lock, and then sees what this transaction has left in it.
 */
export async function occupiedLanes(tx: Tx, lanes: readonly LaneId[]): Promise<Set<string>> {
  if (lanes.length === 0) return new Set();
  return new Set((await tx.rows(OCCUPIED, ...columnsOf(lanes))).map(laneOf));
}

/** Locks lanes that are there, in the order in which everybody locks them. */
export async function lockLanes(tx: Tx, lanes: readonly LaneId[]): Promise<void> {
  if (lanes.length === 0) return;
  const once = new Map(lanes.map((lane) => [keyOf(lane.webhookNo, lane.no), lane]));
  await tx.rows(LOCK, ...columnsOf([...once.values()].sort(inKeyOrder)));
}

/** Takes the lane when nobody alive owns it; true when it is this node's now. */
export async function takeLane(tx: Tx, { webhookNo, no }: LaneId, node: NodeLease, now: number): Promise<boolean> {
  return (await tx.one(TAKE, webhookNo, no, node.no, node.epoch, now)) !== undefined;
}

function columnsOf(lanes: readonly LaneId[]): [Buffer, Buffer] {
  return [int4s(lanes.map((lane) => lane.webhookNo)), int8s(lanes.map((lane) => lane.no))];
}

function laneOf(row: Row): string {
  return keyOf(num(row, "webhook_no"), big(row, "lane_key"));
}
