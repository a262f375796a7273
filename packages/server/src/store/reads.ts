/** What the API asks of the store. No read waits for a write, and none is unbounded. */
import type { Attempt, DeliveryEnd } from "../model/delivery.ts";
import type { Message, MessageVerdict } from "../model/message.ts";
import type { WebhookConfig } from "../model/webhook.ts";
import type { FiguresReads } from "./figures.ts";
import type { ModerationReads } from "./moderating.ts";
import type { Page } from "./page.ts";

export interface StoredEvent {
  seq: bigint;
  siteNo: number;
  type: string;
  /** The catalogue's version when it was accepted. */
  version: number;
  orderingKey: string | null;
  externalId: string | null;
  occurredAt: number | null;
  payload: string;
  /** The inbound message that told of it; null for an event of the API. */
  messageSeq: bigint | null;
  /** The webhooks it was matched with, in the order of its deliveries. */
  targets: readonly number[];
}

/** An event in a list: what it carries stays in the store. */
export type ListedEvent = Omit<StoredEvent, "payload">;

export interface StoredDelivery {
  seq: bigint;
  eventSeq: bigint;
  webhookNo: number;
  type: string;
  rev: number;
  attempts: number;
  scheduleFrom: number;
  laneSeq: number | null;
  /** How it ended; null while it is owed. */
  status: DeliveryEnd | null;
  isCancelling: boolean;
  /** Whether a node has it now: under way, or next in line. */
  isClaimed: boolean;
  /** When it is due, while it is owed. */
  due: number | null;
  endedAt: number | null;
  /** Of the last attempt. */
  statusCode: number | null;
  error: string | null;
}

export interface EventQuery {
  siteNo: number;
  type: string | null;
  externalId: string | null;
  /** Ids below this; null starts at the newest. */
  before: bigint | null;
  /** Ids at or above this. */
  from: bigint;
  limit: number;
}

export interface MessageQuery {
  sourceNo: number;
  verdict: MessageVerdict | null;
  before: bigint | null;
  from: bigint;
  limit: number;
}

/** Something noted of a source: where its polling stands, what is registered at the platform. */
export interface SourceNote {
  sourceNo: number;
  key: string;
  /** JSON. */
  value: string;
}

export type NotePosition = Pick<SourceNote, "sourceNo" | "key">;

/** A note to be written; a `value` of null takes it away. */
export type NoteChange = NotePosition & { value: string | null };

export interface DeliveryQuery {
  siteNo: number;
  webhookNo: number | null;
  /** Webhooks whose deliveries are left out of the site's list. */
  except?: readonly number[];
  /** `pending` stands for everything owed. */
  status: DeliveryEnd | "pending" | null;
  type: string | null;
  before: bigint | null;
  from: bigint;
  limit: number;
}

export type { Page } from "./page.ts";

/** A page may be short, or empty, and still have a `next`. */
export interface MessagesToReplay {
  seqs: readonly bigint[];
  /** Pass as `from` to go on; null at the end. */
  next: bigint | null;
}

/** A message in a list: its body stays in the store. */
export type ListedMessage = Omit<Message, "body" | "headers"> & { bodyBytes: number };

/** A lane with something owed, found when starting. */
export interface OwedLane {
  webhookNo: number;
  laneKey: bigint | null;
}

export interface WebhookAsOf {
  no: number;
  id: bigint;
  rev: number;
  config: WebhookConfig;
}

export interface Reads extends ModerationReads, FiguresReads {
  readEvent(siteNo: number | null, seq: bigint): Promise<StoredEvent | null>;
  listEvents(query: EventQuery): Promise<Page<ListedEvent>>;
  readDelivery(seq: bigint): Promise<StoredDelivery | null>;
  deliveriesOf(eventSeq: bigint): Promise<readonly StoredDelivery[]>;
  listDeliveries(query: DeliveryQuery): Promise<Page<StoredDelivery>>;
  attemptsOf(deliverySeq: bigint): Promise<readonly Attempt[]>;
  /** Every webhook of the site that was there at that version of the catalogue, as it was configured then. */
  webhooksAsOf(siteNo: number, version: number): Promise<readonly WebhookAsOf[]>;
  readRevision(webhookNo: number, rev: number): Promise<WebhookConfig | null>;
  readMessage(seq: bigint): Promise<Message | null>;
  listMessages(query: MessageQuery): Promise<Page<ListedMessage>>;
  /**
   * What can be replayed of a source, of ids in `[from, to)`: messages that were genuine, those too that could not be read
   * then, where all of them was kept; no replays. Oldest first.
   */
  messagesToReplay(sourceNo: number, from: bigint, to: bigint, limit: number): Promise<MessagesToReplay>;
  /** Notes whose keys begin with `prefix`, in the order of source and key, behind `after`. Null: of all sources. */
  notes(
    sourceNo: number | null,
    prefix: string,
    after: NotePosition | null,
    limit: number,
  ): Promise<readonly SourceNote[]>;
  /** Lanes with something owed, after a position, in order of webhook and key. */
  owedLanes(after: OwedLane | null, limit: number): Promise<readonly OwedLane[]>;
}
