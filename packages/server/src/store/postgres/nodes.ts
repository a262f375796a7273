import { NODE_COUNT } from "../../model/ids.ts";
import type { NodeLease } from "../journal-entry.ts";
import type { QueuePosition } from "../store.ts";
import type { Database } from "./database.ts";
import { big, num } from "./rows.ts";
import { statement } from "./statement.ts";

const SLICE = 5_000;

/**
 * The number that has been free for longest: a process that was frozen and wakes makes no id that its successor could
 * make as well. One that was left is free since it was last renewed.
 */
const JOIN = statement(
  `INSERT INTO node AS n (no, epoch, expires, renewed)
   SELECT s.no, 1, $2::bigint, $1::bigint
   FROM generate_series(0, ${NODE_COUNT - 1}) AS s(no) LEFT JOIN node o ON o.no = s.no
   WHERE o.no IS NULL OR o.expires <= $1::bigint
   ORDER BY CASE o.expires WHEN 0 THEN o.renewed ELSE o.expires END NULLS FIRST, s.no LIMIT 1
   ON CONFLICT (no) DO UPDATE SET epoch = n.epoch + 1, expires = excluded.expires, renewed = excluded.renewed
   RETURNING no, epoch`,
);
const RENEW = statement(
  `UPDATE {schema}.node SET expires = $4, renewed = $3 WHERE no = $1 AND epoch = $2 AND expires > $3::bigint
   RETURNING no`,
);
/** The others are woken: what it had is theirs. */
const LEAVE = statement(
  `WITH gone AS (
     UPDATE {schema}.node SET expires = 0 WHERE no = $1 AND epoch = $2 RETURNING no)
   SELECT pg_notify($3::text, '') FROM gone`,
);
/** Relies on queue_taken: only what somebody has is looked at. */
const FREE = statement(
  `WITH slice AS MATERIALIZED (
     SELECT webhook_no, seq FROM queue
     WHERE owner IS NOT NULL AND (webhook_no, seq) > ($1::int, $2::bigint)
     ORDER BY webhook_no, seq LIMIT ${SLICE}),
   dead AS MATERIALIZED (
     SELECT q.webhook_no, q.seq FROM slice s JOIN queue q ON q.webhook_no = s.webhook_no AND q.seq = s.seq
     WHERE q.owner IS NOT NULL AND NOT EXISTS
       (SELECT 1 FROM node n WHERE n.no = q.owner AND n.epoch = q.epoch AND n.expires > $3::bigint)
     ORDER BY q.webhook_no, q.seq FOR UPDATE OF q),
   freed AS (
     UPDATE queue q SET owner = NULL, epoch = NULL FROM dead d
     WHERE q.webhook_no = d.webhook_no AND q.seq = d.seq)
   SELECT webhook_no, seq FROM slice ORDER BY webhook_no, seq OFFSET ${SLICE - 1}`,
);

/** Leases of node numbers. A number that is taken again gets the next epoch, which fences whoever had it before. */
export class Nodes {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  join(now: number, ttlMs: number): Promise<NodeLease> {
    return this.#db.transact(
      async (tx) => {
        const taken = await tx.one(JOIN, now, now + ttlMs);
        if (taken === undefined) throw new Error(`All ${NODE_COUNT} node numbers are in use.`);
        return { no: num(taken, "no"), epoch: num(taken, "epoch") };
      },
      { first: this.#db.lock("nodes") },
    );
  }

  async renew(node: NodeLease, now: number, ttlMs: number): Promise<boolean> {
    return (await this.#db.alone(RENEW, node.no, node.epoch, now, now + ttlMs)).length > 0;
  }

  async leave(node: NodeLease): Promise<void> {
    await this.#db.alone(LEAVE, node.no, node.epoch, this.#db.channel);
  }

  async freeDead(now: number, after: QueuePosition | null): Promise<QueuePosition | null> {
    const last = await this.#db.transact((tx) => tx.one(FREE, after?.webhookNo ?? -1, after?.seq ?? -1n, now));
    return last ? { webhookNo: num(last, "webhook_no"), seq: big(last, "seq") } : null;
  }
}
