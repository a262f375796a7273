import type { LaneTicket, NodeLease } from "../journal-entry.ts";
import { int4s, int8s } from "./arrays.ts";
import type { Tx } from "./database.ts";
import { big, inKeyOrder, keyOf, num, numOrNull, type Row } from "./rows.ts";
import { statement } from "./statement.ts";

export interface LaneId {
  webhookNo: number;
  no: bigint;
}

const IS_FREE = `(
  EXISTS (SELECT 1 FROM node n WHERE n.no = excluded.owner AND n.epoch = excluded.epoch AND n.expires > excluded.touched)
  AND NOT EXISTS (SELECT 1 FROM node n WHERE n.no = l.owner AND n.epoch = l.epoch AND n.expires > excluded.touched))`;

/**
 * Gives each lane as many places as are asked for, in the order of the key; what is returned is the last of them. A new
 * lane begins at the present millisecond: should it be pruned and made again, its places still rise.
 */
const JOIN = statement(
  `INSERT INTO lane AS l (webhook_no, lane_key, next_seq, owner, epoch, touched)
   SELECT t.webhook_no, t.lane_key, t.now + t.count - 1, $5::int, $6::int, t.now
   FROM unnest($1::int[], $2::bigint[], $3::int[], $4::bigint[]) AS t(webhook_no, lane_key, count, now)
   ORDER BY t.webhook_no, t.lane_key
   ON CONFLICT (webhook_no, lane_key) DO UPDATE SET
     next_seq = l.next_seq + excluded.next_seq - excluded.touched + 1, touched = excluded.touched,
     owner = CASE WHEN ${IS_FREE} THEN excluded.owner ELSE l.owner END,
     epoch = CASE WHEN ${IS_FREE} THEN excluded.epoch ELSE l.epoch END
   RETURNING webhook_no, lane_key, next_seq, owner, epoch`,
);
/** Relies on queue_lane. Asked after the lane is locked: what was committed before is seen. */
const OCCUPIED = statement(
  `SELECT l.webhook_no, l.lane_key FROM unnest($1::int[], $2::bigint[]) AS l(webhook_no, lane_key)
   WHERE EXISTS (SELECT 1 FROM queue q
     WHERE q.webhook_no = l.webhook_no AND q.lane_key = l.lane_key AND q.lane_seq IS NOT NULL)`,
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
  const given = await tx.rows(JOIN, webhookNos, keys, counts, nows, node.no, node.epoch);
  const occupied = new Set((await tx.rows(OCCUPIED, webhookNos, keys)).map(laneOf));
  const next = new Map(given.map((row) => [laneOf(row), { row, place: num(row, "next_seq") }]));
  for (const [key, { count }] of lanes) next.get(key)!.place -= count;

  return joining.map((one) => {
    const key = keyOf(one.webhookNo, one.no);
    const { row } = next.get(key)!;
    next.get(key)!.place += 1;
    const isHead = !occupied.has(key) && (leftAt.get(key) ?? -1) < one.index;
    occupied.add(key);
    return { laneSeq: next.get(key)!.place, isOwned: isOf(row, node), isHead };
  });
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

function isOf(row: Row, node: NodeLease): boolean {
  return numOrNull(row, "owner") === node.no && numOrNull(row, "epoch") === node.epoch;
}
