import { firstIdAt, timeOfId } from "../../model/ids.ts";
import { int4s, int8s } from "./arrays.ts";
import type { Database, Tx } from "./database.ts";
import { DAILY, type Days, idsOf, tablesOf } from "./days.ts";
import type { DeliveryKey } from "./delivery-reads.ts";
import { isContended } from "./faults.ts";
import { endOwed } from "./intervene.ts";
import { type LaneId, lockLanes } from "./lane-rows.ts";
import { pruneRefused } from "./outbox.ts";
import { CataloguePruning } from "./prune-catalogue.ts";
import { pruneItems } from "./prune-items.ts";
import { pruneMessages } from "./prune-messages.ts";
import { big, deliverySeq, num } from "./rows.ts";
import { statement } from "./statement.ts";

/** To look at a row costs a tenth of deleting one: a slice may look at so many times more. */
const LOOKS_PER_DELETION = 10;
/** A day is dropped when nobody uses its tables; nobody waits behind who does. */
const LOCK_MS_MAX = 200;

/** Relies on idempotency_created. */
const REMOVE_ANSWERS = statement(
  `DELETE FROM idempotency WHERE (site_no, key_hash) IN
     (SELECT site_no, key_hash FROM idempotency WHERE created < $1 ORDER BY created LIMIT $2::int)
   RETURNING site_no`,
);
/** Relies on external_id_seq. */
const EXTERNAL = statement("SELECT seq FROM external_id WHERE seq >= $1 AND seq < $2 ORDER BY seq LIMIT $3::int");
const REMOVE_EXTERNAL = statement(
  `DELETE FROM external_id x USING unnest($1::bigint[]) AS s(seq)
   WHERE x.seq = s.seq AND NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = x.seq)`,
);
const OWED_TO = statement("SELECT seq FROM queue WHERE webhook_no = $1 ORDER BY seq LIMIT $2::int FOR UPDATE");

/**
 * Deletes what is old: a day as a whole once nothing of it is owed, and until then what of it is not. What is owed to
 * somebody stays. Retention thus counts in days: the tables of a day go when all of it is past.
 */
export class Pruning {
  readonly #db: Database;
  readonly #days: Days;
  readonly #catalogue: CataloguePruning;
  /** Where the walks of a round stand. */
  #externalFrom = 0n;
  #eventFrom = 0n;
  #messageFrom = 0n;
  #itemFrom = 0n;
  #lane: LaneId = { webhookNo: -1, no: -1n };

  constructor(db: Database, days: Days) {
    this.#db = db;
    this.#days = days;
    this.#catalogue = new CataloguePruning(db);
  }

  async prune(before: number, idempotencyBefore: number, limit: number): Promise<boolean> {
    await this.#days.makeAhead();
    const answers = await this.#db.transact((tx) => tx.rows(REMOVE_ANSWERS, idempotencyBefore, limit));
    const past = firstIdAt(before);
    const areMoreEvents = await this.#pruneDays(past, limit);
    const areMoreExternal = await this.#pruneExternal(past, limit);
    const areMoreLanes = await this.#pruneLanes(before, limit);
    const areMoreItems = await this.#pruneItems(past, limit);
    const areMoreRefused = await this.#db.transact((tx) => pruneRefused(tx, before, limit));
    const areMore = [areMoreEvents, areMoreExternal, areMoreItems, areMoreLanes, areMoreRefused];
    if (answers.length === limit || areMore.includes(true)) return true;
    // What events refer to, when the walk over the events is at its end.
    return this.#catalogue.prune(before, limit);
  }

  endDeleted(webhookNo: number, now: number, limit: number): Promise<number> {
    return this.#db.transact(async (tx) => {
      const owed = await tx.rows(OWED_TO, webhookNo, limit);
      return endOwed(tx, webhookNo, int8s(owed.map((row) => big(row, "seq"))), now);
    });
  }

  /** One day, or one slice of those that cannot go yet. False at the end. */
  async #pruneDays(past: bigint, limit: number): Promise<boolean> {
    const days = await this.#db.transact((tx) => this.#days.list(tx));
    const over = days.filter((day) => idsOf(day)[1] <= past);
    for (const day of over) if (await this.#dropDay(day)) return true;
    const end = over.length === 0 ? 0n : idsOf(over.at(-1)!)[1];
    const eventFrom = await this.#db.transact((tx) => pruneEvents(tx, this.#eventFrom, end, limit));
    this.#eventFrom = eventFrom ?? 0n;
    const messageFrom = await this.#db.transact((tx) => pruneMessages(tx, this.#messageFrom, end, limit));
    this.#messageFrom = messageFrom ?? 0n;
    return eventFrom !== null || messageFrom !== null;
  }

  /** The tables are locked before it is asked what is owed: by then nobody can owe anything more of them. */
  async #dropDay(day: number): Promise<boolean> {
    const [from, to] = idsOf(day);
    try {
      return await this.#db.transact(
        async (tx) => {
          if (await isOwed(tx, from, to)) return false;
          const tables = await tablesOf(tx, day);
          await tx.script(`LOCK TABLE ${DAILY.join(", ")}, ${tables.join(", ")} IN ACCESS EXCLUSIVE MODE`);
          if (await isOwed(tx, from, to)) return false;
          await tx.script(`DROP TABLE ${tables.join(", ")}`);
          return true;
        },
        { first: `SET LOCAL lock_timeout = ${LOCK_MS_MAX}; ${this.#db.lock("days")}` },
      );
    } catch (error) {
      // A backup reads it: another time.
      if (isContended(error)) return false;
      throw error;
    } finally {
      this.#days.forget();
    }
  }

  async #pruneExternal(past: bigint, limit: number): Promise<boolean> {
    const looks = limit * LOOKS_PER_DELETION;
    return this.#db.transact(async (tx) => {
      const rows = await tx.rows(EXTERNAL, this.#externalFrom, past, looks);
      const seqs = rows.map((row) => big(row, "seq"));
      if (seqs.length > 0) await tx.rows(REMOVE_EXTERNAL, int8s(seqs));
      this.#externalFrom = seqs.length === looks ? seqs.at(-1)! + 1n : 0n;
      return seqs.length === looks;
    });
  }

  async #pruneItems(past: bigint, limit: number): Promise<boolean> {
    const next = await this.#db.transact((tx) => pruneItems(tx, this.#itemFrom, past, limit));
    this.#itemFrom = next ?? 0n;
    return next !== null;
  }

  /** Deletes lanes that nothing joined since, walking the key: an index on `touched` would cost every ordered event. */
  async #pruneLanes(before: number, limit: number): Promise<boolean> {
    const looks = limit * LOOKS_PER_DELETION;
    return this.#db.transact(async (tx) => {
      const rows = await tx.rows(LANES, this.#lane.webhookNo, this.#lane.no, looks);
      const lanes = rows.map((row) => ({ webhookNo: num(row, "webhook_no"), no: big(row, "lane_key") }));
      const old = lanes.filter((_, index) => num(rows[index]!, "touched") < before);
      // Locked first: who joins meanwhile is waited for, and seen by the statement after.
      await lockLanes(tx, old);
      const keys = [int4s(old.map(({ webhookNo }) => webhookNo)), int8s(old.map(({ no }) => no))];
      if (old.length > 0) await tx.rows(REMOVE_LANES, ...keys, before);
      this.#lane = lanes.length === looks ? lanes.at(-1)! : { webhookNo: -1, no: -1n };
      return lanes.length === looks;
    });
  }
}

const LANES = statement(
  `SELECT webhook_no, lane_key, touched FROM lane WHERE (webhook_no, lane_key) > ($1::int, $2::bigint)
   ORDER BY webhook_no, lane_key LIMIT $3::int`,
);
/** Relies on queue_lane. */
const REMOVE_LANES = statement(
  `DELETE FROM lane l USING unnest($1::int[], $2::bigint[]) AS k(webhook_no, lane_key)
   WHERE l.webhook_no = k.webhook_no AND l.lane_key = k.lane_key AND l.touched < $3 AND NOT EXISTS (
     SELECT 1 FROM queue q WHERE q.webhook_no = l.webhook_no AND q.lane_key = l.lane_key AND q.lane_seq IS NOT NULL)`,
);

/** A fan-out reaches so far past its event's id, and no further: 65,536 deliveries. */
const REACH = 65_536n * 1024n;
/** From webhook to webhook by one seek each (the key of queue). */
const HOOKS = `hook(no) AS (
    (SELECT webhook_no FROM queue ORDER BY webhook_no LIMIT 1)
    UNION ALL
    SELECT next.webhook_no FROM hook CROSS JOIN LATERAL (
      SELECT q.webhook_no FROM queue q WHERE q.webhook_no > hook.no ORDER BY q.webhook_no LIMIT 1) next)`;
/** Whether an event of these ids is owed to somebody, or an attempt of these ids belongs to such. */
const IS_OWED = statement(
  `WITH RECURSIVE ${HOOKS}
   SELECT 1 FROM hook CROSS JOIN LATERAL (
     SELECT 1 FROM queue q WHERE q.webhook_no = hook.no AND q.seq < $2::bigint + ${REACH}
       AND q.seq - q.place * 1024 < $2::bigint
       AND (q.seq - q.place * 1024 >= $1::bigint OR (q.attempts > 0 AND EXISTS (
         SELECT 1 FROM attempt a WHERE a.delivery_seq = q.seq AND a.seq >= $1::bigint AND a.seq < $2::bigint)))
     LIMIT 1) owed LIMIT 1`,
);

/** A message's id and those of its events are taken one after another: within a minute, and far less. */
const AT_ONCE = firstIdAt(60_000 + timeOfId(0n));
/** Whether a message of ids below this has told of an event that has a younger id, and is owed. */
const IS_TOLD_OF = statement(
  `WITH RECURSIVE ${HOOKS}
   SELECT 1 FROM hook CROSS JOIN LATERAL (
     SELECT 1 FROM queue q JOIN event e ON e.seq = q.seq - q.place * 1024
     WHERE q.webhook_no = hook.no AND q.seq >= $1::bigint AND q.seq < $1::bigint + ${AT_ONCE + REACH}
       AND e.message < $1::bigint
     LIMIT 1) owed LIMIT 1`,
);

async function isOwed(tx: Tx, from: bigint, to: bigint): Promise<boolean> {
  return (await tx.one(IS_OWED, from, to)) !== undefined || (await tx.one(IS_TOLD_OF, to)) !== undefined;
}

const OLDEST = statement("SELECT seq, targets FROM event WHERE seq >= $1 AND seq < $2 ORDER BY seq LIMIT $3::int");
const OWED = statement(
  `SELECT q.seq - q.place * 1024 AS seq FROM unnest($1::int[], $2::bigint[]) AS k(webhook_no, seq)
   JOIN queue q ON q.webhook_no = k.webhook_no AND q.seq = k.seq`,
);
/** Relies on attempt_delivery. */
const REMOVE_ATTEMPTS = statement(
  `DELETE FROM attempt a USING unnest($1::bigint[]) AS k(seq) WHERE a.delivery_seq = k.seq AND a.seq > k.seq`,
);
const REMOVE_DELIVERIES = statement(
  `DELETE FROM delivery d USING unnest($1::int[], $2::bigint[]) AS k(webhook_no, seq)
   WHERE d.webhook_no = k.webhook_no AND d.seq = k.seq`,
);
const REMOVE_EVENTS = statement("DELETE FROM event e USING unnest($1::bigint[]) AS k(seq) WHERE e.seq = k.seq");

/** Of days in which something is owed: what is not. Returns where to go on, null at the end. */
async function pruneEvents(tx: Tx, from: bigint, end: bigint, limit: number): Promise<bigint | null> {
  const looks = limit * LOOKS_PER_DELETION;
  const rows = await tx.rows(OLDEST, from, end, looks);
  const events = rows.map((row) => ({
    seq: big(row, "seq"),
    keys: deliveriesOf(row.targets as number[], big(row, "seq")),
  }));
  if (events.length === 0) return null;
  const all = columnsOf(events.flatMap(({ keys }) => keys));
  // Taken out of the log first: whoever would have one of them sent again by hand waits, and finds it gone.
  const owed = new Set((await tx.rows(OWED, ...all)).map((row) => big(row, "seq")));
  const gone = events.filter(({ seq }) => !owed.has(seq)).slice(0, limit);
  if (gone.length > 0) {
    const [webhookNos, seqs] = columnsOf(gone.flatMap(({ keys }) => keys));
    await tx.rows(REMOVE_DELIVERIES, webhookNos, seqs);
    await tx.rows(REMOVE_ATTEMPTS, seqs);
    await tx.rows(REMOVE_EVENTS, int8s(gone.map(({ seq }) => seq)));
  }
  if (gone.length === limit) return gone.at(-1)!.seq + 1n;
  return events.length === looks ? events.at(-1)!.seq + 1n : null;
}

function deliveriesOf(targets: readonly number[], eventSeq: bigint): DeliveryKey[] {
  return targets.map((webhookNo, index) => ({ webhookNo, seq: deliverySeq(eventSeq, index + 1) }));
}

function columnsOf(keys: readonly DeliveryKey[]): [Buffer, Buffer] {
  return [int4s(keys.map(({ webhookNo }) => webhookNo)), int8s(keys.map(({ seq }) => seq))];
}
