/** What the HTTP rooms and inbound ask of the engine. */
import type { JsonObject } from "../model/event-type.ts";
import type { Message } from "../model/message.ts";
import type { ModerationWrites } from "../store/moderating.ts";
import type { QueueState } from "../telemetry/metrics.ts";

/** An event as its sender gives it, checked and canonical. */
export interface EventRequest {
  type: string;
  /** Canonical JSON of an object. */
  data: string;
  /** What `JSON.parse(data)` gives, where it is at hand: filters then need not parse it again. */
  value?: JsonObject;
  externalId: string | null;
  /** Milliseconds since 1970. */
  occurredAt: number | null;
  orderingKey: string | null;
  /** Webhooks of the site, by number, that are owed it beside the subscribed ones. One that is gone is left out. */
  also?: readonly number[];
  /** Those alone are owed it. */
  isAlone?: true;
}

export interface AcceptedEvent {
  seq: bigint;
  type: string;
  /** How many webhooks it is owed to. */
  deliveries: number;
}

export interface AcceptRequest {
  siteNo: number;
  events: readonly EventRequest[];
  /** The caller's Idempotency-Key and a hash of the request it stands for. */
  idempotency: { key: string; bodyHash: Uint8Array } | null;
  /** The answer to keep under the idempotency key, and to give. */
  toAnswer(events: readonly AcceptedEvent[]): string;
  /** Where an event stands in the caller's document, as a JSON pointer. Left out: it is the document. */
  pathOf?(index: number): string;
  /** What is written of items with the events: all of it or nothing. */
  moderation?: ModerationWrites;
}

export interface Accepted {
  answer: string;
  /** The answer is that of an earlier request with the same key. */
  isReplayed: boolean;
}

/** A message of a source, and what it tells. */
export interface ReceiveRequest {
  siteNo: number;
  message: Omit<Message, "seq" | "made" | "repeated">;
  /** The events, which name their message in their data. What it throws is what `receive` rejects with. */
  toEvents(messageSeq: bigint): readonly EventRequest[];
}

/** What was kept of a message. */
export interface Kept {
  messageSeq: bigint;
  /** In the order in which they were told. One that is not new is the event that was there before. */
  events: readonly { seq: bigint; type: string; isNew: boolean }[];
}

export interface DeliveryRef {
  webhookNo: number;
  seq: bigint;
}

/** `cancelling`: an attempt is under way; a 2xx still wins. */
export type Cancelled = "cancelled" | "cancelling" | "ended" | "unknown";
export type Retried = "queued" | "under_way" | "unknown";

export interface Engine {
  /**
   * Keeps events and what they owe; resolves when that is durable.
   * @throws Problem `idempotency_key_reused`, `external_id_taken`, `overloaded`, `unavailable`; `conflict` when an item
   * is not what it was when it was read
   */
  accept(request: AcceptRequest): Promise<Accepted>;
  /**
   * Keeps a message with its events, those that are not there yet; resolves when that is durable.
   * @throws Problem `overloaded`, `unavailable`; `EntryRefusedError` for what the store cannot write
   */
  receive(request: ReceiveRequest): Promise<Kept>;
  /** Sends `test.webhook` to one webhook at once, whatever its events or pause. One attempt. */
  sendTest(webhookNo: number): Promise<{ eventSeq: bigint; deliverySeq: bigint }>;
  cancel(delivery: DeliveryRef): Promise<Cancelled>;
  /** Sends an ended delivery again, with its schedule begun anew, or one that waits at once. */
  retry(delivery: DeliveryRef): Promise<Retried>;
  /** Whether events are being accepted: false while starting, stopping, or after the store failed. */
  isReady(): boolean;
  /** What stands in memory now. */
  stands(): QueueState;
  /** Tells the metrics the same. */
  report(): void;
}
