import assert from "node:assert/strict";
import { ID_STEP, IdMaker } from "../../../src/model/ids.ts";
import type { Clock } from "../../../src/model/ports.ts";
import type { SourceConfig } from "../../../src/model/source.ts";
import type { WebhookConfig } from "../../../src/model/webhook.ts";
import type {
  AcceptEntry,
  AcceptResult,
  Entry,
  NewEvent,
  NodeLease,
  OwedDelivery,
  ReceiveEntry,
  ReceiveResult,
  Refused,
  ResultOf,
  SettleEntry,
  Target,
} from "../../../src/store/journal-entry.ts";
import type { Store } from "../../../src/store/store.ts";

/** An engine under test. `crash` ends it as a dead process would and opens what is left. */
export interface OpenedStore {
  store: Store;
  crash(): Promise<OpenedStore>;
  cleanup(): Promise<void>;
}

/** A message that is not in the store yet. */
export type NewMessage = ReceiveEntry["message"];

export type OpenStore = () => Promise<OpenedStore>;

export const START = Date.UTC(2026, 0, 1);
export const TTL = 30_000;
export const DAY = 24 * 3_600_000;

/** A store with a hand-moved clock and short ways to say what a test does. */
export class Subject {
  #opened: OpenedStore;
  now = START;
  version = 0;
  /** The number of the site that was made last. */
  #lastSite = 0;
  readonly #ids: IdMaker;

  constructor(opened: OpenedStore) {
    this.#opened = opened;
    const clock = { now: () => this.now } as Clock;
    this.#ids = new IdMaker(clock, 0);
  }

  get store(): Store {
    return this.#opened.store;
  }

  take(count = 1): bigint {
    return this.#ids.take(count);
  }

  async crash(): Promise<void> {
    this.#opened = await this.#opened.crash();
  }

  cleanup(): Promise<void> {
    return this.#opened.cleanup();
  }

  join(): Promise<NodeLease> {
    return this.store.join(this.now, TTL);
  }

  /** Commits one entry alone. */
  async commit<E extends Entry>(entry: E): Promise<ResultOf[E["kind"]]> {
    const [result] = await this.store.commit([entry]);
    if (result!.kind === "refused") assert.fail((result as Refused).message);
    return result as ResultOf[E["kind"]];
  }

  event(with_: Partial<NewEvent> = {}): NewEvent {
    return {
      seq: this.take(1 + (with_.targets?.length ?? 0)),
      siteNo: 1,
      type: "comment.created",
      orderingKey: null,
      externalId: null,
      occurredAt: null,
      payload: '{"a":1}',
      messageSeq: null,
      targets: [],
      ...with_,
    };
  }

  target(webhookNo: number, with_: Partial<Target> = {}): Target {
    return { webhookNo, rev: 1, due: this.now, isClaimed: false, laneKey: null, ...with_ };
  }

  acceptEntry(node: NodeLease, events: readonly NewEvent[], with_: Partial<AcceptEntry> = {}): AcceptEntry {
    return { kind: "accept", version: this.version, events, idempotency: null, now: this.now, node, ...with_ };
  }

  accept(node: NodeLease, ...events: readonly NewEvent[]): Promise<AcceptResult> {
    return this.commit(this.acceptEntry(node, events));
  }

  /** A request of a source, as the platform sent it. */
  message(with_: Partial<NewMessage> = {}): NewMessage {
    return {
      seq: this.take(),
      sourceNo: 1,
      origin: "request",
      verdict: "accepted",
      reason: null,
      detail: null,
      method: "POST",
      query: "",
      headers: [["content-type", "application/json"]],
      remoteAddress: "203.0.113.7",
      body: Buffer.from('{"a":1}'),
      isBodyCut: false,
      replayOf: null,
      ...with_,
    };
  }

  /** An event that a message tells of, by the id that the platform gives it. */
  told({ seq, sourceNo }: Pick<NewMessage, "seq" | "sourceNo">, id: string, with_: Partial<NewEvent> = {}): NewEvent {
    return this.event({ externalId: `src_${sourceNo}:${id}`, messageSeq: seq, ...with_ });
  }

  receiveEntry(
    node: NodeLease,
    message: NewMessage,
    events: readonly NewEvent[],
    with_: Partial<ReceiveEntry> = {},
  ): ReceiveEntry {
    return { kind: "receive", version: this.version, message, events, carried: [], now: this.now, node, ...with_ };
  }

  receive(...args: Parameters<Subject["receiveEntry"]>): Promise<ReceiveResult> {
    return this.commit(this.receiveEntry(...args));
  }

  /** Accepts an event with one target; returns the id of its delivery. */
  async owe(node: NodeLease, target: Target, with_: Partial<NewEvent> = {}): Promise<bigint> {
    const event = this.event({ ...with_, targets: [target] });
    const result = await this.accept(node, event);
    assert.equal(result.kind, "accepted");
    return event.seq + ID_STEP;
  }

  settleEntry(
    node: NodeLease,
    delivery: Pick<OwedDelivery, "seq" | "webhookNo"> & Partial<OwedDelivery>,
    with_: Partial<SettleEntry> = {},
  ): SettleEntry {
    return {
      kind: "settle",
      webhookNo: delivery.webhookNo,
      seq: delivery.seq,
      type: "comment.created",
      laneKey: delivery.laneKey ?? null,
      attempt: null,
      outcome: { kind: "end", status: "success", endedAt: this.now },
      health: null,
      events: [],
      version: this.version,
      now: this.now,
      node,
      ...with_,
    };
  }

  settle(...args: Parameters<Subject["settleEntry"]>): Promise<ResultOf["settle"]> {
    return this.commit(this.settleEntry(...args));
  }

  attempt(deliverySeq: bigint, number = 1, with_: Partial<NonNullable<SettleEntry["attempt"]>> = {}) {
    return {
      seq: this.take(),
      deliverySeq,
      number,
      rev: 1,
      startedAt: this.now,
      durationMs: 7,
      statusCode: 200,
      failure: null,
      message: null,
      timings: { total_ms: 7 },
      requestHeaders: {},
      responseHeaders: null,
      responseBody: null,
      isResponseCut: false,
      ...with_,
    };
  }

  claim(node: NodeLease, webhookNo: number, with_: { limit?: number; maxBytes?: number } = {}) {
    return this.commit({ kind: "claim", webhookNo, limit: 100, maxBytes: 1e6, now: this.now, node, ...with_ });
  }

  claimLane(
    node: NodeLease,
    webhookNo: number,
    laneKey: bigint,
    with_: { after?: number; limit?: number; maxBytes?: number } = {},
  ) {
    const entry = { kind: "claim_lane", webhookNo, laneKey, after: 0, limit: 100, maxBytes: 1e6 } as const;
    return this.commit({ ...entry, now: this.now, node, ...with_ });
  }

  cancel(webhookNo: number, seq: bigint) {
    return this.commit({ kind: "cancel", webhookNo, seq, now: this.now });
  }

  retry(webhookNo: number, seq: bigint) {
    return this.commit({ kind: "retry", webhookNo, seq, now: this.now });
  }

  async freeDead(): Promise<void> {
    let at = await this.store.freeDead(this.now, null);
    while (at !== null) at = await this.store.freeDead(this.now, at);
  }

  async change(change: Parameters<Store["change"]>[0]) {
    const result = await this.store.change(change);
    if (result.kind !== "changed") return result;
    this.version = result.version;
    if (change.kind === "create_site") this.#lastSite = result.no;
    return result;
  }

  createSite(name: string) {
    const site = { id: this.take(), name, description: null, contract: "generic", isOperator: false };
    return this.change({ kind: "create_site", site: { ...site, createdAt: this.now } });
  }

  /** Makes the site first, when there is none of that number yet. */
  async createSource(siteNo = 1, config: Partial<SourceConfig> = {}) {
    await this.#makeSite(siteNo);
    const sealedSecrets = Uint8Array.of(4, 5);
    const made = { ...SOURCE_CONFIG, ...config };
    const source = { id: this.take(), siteNo, config: made, sealedSecrets, createdAt: this.now };
    return this.change({ kind: "create_source", source });
  }

  async #makeSite(siteNo: number): Promise<void> {
    while (this.#lastSite < siteNo) await this.createSite(`site ${this.#lastSite + 1}`);
  }

  /** Makes the site first, when there is none of that number yet. */
  async createWebhook(siteNo = 1, config: Partial<WebhookConfig> = {}) {
    await this.#makeSite(siteNo);
    const sealedSecrets = Uint8Array.of(1, 2, 3);
    const webhook = { id: this.take(), siteNo, config: { ...CONFIG, ...config }, sealedSecrets, createdAt: this.now };
    return this.change({ kind: "create_webhook", webhook });
  }
}

export const CONFIG: WebhookConfig = {
  url: "https://example.com/hook",
  events: ["*"],
  active: true,
  contract: "generic",
  customContract: null,
  description: null,
  headers: {},
  retrySchedule: null,
  timeoutMs: null,
  ordering: null,
};

export const SOURCE_CONFIG: SourceConfig = {
  name: null,
  platform: "github",
  active: true,
  allowedIps: null,
  maxAgeSeconds: null,
  poll: null,
  reconcile: null,
};

/** The body of a test that has a store of its own. */
export function on(open: OpenStore, work: (it: Subject) => Promise<void>): () => Promise<void> {
  return async () => {
    const subject = new Subject(await open());
    try {
      await work(subject);
    } finally {
      await subject.cleanup();
    }
  };
}

export function seqs(rows: readonly { seq: bigint }[]): bigint[] {
  return rows.map((row) => row.seq);
}
