/**
 * What the journal writes, and what it hears back. Many entries share one transaction; each has a result of its own,
 * and one that cannot be written costs nobody else's.
 *
 * A node is a process; its `epoch` rises each time the number is taken. Every write about a delivery that a node has
 * claimed compares both, so a node that lost its lease cannot settle what another has taken over.
 */
import type { Attempt, DeliveryEnd } from "../model/delivery.ts";
import type { Message } from "../model/message.ts";
import type { Health } from "../model/webhook.ts";
import type { ModerationWrites } from "./moderating.ts";

export interface NodeLease {
  no: number;
  epoch: number;
}

/** For what no node takes: an event accepted where nothing is delivered. An ordered lane it joins is free for any node. */
export const NOBODY: NodeLease = { no: 0, epoch: 0 };

/** One delivery that an event owes, as matched. Its id is the event's plus its place (1, 2, …) times `ID_STEP`. */
export interface Target {
  webhookNo: number;
  rev: number;
  /** When its first attempt is due, in milliseconds since 1970. */
  due: number;
  /** Whether this node takes it at once; otherwise it waits in the store for a claim. Ignored for ordered lanes. */
  isClaimed: boolean;
  /** The ordered lane it joins: 0 for the webhook's only lane, else a hash of the ordering key. Null: no order. */
  laneKey: bigint | null;
}

export interface NewEvent {
  seq: bigint;
  siteNo: number;
  type: string;
  orderingKey: string | null;
  externalId: string | null;
  /** Milliseconds since 1970, when the caller said so. */
  occurredAt: number | null;
  /** Canonical JSON of `data`. */
  payload: string;
  /** The inbound message that told of it; null for an event of the API. */
  messageSeq: bigint | null;
  targets: readonly Target[];
}

export interface AcceptEntry {
  kind: "accept";
  /** The catalogue's version that the events were matched with. */
  version: number;
  events: readonly NewEvent[];
  idempotency: { siteNo: number; keyHash: Uint8Array; bodyHash: Uint8Array; answer: string } | null;
  /** What is written of items with these events. Absent: nothing. */
  moderation?: ModerationWrites;
  now: number;
  node: NodeLease;
}

/**
 * The place of an ordered delivery in its lane, and whether this node owns the lane. It does if it did before, if nobody
 * alive did, or if nothing was owed in it: so a lane with little in it moves to where its events arrive.
 */
export interface LaneTicket {
  /** Rises by one with each delivery of the lane; begins at the lane's first millisecond. */
  laneSeq: number;
  isOwned: boolean;
  /** Nothing older is owed in the lane. */
  isHead: boolean;
}

export type AcceptResult =
  | { kind: "accepted" /** For each event, for each target. */; tickets: readonly (readonly (LaneTicket | null)[])[] }
  | { kind: "replayed"; answer: string }
  | { kind: "key_reused" }
  | { kind: "external_id_taken"; externalId: string; eventSeq: bigint }
  /** An item is not what it was when it was read: nothing was written. */
  | { kind: "moved" }
  /** The catalogue moved since the events were matched: match again. */
  | { kind: "stale" };

/** An event that an application left in the outbox with its own transaction: `no` is the number of its row. */
export interface EmittedEvent {
  no: bigint;
  event: NewEvent;
  idempotency: AcceptEntry["idempotency"];
}

/** A row of the outbox that cannot become an event. `code` is that of a Problem; `reason` is for a person. */
export interface UnfitRow {
  no: bigint;
  code: string;
  reason: string;
}

/**
 * Turns rows of the outbox into events, in their order: a row goes in the transaction in which its event comes. What
 * cannot become an event is set aside in that transaction too, with the reason.
 */
export interface EmitEntry {
  kind: "emit";
  /** The catalogue's version that all was judged and matched with. */
  version: number;
  events: readonly EmittedEvent[];
  unfit: readonly UnfitRow[];
  now: number;
  node: NodeLease;
}

/**
 * What became of an emitted event. `repeated`: its idempotency key came before, with this very event; there is no second
 * one. `set_aside`: its key or its external id belongs to another event. `gone`: another node was first.
 */
export type EmitFate =
  | { kind: "accepted"; tickets: readonly (LaneTicket | null)[] }
  | { kind: "repeated" }
  | { kind: "set_aside"; code: string; reason: string }
  | { kind: "gone" };

export type EmitResult = { kind: "emitted" /** For each event. */; fates: readonly EmitFate[] } | { kind: "stale" };

/** What is owed once for a whole message, with the first of these of its events that is new. */
export interface CarriedTarget {
  target: Target;
  /** Places in the entry's `events`, rising. The id of each has room for as many deliveries more as there are carried targets. */
  among: readonly number[];
}

/**
 * Keeps a message with the events it tells of. Each event has an `externalId`, which names its source: one that the site
 * has already is a duplicate, and costs the others nothing. `message.verdict` is `accepted` where there are events; the
 * store turns it into `duplicate` when none of them is new. A rejected message makes its source's oldest rejected one
 * give way when there are `REJECTED_KEPT` of them. Only an entry with events can be stale.
 */
export interface ReceiveEntry {
  kind: "receive";
  /** The catalogue's version that the events were matched with. */
  version: number;
  message: Omit<Message, "made" | "repeated">;
  events: readonly NewEvent[];
  carried: readonly CarriedTarget[];
  now: number;
  node: NodeLease;
}

export type ReceivedFate =
  /** `carried`: which of the entry's carried targets it took on, behind its own. `tickets`: for each target, those too. */
  | { kind: "accepted"; carried: readonly number[]; tickets: readonly (LaneTicket | null)[] }
  | { kind: "duplicate"; eventSeq: bigint };

export type ReceiveResult =
  | { kind: "received" /** For each event. */; fates: readonly ReceivedFate[] }
  | { kind: "stale" };

export type Outcome =
  /** Due again. An unordered delivery is free for any node from then; an ordered lane stays with its node. */
  { kind: "retry"; due: number } | { kind: "end"; status: DeliveryEnd; endedAt: number };

export interface SettleEntry {
  kind: "settle";
  webhookNo: number;
  seq: bigint;
  type: string;
  laneKey: bigint | null;
  /** Null when nothing was sent: a cancel that arrived before the first byte. */
  attempt: Attempt | null;
  outcome: Outcome;
  /** The webhook's health, when this attempt changed it. */
  health: Health | null;
  /** The events that this outcome gives, matched at `version`. */
  events: readonly NewEvent[];
  version: number;
  /** What this attempt made of items. Absent: nothing. */
  moderation?: ModerationWrites;
  now: number;
  node: NodeLease;
}

export type SettleResult =
  | {
      kind: "settled";
      /** How the delivery ended, null when it goes on. A `retry` of a delivery being cancelled ends as `cancelled`. */
      ended: DeliveryEnd | null;
      /** Whether more is owed in its ordered lane: another node may have accepted it, and told nobody. */
      isMoreInLane: boolean;
      tickets: readonly (readonly (LaneTicket | null)[])[];
    }
  /** Another node has it, or it is gone: nothing was written. */
  | { kind: "lost" }
  /** The webhook's health is that already: another node turned it, and told of it. Nothing was written. */
  | { kind: "turned" }
  /** An item is not what it was when it was read: nothing was written, and the delivery is still this node's. */
  | { kind: "moved" }
  | { kind: "stale" };

/** Takes due deliveries of an unordered lane, oldest first. */
export interface ClaimEntry {
  kind: "claim";
  webhookNo: number;
  limit: number;
  maxBytes: number;
  now: number;
  node: NodeLease;
}

export interface ClaimResult {
  kind: "claimed";
  deliveries: readonly OwedDelivery[];
  /** When the next waiting delivery of this webhook is due; null when none waits. */
  nextDue: number | null;
}

/** Takes an ordered lane, or goes on reading it: deliveries after `after`, in order. */
export interface ClaimLaneEntry {
  kind: "claim_lane";
  webhookNo: number;
  laneKey: bigint;
  after: number;
  limit: number;
  maxBytes: number;
  now: number;
  node: NodeLease;
}

export type ClaimLaneResult =
  | { kind: "claimed"; deliveries: readonly OwedDelivery[]; nextDue: null }
  | { kind: "owned_elsewhere" };

export interface CancelEntry {
  kind: "cancel";
  seq: bigint;
  webhookNo: number;
  now: number;
}

/** `cancelling`: somebody holds it; it ends after the attempt under way, and a 2xx wins. */
export type CancelResult = { kind: "cancelled" | "cancelling" | "ended" | "unknown" };

/** A person asks for a delivery to be sent now: again when it has ended, earlier when it waits. */
export interface RetryEntry {
  kind: "retry";
  seq: bigint;
  webhookNo: number;
  now: number;
}

/** `queued`: due now, for a claim. `held_by_node`: a node has it; if it waits there for its time, that node may send it earlier. */
export type RetryResult = { kind: "queued" | "unknown" } | { kind: "held_by_node"; isWaiting: boolean };

export type Entry =
  | AcceptEntry
  | EmitEntry
  | ReceiveEntry
  | SettleEntry
  | ClaimEntry
  | ClaimLaneEntry
  | CancelEntry
  | RetryEntry;

export interface ResultOf {
  accept: AcceptResult;
  emit: EmitResult;
  receive: ReceiveResult;
  settle: SettleResult;
  claim: ClaimResult;
  claim_lane: ClaimLaneResult;
  cancel: CancelResult;
  retry: RetryResult;
}

/** The entry could not be written: its own fault, named; the rest of the batch was. */
export interface Refused {
  kind: "refused";
  message: string;
}

export type Result = ResultOf[keyof ResultOf] | Refused;

/** A delivery with all that an attempt needs. */
export interface OwedDelivery {
  seq: bigint;
  webhookNo: number;
  rev: number;
  due: number;
  /** Attempts made so far. */
  attempts: number;
  /** Attempts made before the schedule (re)started: a manual retry begins it anew. */
  scheduleFrom: number;
  laneKey: bigint | null;
  laneSeq: number | null;
  isCancelling: boolean;
  event: OwedEvent;
}

export interface OwedEvent {
  seq: bigint;
  siteNo: number;
  type: string;
  payload: string;
  messageSeq: bigint | null;
}
