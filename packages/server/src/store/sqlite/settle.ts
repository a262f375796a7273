import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Attempt, DeliveryEnd } from "../../model/delivery.ts";
import type { SettleEntry, SettleResult } from "../journal-entry.ts";
import type { AddEvent } from "./add-event.ts";
import type { LaneRows } from "./lane-rows.ts";
import type { Moderate } from "./moderate.ts";
import { endToNumber, num, numOrNull, one, prepare, type Row } from "./rows.ts";
import type { TypeNames } from "./type-names.ts";

/** Records an attempt and what follows from it, if this node still has the delivery. */
export function prepareSettle(
  db: DatabaseSync,
  addEvent: AddEvent,
  { lanes, types, moderate }: { lanes: LaneRows; types: TypeNames; moderate: Moderate },
): (entry: SettleEntry, version: number) => SettleResult {
  const read = prepare(
    db,
    `SELECT place, rev, attempts, schedule_from, owner, epoch, lane_seq, cancelling FROM queue
     WHERE webhook_no = ? AND seq = ?`,
  );
  const remove = prepare(db, "DELETE FROM queue WHERE webhook_no = ? AND seq = ?");
  const postpone = prepare(
    db,
    `UPDATE queue SET due = ?, attempts = ?, owner = NULL, epoch = NULL WHERE webhook_no = ? AND seq = ?`,
  );
  const end = prepare(
    db,
    `INSERT INTO delivery (webhook_no, seq, place, type_no, rev, status, code, error, attempts, schedule_from, lane_seq,
       ended) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addAttempt = prepareAddAttempt(db);
  const endAtOnce = prepareEndAtOnce(db, { remove, addAttempt, types });
  const setHealth = prepare(db, "UPDATE webhook SET health = ?, health_since = ? WHERE no = ?");
  const hasHealth = prepare(db, "SELECT 1 FROM webhook WHERE no = ? AND health = ?");

  return (entry, version) => {
    const settled = endAtOnce(entry);
    if (settled) return settled;
    const row = one(read, entry.webhookNo, entry.seq);
    if (row === undefined || !isHeld(row, entry, lanes)) return { kind: "lost" };
    if (entry.health && one(hasHealth, entry.webhookNo, entry.health)) return { kind: "turned" };
    if (entry.events.length > 0 && entry.version !== version) return { kind: "stale" };
    const { attempt, outcome, moderation } = entry;
    if (moderation && !moderate.isPresent(moderation)) return { kind: "moved" };
    if (attempt) addAttempt(attempt);
    if (moderation) moderate.write(moderation, entry.events);
    if (entry.health) setHealth.run(entry.health, entry.now, entry.webhookNo);
    const attempts = attempt?.number ?? num(row, "attempts");
    const tickets = entry.events.map((event) => addEvent(event, version, entry.node, entry.now));
    const ended = endOf(entry, row);
    if (ended === null && outcome.kind === "retry") {
      postpone.run(outcome.due, attempts, entry.webhookNo, entry.seq);
      return { kind: "settled", ended, isMoreInLane: false, tickets };
    }
    const status = ended ?? "cancelled";
    remove.run(entry.webhookNo, entry.seq);
    end.run(
      entry.webhookNo,
      entry.seq,
      row.place!,
      types.numberOf(entry.type),
      row.rev!,
      endToNumber(status),
      attempt?.statusCode ?? null,
      attempt?.message ?? null,
      attempts,
      row.schedule_from!,
      row.lane_seq!,
      outcome.kind === "end" ? outcome.endedAt : entry.now,
    );
    const isMoreInLane = entry.laneKey !== null && lanes.isOccupied(entry.webhookNo, entry.laneKey);
    return { kind: "settled", ended: status, isMoreInLane, tickets };
  };
}

interface EndParts {
  remove: StatementSync;
  addAttempt: (attempt: Attempt) => void;
  types: TypeNames;
}

/**
 * What most settlements are: an unordered delivery ends, and nothing else happens. What the row knows is copied inside
 * SQLite, which takes a fifth off the cost of reading it first. Undefined when it is another case, or the row is not held.
 */
function prepareEndAtOnce(
  db: DatabaseSync,
  { remove, addAttempt, types }: EndParts,
): (entry: SettleEntry) => SettleResult | undefined {
  const copy = prepare(
    db,
    `INSERT INTO delivery (webhook_no, seq, place, type_no, rev, status, code, error, attempts, schedule_from, lane_seq,
       ended)
     SELECT webhook_no, seq, place, ?, rev, ?, ?, ?, ?, schedule_from, lane_seq, ? FROM queue
     WHERE webhook_no = ? AND seq = ? AND owner = ? AND epoch = ? AND lane_seq IS NULL`,
  );
  return ({ webhookNo, seq, type, laneKey, attempt, outcome, health, events, moderation, node }) => {
    if (outcome.kind !== "end" || attempt === null || laneKey !== null) return undefined;
    if (health !== null || events.length > 0 || moderation !== undefined) return undefined;
    const { statusCode, message, number } = attempt;
    const status = endToNumber(outcome.status);
    const ended = [types.numberOf(type), status, statusCode, message, number, outcome.endedAt];
    if (copy.run(...ended, webhookNo, seq, node.no, node.epoch).changes === 0n) return undefined;
    remove.run(webhookNo, seq);
    addAttempt(attempt);
    return { kind: "settled", ended: outcome.status, isMoreInLane: false, tickets: [] };
  };
}

/** An unordered delivery is held by its row, an ordered one by its lane. */
function isHeld(row: Row, entry: SettleEntry, lanes: LaneRows): boolean {
  if (row.lane_seq !== null) return entry.laneKey !== null && lanes.isOwned(entry.webhookNo, entry.laneKey, entry.node);
  return numOrNull(row, "owner") === entry.node.no && numOrNull(row, "epoch") === entry.node.epoch;
}

/** A delivery that is being cancelled has no next attempt; a success that arrived all the same wins. */
function endOf(entry: SettleEntry, row: Row): DeliveryEnd | null {
  if (entry.outcome.kind === "end") return entry.outcome.status;
  return num(row, "cancelling") === 1 ? "cancelled" : null;
}

function prepareAddAttempt(db: DatabaseSync): (attempt: Attempt) => void {
  const add = prepare(
    db,
    `INSERT INTO attempt (seq, delivery_seq, number, rev, started, ms, code, failure, message, timings, request,
       response, body, is_cut) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (attempt) => {
    add.run(
      attempt.seq,
      attempt.deliverySeq,
      attempt.number,
      attempt.rev,
      attempt.startedAt,
      attempt.durationMs,
      attempt.statusCode,
      attempt.failure,
      attempt.message,
      JSON.stringify(attempt.timings),
      JSON.stringify(attempt.requestHeaders),
      attempt.responseHeaders === null ? null : JSON.stringify(attempt.responseHeaders),
      attempt.responseBody,
      attempt.isResponseCut ? 1 : 0,
    );
  };
}
