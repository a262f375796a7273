import type { DeliveryEnd } from "../../model/delivery.ts";
import type { SettleEntry, SettleResult } from "../journal-entry.ts";
import { type Adding, addEvents } from "./add-event.ts";
import { bools, byteas, int4s, int8s, texts, textsWithoutNul } from "./arrays.ts";
import type { Batch, Placed } from "./batch.ts";
import { together } from "./database.ts";
import { type LaneId, type LeftAt, occupiedLanes } from "./lane-rows.ts";
import { writeModeration } from "./moderate.ts";
import { endToNumber, inKeyOrder, keyOf, num, text } from "./rows.ts";
import { statement } from "./statement.ts";

/** The settlements (`at`: which one) with their attempts; a delivery without one has a null `attempt_seq`. */
const SETTLING = `unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::int[], $6::int[], $7::bigint[],
    $8::bigint[], $9::int[], $10::int[], $11::bigint[], $12::int[], $13::int[], $14::text[], $15::text[], $16::text[],
    $17::text[], $18::text[], $19::bytea[], $20::boolean[], $21::int[], $22::int[])
  AS s(at, webhook_no, seq, lane_key, node_no, node_epoch, time, attempt_seq, number, attempt_rev, started, ms, code,
    failure, message, timings, request, response, body, is_cut, type_no, status)`;

/** An unordered delivery is held by its row, an ordered one by its lane. */
const IS_HELD = `q.webhook_no = s.webhook_no AND q.seq = s.seq AND (
    (q.lane_seq IS NULL AND q.owner = s.node_no AND q.epoch = s.node_epoch)
    OR (q.lane_seq IS NOT NULL AND EXISTS (SELECT 1 FROM lane l WHERE l.webhook_no = s.webhook_no
      AND l.lane_key = s.lane_key AND l.owner = s.node_no AND l.epoch = s.node_epoch)))`;

const ATTEMPTED = `attempted AS (
    INSERT INTO attempt (seq, delivery_seq, number, rev, started, ms, code, failure, message, timings, request, response,
      body, is_cut)
    SELECT attempt_seq, seq, number, attempt_rev, started, ms, code, failure, message, timings, request, response, body,
      is_cut FROM held WHERE attempt_seq IS NOT NULL)`;

/** Takes what is held out of the queue and keeps its end, with its attempt. `time` is when it ended. */
const END = statement(
  `WITH held AS (
    DELETE FROM queue q USING ${SETTLING} WHERE ${IS_HELD}
    RETURNING s.*, q.place, q.rev, q.attempts, q.schedule_from, q.lane_seq),
  ${ATTEMPTED},
  ended AS (
    INSERT INTO delivery (webhook_no, seq, place, type_no, rev, status, code, error, attempts, schedule_from, lane_seq,
      ended)
    SELECT webhook_no, seq, place, type_no, rev, status, code, message, coalesce(number, attempts), schedule_from,
      lane_seq, time FROM held)
  SELECT at FROM held`,
);
/** Leaves it in the queue, free from `time` on, and keeps its attempt; unless it is being cancelled. */
const POSTPONE = statement(
  `WITH held AS (
    UPDATE queue q SET due = s.time, attempts = coalesce(s.number, q.attempts), owner = NULL, epoch = NULL
    FROM ${SETTLING} WHERE ${IS_HELD} AND NOT q.cancelling
    RETURNING s.*),
  ${ATTEMPTED}
  SELECT at FROM held`,
);
const HELD = statement(
  `SELECT s.at FROM unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::int[], $6::int[])
     AS s(at, webhook_no, seq, lane_key, node_no, node_epoch) JOIN queue q ON ${IS_HELD}`,
);
/** Other nodes hear of it by the version (shared.ts), which only this raises: it is rare. */
const SET_HEALTH = statement(
  `WITH changed AS (
     UPDATE webhook w SET health = h.health, health_since = h.since
     FROM unnest($1::int[], $2::text[], $3::bigint[]) AS h(no, health, since) WHERE w.no = h.no)
   UPDATE meta SET value = value + 1 WHERE key = 'health_version'`,
);

/** From here on no other node turns it. */
const HEALTHS = statement(
  `SELECT no, health FROM webhook WHERE no IN (SELECT unnest($1::int[])) ORDER BY no FOR NO KEY UPDATE`,
);

type Settling = Placed<SettleEntry>;

/** What comes of a delivery: its end, or when it is due again. */
interface Next {
  time: number;
  status?: DeliveryEnd;
}

/**
 * Records attempts and what follows from them, as far as their nodes still have the deliveries. Returns the lanes that
 * a delivery left.
 */
export async function writeSettles(batch: Batch, settles: readonly Settling[]): Promise<LeftAt> {
  const leftAt = new Map<string, number>();
  // No delivery twice in a statement.
  for (let rest = settles; rest.length > 0; ) {
    const seen = new Set<string>();
    const again: Settling[] = [];
    const run = rest.filter((settling) => {
      const key = keyOf(settling.entry.webhookNo, settling.entry.seq);
      if (!seen.has(key)) return seen.add(key);
      again.push(settling);
      return false;
    });
    await writeRun(batch, run, leftAt);
    rest = again;
  }
  return leftAt;
}

async function writeRun(batch: Batch, run: readonly Settling[], leftAt: Map<string, number>): Promise<void> {
  const healths = await healthsOf(batch, run);
  const isTurned = ({ entry }: Settling) => entry.health !== null && healths.get(entry.webhookNo) === entry.health;
  const isStale = ({ entry }: Settling) => entry.events.length > 0 && entry.version !== batch.version;
  const isMoved = ({ index }: Settling) => batch.moved.has(index);
  const isPast = (settling: Settling) => isTurned(settling) || isStale(settling) || isMoved(settling);
  for (const { index } of run) batch.results[index] = { kind: "lost" };
  for (const settling of await heldOf(batch, run.filter(isPast))) {
    const kind = isTurned(settling) ? "turned" : isStale(settling) ? "stale" : "moved";
    batch.results[settling.index] = { kind };
  }

  const fresh = run.filter((settling) => !isPast(settling));
  const ending = fresh.filter(({ entry }) => entry.outcome.kind === "end");
  const [ended, occupied] = await endAndAsk(batch, ending, ({ outcome, now }) =>
    outcome.kind === "end" ? { status: outcome.status, time: outcome.endedAt } : { status: "cancelled", time: now },
  );
  const postponing = fresh.filter(({ entry }) => entry.outcome.kind === "retry");
  const postponed = new Set(await postpone(batch, postponing));
  // What is left is being cancelled, and has no next attempt; or is not held.
  const left = postponing.filter((settling) => !postponed.has(settling));
  const [cancelled, stillOccupied] = await endAndAsk(batch, left, ({ now }) => ({ status: "cancelled", time: now }));

  for (const settling of [...ended, ...cancelled]) {
    const lane = laneOf(settling);
    if (lane !== null) leftAt.set(lane, settling.index);
  }
  const endOf = (settling: Settling): Pick<Settled, "ended" | "isMoreInLane"> => {
    if (postponed.has(settling)) return { ended: null, isMoreInLane: false };
    const { outcome } = settling.entry;
    const lane = laneOf(settling);
    const isMoreInLane = lane !== null && (occupied.has(lane) || stillOccupied.has(lane));
    return { ended: outcome.kind === "end" ? outcome.status : "cancelled", isMoreInLane };
  };
  await follow(batch, [...ended, ...postponed, ...cancelled], endOf, leftAt);
}

type Settled = Extract<SettleResult, { kind: "settled" }>;

/** What else an outcome brings: the webhook's health, events, and what was made of items. */
async function follow(
  batch: Batch,
  settled: readonly Settling[],
  endOf: (settling: Settling) => Pick<Settled, "ended" | "isMoreInLane">,
  leftAt: LeftAt,
): Promise<void> {
  const inOrder = settled.toSorted((one, other) => one.index - other.index);
  const turned = new Map<number, SettleEntry>();
  for (const { entry } of inOrder) if (entry.health) turned.set(entry.webhookNo, entry);
  const byNo = [...turned.values()].sort((one, other) => one.webhookNo - other.webhookNo);
  if (byNo.length > 0) {
    await batch.tx.rows(
      SET_HEALTH,
      int4s(byNo.map(({ webhookNo }) => webhookNo)),
      texts(byNo.map(({ health }) => health)),
      int8s(byNo.map(({ now }) => now)),
    );
  }
  const adding: Adding[] = inOrder.flatMap(({ entry: { events, version, node, now }, index }) =>
    events.map((event) => ({ event, version, node, now, index, isNamed: false })),
  );
  const [tickets] = await together([addEvents(batch, adding, leftAt), writeModeration(batch, inOrder)]);
  let at = 0;
  for (const settling of inOrder) {
    const { events } = settling.entry;
    const own = tickets.slice(at, at + events.length);
    batch.results[settling.index] = { kind: "settled", ...endOf(settling), tickets: own };
    at += events.length;
  }
}

/**
 * Ends, and asks what is owed after that in the lanes that were left: those have been locked by an earlier statement of
 * this transaction (segments.ts), and stay so until it ends. Between nodes no wake-up is lost by that. What another node
 * accepted before this one had the lock is committed, and seen here: this node is told that there is more. What it
 * accepts later waits for the lock, then finds the lane empty and takes it (lane-rows.ts): that node sends it.
 */
async function endAndAsk(
  batch: Batch,
  settles: readonly Settling[],
  endOf: (entry: SettleEntry) => Next,
): Promise<[Settling[], Set<string>]> {
  const left = new Map<string, LaneId>();
  for (const settling of settles) {
    const lane = laneOf(settling);
    if (lane !== null) left.set(lane, { webhookNo: settling.entry.webhookNo, no: settling.entry.laneKey! });
  }
  return together([end(batch, settles, endOf), occupiedLanes(batch.tx, [...left.values()])]);
}

/** The ordered lane that it stands in, as the key of a map. */
function laneOf({ entry: { webhookNo, laneKey } }: Settling): string | null {
  return laneKey === null ? null : keyOf(webhookNo, laneKey);
}

async function end(
  batch: Batch,
  settles: readonly Settling[],
  endOf: (entry: SettleEntry) => Next,
): Promise<Settling[]> {
  if (settles.length === 0) return [];
  const inOrder = settles.toSorted(byKey);
  const ends = inOrder.map(({ entry }) => endOf(entry));
  const rows = await batch.tx.rows(END, ...columnsOf(batch, inOrder, ends));
  const done = rows.map((row) => inOrder[num(row, "at")]!);
  // Sent again by hand, a delivery is not among the ended any more; its attempt stays.
  const attempt = done.find(({ entry }) => entry.attempt)?.entry.attempt;
  if (attempt) batch.prove("attempt", attempt.seq);
  else if (done.length > 0) batch.prove("delivery", done[0]!.entry.seq, done[0]!.entry.webhookNo);
  return done;
}

async function postpone(batch: Batch, settles: readonly Settling[]): Promise<Settling[]> {
  if (settles.length === 0) return [];
  const inOrder = settles.toSorted(byKey);
  const dues = inOrder.map(({ entry: { outcome } }) => ({ time: outcome.kind === "retry" ? outcome.due : 0 }));
  const rows = await batch.tx.rows(POSTPONE, ...columnsOf(batch, inOrder, dues));
  const done = rows.map((row) => inOrder[num(row, "at")]!);
  const attempt = done.find(({ entry }) => entry.attempt)?.entry.attempt;
  if (attempt) batch.prove("attempt", attempt.seq);
  return done;
}

/** The health of the webhooks that something of this would turn. */
async function healthsOf({ tx }: Batch, run: readonly Settling[]): Promise<Map<number, string>> {
  const nos = run.filter(({ entry }) => entry.health !== null).map(({ entry }) => entry.webhookNo);
  if (nos.length === 0) return new Map();
  return new Map((await tx.rows(HEALTHS, int4s(nos))).map((row) => [num(row, "no"), text(row, "health")]));
}

async function heldOf(batch: Batch, settles: readonly Settling[]): Promise<Settling[]> {
  if (settles.length === 0) return [];
  const rows = await batch.tx.rows(HELD, ...keyColumnsOf(settles));
  return rows.map((row) => settles[num(row, "at")]!);
}

function keyColumnsOf(settles: readonly Settling[]): Buffer[] {
  const entries = settles.map(({ entry }) => entry);
  return [
    int4s(entries.map((_, at) => at)),
    int4s(entries.map((entry) => entry.webhookNo)),
    int8s(entries.map((entry) => entry.seq)),
    int8s(entries.map((entry) => entry.laneKey)),
    int4s(entries.map((entry) => entry.node.no)),
    int4s(entries.map((entry) => entry.node.epoch)),
  ];
}

function columnsOf(batch: Batch, settles: readonly Settling[], nexts: readonly Next[]): Buffer[] {
  const attempts = settles.map(({ entry }) => entry.attempt);
  return [
    ...keyColumnsOf(settles),
    int8s(nexts.map(({ time }) => time)),
    int8s(attempts.map((attempt) => attempt?.seq ?? null)),
    int4s(attempts.map((attempt) => attempt?.number ?? null)),
    int4s(attempts.map((attempt) => attempt?.rev ?? null)),
    int8s(attempts.map((attempt) => attempt?.startedAt ?? null)),
    int4s(attempts.map((attempt) => (attempt ? Math.round(attempt.durationMs) : null))),
    int4s(attempts.map((attempt) => attempt?.statusCode ?? null)),
    texts(attempts.map((attempt) => attempt?.failure ?? null)),
    // A receiver's words may be in it.
    textsWithoutNul(attempts.map((attempt) => attempt?.message ?? null)),
    texts(attempts.map((attempt) => (attempt ? JSON.stringify(attempt.timings) : null))),
    texts(attempts.map((attempt) => (attempt ? JSON.stringify(attempt.requestHeaders) : null))),
    texts(attempts.map((attempt) => (attempt?.responseHeaders ? JSON.stringify(attempt.responseHeaders) : null))),
    byteas(attempts.map((attempt) => attempt?.responseBody ?? null)),
    bools(attempts.map((attempt) => attempt?.isResponseCut ?? false)),
    int4s(settles.map(({ entry }) => batch.types.numberOf(entry.type))),
    int4s(nexts.map(({ status }) => (status ? endToNumber(status) : null))),
  ];
}

function byKey(one: Settling, other: Settling): number {
  return inKeyOrder(
    { webhookNo: one.entry.webhookNo, no: one.entry.seq },
    { webhookNo: other.entry.webhookNo, no: other.entry.seq },
  );
}
