/**
 * Entries and results on their way between the threads, as one flat list. A structured clone writes the name of every
 * property of every object, and looks each up again on the other side: 9.0 µs an entry there and back, of which this
 * leaves 3.6. What is rare goes as it is.
 */
import type { Attempt, Timings } from "../../model/delivery.ts";
import type {
  AcceptEntry,
  AcceptResult,
  CarriedTarget,
  Entry,
  LaneTicket,
  NewEvent,
  NodeLease,
  Outcome,
  ReceivedFate,
  ReceiveEntry,
  ReceiveResult,
  Result,
  SettleEntry,
  SettleResult,
  Target,
} from "../journal-entry.ts";

/** What can be cloned: nearly all of it text, numbers and null. Entries have the bytes of their messages at the end. */
export type Wire = unknown[];

const OTHER = 0;
const ACCEPT = 1;
const SETTLE = 2;
const RECEIVE = 3;

type Accepted = Extract<AcceptResult, { kind: "accepted" }>;
type Settled = Extract<SettleResult, { kind: "settled" }>;
type Received = Extract<ReceiveResult, { kind: "received" }>;
type Tickets = Accepted["tickets"];

export function packEntries(entries: readonly Entry[]): Wire {
  const wire: Wire = [entries.length];
  const bodies: Uint8Array[] = [];
  for (const entry of entries) {
    if (entry.kind === "accept" && !entry.moderation) packAccept(wire, entry);
    else if (entry.kind === "settle" && !entry.moderation) packSettle(wire, entry);
    else if (entry.kind === "receive") {
      packReceive(wire, entry);
      bodies.push(entry.message.body);
    } else wire.push(OTHER, entry);
  }
  wire.push(joined(bodies));
  return wire;
}

export function unpackEntries(wire: Wire): Entry[] {
  const reader = new Reader(wire);
  const bodies = new Bytes(wire.at(-1) as Uint8Array);
  return reader.many(() => {
    const kind = reader.take<number>();
    if (kind === ACCEPT) return unpackAccept(reader);
    if (kind === RECEIVE) return unpackReceive(reader, bodies);
    return kind === SETTLE ? unpackSettle(reader) : reader.take<Entry>();
  });
}

export function packResults(results: readonly Result[]): Wire {
  const wire: Wire = [results.length];
  for (const result of results) {
    if (result.kind === "accepted") {
      wire.push(ACCEPT);
      packTickets(wire, (result as Accepted).tickets);
    } else if (result.kind === "settled") {
      const { ended, isMoreInLane, tickets } = result as Settled;
      wire.push(SETTLE, ended, isMoreInLane);
      packTickets(wire, tickets);
    } else if (result.kind === "received") {
      wire.push(RECEIVE);
      packFates(wire, (result as Received).fates);
    } else wire.push(OTHER, result);
  }
  return wire;
}

export function unpackResults(wire: Wire): Result[] {
  const reader = new Reader(wire);
  return reader.many((): Result => {
    const kind = reader.take<number>();
    if (kind === ACCEPT) return { kind: "accepted", tickets: unpackTickets(reader) };
    if (kind === RECEIVE) return { kind: "received", fates: reader.many(() => unpackFate(reader)) };
    if (kind !== SETTLE) return reader.take<Result>();
    const ended = reader.take<Settled["ended"]>();
    const isMoreInLane = reader.take<boolean>();
    return { kind: "settled", ended, isMoreInLane, tickets: unpackTickets(reader) };
  });
}

/** Takes a list apart from its beginning: in the order in which it was put together. */
class Reader {
  readonly #wire: Wire;
  #at = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  take<T>(): T {
    const value = this.#wire[this.#at] as T;
    this.#at += 1;
    return value;
  }

  /** As many as the next number says. */
  many<T>(unpack: () => T): T[] {
    const count = this.take<number>();
    const all: T[] = [];
    for (let i = 0; i < count; i += 1) all.push(unpack());
    return all;
  }
}

/** One block for all: each block of its own is cloned with all that its buffer holds beside, and costs a microsecond. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Takes a block apart in the order in which it was put together. */
class Bytes {
  readonly #whole: Uint8Array;
  #at = 0;

  constructor(whole: Uint8Array) {
    this.#whole = whole;
  }

  take(length: number): Uint8Array {
    this.#at += length;
    return this.#whole.subarray(this.#at - length, this.#at);
  }
}

function packAccept(wire: Wire, { version, events, idempotency, now, node }: AcceptEntry): void {
  wire.push(ACCEPT, version, idempotency, now, node.no, node.epoch);
  packEvents(wire, events);
}

function unpackAccept(reader: Reader): AcceptEntry {
  const version = reader.take<number>();
  const idempotency = reader.take<AcceptEntry["idempotency"]>();
  const now = reader.take<number>();
  const node = unpackNode(reader);
  return { kind: "accept", version, events: unpackEvents(reader), idempotency, now, node };
}

function packReceive(wire: Wire, { version, message, events, carried, now, node }: ReceiveEntry): void {
  wire.push(RECEIVE, version, now, node.no, node.epoch);
  wire.push(message.seq, message.sourceNo, message.origin, message.verdict, message.reason, message.detail);
  wire.push(message.method, message.query, message.remoteAddress, message.isBodyCut, message.replayOf);
  packMembers(wire, message.headers);
  wire.push(message.body.length);
  packEvents(wire, events);
  wire.push(carried.length);
  for (const { target, among } of carried) {
    packTarget(wire, target);
    wire.push(among.length, ...among);
  }
}

function unpackReceive(reader: Reader, bodies: Bytes): ReceiveEntry {
  const version = reader.take<number>();
  const now = reader.take<number>();
  const node = unpackNode(reader);
  const message: ReceiveEntry["message"] = {
    seq: reader.take(),
    sourceNo: reader.take(),
    origin: reader.take(),
    verdict: reader.take(),
    reason: reader.take(),
    detail: reader.take(),
    method: reader.take(),
    query: reader.take(),
    remoteAddress: reader.take(),
    isBodyCut: reader.take(),
    replayOf: reader.take(),
    headers: unpackMembers<string>(reader)!,
    body: bodies.take(reader.take()),
  };
  const events = unpackEvents(reader);
  const carried = reader.many(
    (): CarriedTarget => ({ target: unpackTarget(reader), among: reader.many(() => reader.take<number>()) }),
  );
  return { kind: "receive", version, message, events, carried, now, node };
}

function packSettle(wire: Wire, entry: SettleEntry): void {
  const { webhookNo, seq, type, laneKey, attempt, outcome, health, events, version, now, node } = entry;
  wire.push(SETTLE, webhookNo, seq, type, laneKey, health, version, now, node.no, node.epoch);
  if (outcome.kind === "retry") wire.push(outcome.due, null);
  else wire.push(outcome.endedAt, outcome.status);
  packEvents(wire, events);
  wire.push(attempt !== null);
  if (attempt !== null) packAttempt(wire, attempt);
}

function unpackSettle(reader: Reader): SettleEntry {
  const webhookNo = reader.take<number>();
  const seq = reader.take<bigint>();
  const type = reader.take<string>();
  const laneKey = reader.take<bigint | null>();
  const health = reader.take<SettleEntry["health"]>();
  const version = reader.take<number>();
  const now = reader.take<number>();
  const node = unpackNode(reader);
  const outcome = unpackOutcome(reader);
  const events = unpackEvents(reader);
  const attempt = reader.take<boolean>() ? unpackAttempt(reader) : null;
  return { kind: "settle", webhookNo, seq, type, laneKey, attempt, outcome, health, events, version, now, node };
}

function unpackOutcome(reader: Reader): Outcome {
  const at = reader.take<number>();
  const status = reader.take<Settled["ended"]>();
  return status === null ? { kind: "retry", due: at } : { kind: "end", status, endedAt: at };
}

function unpackNode(reader: Reader): NodeLease {
  const no = reader.take<number>();
  return { no, epoch: reader.take<number>() };
}

function packEvents(wire: Wire, events: readonly NewEvent[]): void {
  wire.push(events.length);
  for (const { seq, siteNo, type, orderingKey, externalId, occurredAt, payload, messageSeq, targets } of events) {
    wire.push(seq, siteNo, type, orderingKey, externalId, occurredAt, payload, messageSeq, targets.length);
    for (const target of targets) packTarget(wire, target);
  }
}

function unpackEvents(reader: Reader): NewEvent[] {
  return reader.many(() => {
    const seq = reader.take<bigint>();
    const siteNo = reader.take<number>();
    const type = reader.take<string>();
    const orderingKey = reader.take<string | null>();
    const externalId = reader.take<string | null>();
    const occurredAt = reader.take<number | null>();
    const payload = reader.take<string>();
    const messageSeq = reader.take<bigint | null>();
    const targets = reader.many(() => unpackTarget(reader));
    return { seq, siteNo, type, orderingKey, externalId, occurredAt, payload, messageSeq, targets };
  });
}

function packTarget(wire: Wire, { webhookNo, rev, due, isClaimed, laneKey }: Target): void {
  wire.push(webhookNo, rev, due, isClaimed, laneKey);
}

function unpackTarget(reader: Reader): Target {
  const webhookNo = reader.take<number>();
  const rev = reader.take<number>();
  const due = reader.take<number>();
  const isClaimed = reader.take<boolean>();
  return { webhookNo, rev, due, isClaimed, laneKey: reader.take<bigint | null>() };
}

function packAttempt(wire: Wire, attempt: Attempt): void {
  wire.push(attempt.seq, attempt.deliverySeq, attempt.number, attempt.rev, attempt.startedAt, attempt.durationMs);
  wire.push(attempt.statusCode, attempt.failure, attempt.message, attempt.responseBody, attempt.isResponseCut);
  packMembers(wire, Object.entries(attempt.timings));
  packMembers(wire, Object.entries(attempt.requestHeaders));
  packMembers(wire, attempt.responseHeaders);
}

function unpackAttempt(reader: Reader): Attempt {
  return {
    seq: reader.take(),
    deliverySeq: reader.take(),
    number: reader.take(),
    rev: reader.take(),
    startedAt: reader.take(),
    durationMs: reader.take(),
    statusCode: reader.take(),
    failure: reader.take(),
    message: reader.take(),
    responseBody: reader.take(),
    isResponseCut: reader.take(),
    timings: Object.fromEntries(unpackMembers(reader)!) as unknown as Timings,
    requestHeaders: Object.fromEntries(unpackMembers<string>(reader)!),
    responseHeaders: unpackMembers<string>(reader),
  };
}

function packMembers(wire: Wire, members: readonly (readonly [string, unknown])[] | null): void {
  wire.push(members?.length ?? null);
  for (const [name, value] of members ?? []) wire.push(name, value);
}

function unpackMembers<T>(reader: Reader): [string, T][] | null {
  const count = reader.take<number | null>();
  if (count === null) return null;
  const members: [string, T][] = [];
  for (let i = 0; i < count; i += 1) members.push([reader.take<string>(), reader.take<T>()]);
  return members;
}

function packFates(wire: Wire, fates: readonly ReceivedFate[]): void {
  wire.push(fates.length);
  for (const fate of fates) {
    if (fate.kind === "duplicate") {
      wire.push(fate.eventSeq);
      continue;
    }
    wire.push(null, fate.carried.length, ...fate.carried);
    packTicketsOfEvent(wire, fate.tickets);
  }
}

function unpackFate(reader: Reader): ReceivedFate {
  const eventSeq = reader.take<bigint | null>();
  if (eventSeq !== null) return { kind: "duplicate", eventSeq };
  const carried = reader.many(() => reader.take<number>());
  return { kind: "accepted", carried, tickets: reader.many(() => unpackTicket(reader)) };
}

function packTickets(wire: Wire, tickets: Tickets): void {
  wire.push(tickets.length);
  for (const ofEvent of tickets) packTicketsOfEvent(wire, ofEvent);
}

function packTicketsOfEvent(wire: Wire, tickets: Tickets[number]): void {
  wire.push(tickets.length);
  for (const ticket of tickets) {
    if (ticket === null) wire.push(null);
    else wire.push(ticket.laneSeq, ticket.isOwned, ticket.isHead);
  }
}

function unpackTickets(reader: Reader): Tickets {
  return reader.many(() => reader.many(() => unpackTicket(reader)));
}

function unpackTicket(reader: Reader): LaneTicket | null {
  const laneSeq = reader.take<number | null>();
  return laneSeq === null ? null : { laneSeq, isOwned: reader.take(), isHead: reader.take() };
}
