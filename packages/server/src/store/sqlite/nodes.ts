import type { DatabaseSync } from "node:sqlite";
import { NODE_COUNT } from "../../model/ids.ts";
import type { NodeLease } from "../journal-entry.ts";
import type { QueuePosition } from "../store.ts";
import { big, each, num, one, prepare } from "./rows.ts";

const SLICE = 5_000;

/** Whether a node may be given what it asks for: of what a fenced one was given nobody would free it again. */
export interface Leases {
  isAlive(node: NodeLease, now: number): boolean;
  /** What was read of leases counts no longer: another transaction begins. */
  forget(): void;
}

export function createLeases(db: DatabaseSync): Leases {
  const read = prepare(db, "SELECT expires FROM node WHERE no = ? AND epoch = ?");
  // A batch is one node's: what it has been told once in a transaction holds to its end.
  let known: { node: NodeLease; expires: number } | undefined;
  return {
    isAlive(node, now) {
      if (known?.node.no !== node.no || known.node.epoch !== node.epoch) {
        const row = one(read, node.no, node.epoch);
        known = { node, expires: row ? num(row, "expires") : 0 };
      }
      return known.expires > now;
    },
    forget() {
      known = undefined;
    },
  };
}

export interface Nodes {
  join(now: number, ttlMs: number): NodeLease;
  renew(node: NodeLease, now: number, ttlMs: number): boolean;
  /** Ends every lease: who opens the file knows that all nodes before it are dead (file-lock.ts). */
  endLeases(): void;
  leave(node: NodeLease): void;
  freeDead(now: number, after: QueuePosition | null): QueuePosition | null;
}

/** Leases of node numbers. A number that is taken again gets the next epoch, which fences whoever had it before. */
export function createNodes(db: DatabaseSync): Nodes {
  // One that was left is free since it was last renewed.
  const all = prepare(
    db,
    "SELECT no, expires, CASE expires WHEN 0 THEN renewed ELSE expires END AS free_since FROM node",
  );
  const take = prepare(
    db,
    `INSERT INTO node (no, epoch, expires, renewed) VALUES (?, 1, ?, ?)
     ON CONFLICT DO UPDATE SET epoch = epoch + 1, expires = excluded.expires, renewed = excluded.renewed
     RETURNING epoch`,
  );
  const renew = prepare(
    db,
    "UPDATE node SET expires = ?, renewed = ? WHERE no = ? AND epoch = ? AND expires > ? RETURNING no",
  );
  const endLeases = prepare(db, "UPDATE node SET expires = 0");
  const leave = prepare(db, "UPDATE node SET expires = 0 WHERE no = ? AND epoch = ?");
  const dead = prepare(
    db,
    `SELECT q.webhook_no, q.seq FROM (
       SELECT webhook_no, seq, owner, epoch FROM queue WHERE (webhook_no, seq) > (?, ?)
       ORDER BY webhook_no, seq LIMIT ${SLICE}) q
     WHERE q.owner IS NOT NULL AND NOT EXISTS
       (SELECT 1 FROM node n WHERE n.no = q.owner AND n.epoch = q.epoch AND n.expires > ?)`,
  );
  const lastOfSlice = prepare(
    db,
    `SELECT webhook_no, seq FROM queue WHERE (webhook_no, seq) > (?, ?)
     ORDER BY webhook_no, seq LIMIT 1 OFFSET ${SLICE - 1}`,
  );
  const free = prepare(db, "UPDATE queue SET owner = NULL, epoch = NULL WHERE webhook_no = ? AND seq = ?");
  return {
    join(now, ttlMs) {
      const numbers = Array.from({ length: NODE_COUNT }, (_, no) => ({ no, freeSince: Number.NEGATIVE_INFINITY }));
      for (const row of each(all)) {
        const freeSince = num(row, "expires") > now ? Number.POSITIVE_INFINITY : num(row, "free_since");
        numbers[num(row, "no")]!.freeSince = freeSince;
      }
      // The lowest of those that have been free for longest.
      const { no, freeSince } = numbers.reduce((best, other) => (other.freeSince < best.freeSince ? other : best));
      if (freeSince === Number.POSITIVE_INFINITY) throw new Error(`All ${NODE_COUNT} node numbers are in use.`);
      return { no, epoch: num(one(take, no, now + ttlMs, now)!, "epoch") };
    },
    renew: (node, now, ttlMs) => one(renew, now + ttlMs, now, node.no, node.epoch, now) !== undefined,
    endLeases: () => void endLeases.run(),
    leave: (node) => void leave.run(node.no, node.epoch),
    freeDead(now, after) {
      const from = [after?.webhookNo ?? -1, after?.seq ?? -1n] as const;
      const last = one(lastOfSlice, ...from);
      for (const row of Array.from(each(dead, ...from, now))) free.run(row.webhook_no!, row.seq!);
      return last ? { webhookNo: num(last, "webhook_no"), seq: big(last, "seq") } : null;
    },
  };
}
