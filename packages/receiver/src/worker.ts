/** Takes events into its hands: claims them, works on them through a bounded queue, and tells the store how it ended. */
import type { Clock } from "./clock.ts";
import type { WebhookEvent } from "./event.ts";
import type { End, Listeners } from "./listeners.ts";
import { dedupe, dedupeKey, type Judged } from "./pipeline/dedupe.ts";
import { type Handlers, handle } from "./pipeline/handle.ts";
import { Queue } from "./queue.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { DedupeStore, Lease } from "./stores/store.ts";

/**
 * `taken`: promised, and worked on after the answer. `busy`: another copy is being handled. `unhandled`: nobody wants
 * to hear of this type. `failed`: a handler threw; the event may come again.
 */
export type Outcome = "taken" | End;

/** One outcome for each event, in their order, or why none was taken. */
export type Taken = { ok: true; outcomes: readonly Outcome[] } | Refusal;

export interface WorkerDeps {
  handlers: Handlers;
  store: DedupeStore;
  clock: Clock;
  /** How much may wait or be worked on, and how much is worked on at a time. */
  queue: { tasksMax: number; concurrency: number };
  /** How long a claim holds while nobody says how it ended. */
  leaseMs: number;
  /** How long an event is remembered. */
  rememberMs: number;
  listeners: Listeners;
}

const PURGE_INTERVAL_MS = 3_600_000;

export class Worker {
  readonly #deps: WorkerDeps;
  readonly #queue: Queue;
  readonly #name = globalThis.crypto.randomUUID();
  /** What is promised here. A store may give it to another when the claim ends, this process never does. */
  readonly #inHand = new Set<string>();
  #claims = 0;
  #purgedAtMs: number;

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
    this.#queue = new Queue(deps.queue);
    this.#purgedAtMs = deps.clock.now();
  }

  /** How many events are promised and not finished. */
  get size(): number {
    return this.#queue.size;
  }

  /** Whether this very event is promised here and not finished. */
  has(event: WebhookEvent, source: string | undefined): boolean {
    return this.#inHand.has(dedupeKey(event, source));
  }

  drain(): Promise<void> {
    return this.#queue.drain();
  }

  /** Never rejects. `waits`: resolves when the events have been worked on, not when they are promised. */
  async take(events: readonly WebhookEvent[], source: string | undefined, waits: boolean): Promise<Taken> {
    if (!this.#queue.reserve(events.length)) {
      return refuse("queue_full", `${this.#queue.size} events are being worked on, and the queue takes no more.`);
    }
    const lease = this.#newLease();
    let judged: readonly Judged[];
    try {
      judged = await this.#judge(events, source, lease);
    } catch (error) {
      this.#queue.giveBack(events.length);
      await this.#deps.listeners.tellError(error);
      return refuse("store_unavailable", `The dedupe store did not answer: ${String(error)}`);
    }
    this.#purgeSometimes(lease.nowMs);
    const outcomes = judged.map((one) => this.#begin(one, lease, source ?? one.event.platform));
    if (!waits)
      return { ok: true, outcomes: outcomes.map((outcome) => (typeof outcome === "string" ? outcome : "taken")) };
    return { ok: true, outcomes: await Promise.all(outcomes) };
  }

  async #judge(events: readonly WebhookEvent[], source: string | undefined, lease: Lease): Promise<readonly Judged[]> {
    const keys = events.map((event) => dedupeKey(event, source));
    if (!keys.some((key) => this.#inHand.has(key))) return dedupe({ store: this.#deps.store, events, source, lease });
    const others = events.filter((_, i) => !this.#inHand.has(keys[i]!));
    const judged = [...(await dedupe({ store: this.#deps.store, events: others, source, lease }))];
    return events.map((event, i) => {
      const isOther = judged[0]?.event === event;
      return isOther ? judged.shift()! : { event, key: keys[i]!, claim: "busy" };
    });
  }

  #newLease(): Lease {
    const nowMs = this.#deps.clock.now();
    return { owner: `${this.#name}-${++this.#claims}`, nowMs, untilMs: nowMs + this.#deps.leaseMs };
  }

  #begin({ event, key, claim }: Judged, lease: Lease, source: string): Outcome | Promise<Outcome> {
    if (claim !== "claimed") {
      this.#queue.giveBack(1);
      const end = claim === "done" ? "duplicate" : "busy";
      this.#deps.listeners.tellSettled({ event, end, source });
      return end;
    }
    this.#inHand.add(key);
    return new Promise((resolve) => this.#queue.add(async () => resolve(await this.#work(event, key, lease, source))));
  }

  async #work(event: WebhookEvent, key: string, lease: Lease, source: string): Promise<Outcome> {
    let outcome: End = "failed";
    let thrown: { error?: unknown } = {};
    try {
      outcome = (await handle(event, this.#deps.handlers)) ? "handled" : "unhandled";
      if (outcome === "unhandled") await this.#deps.listeners.unhandled(event);
    } catch (error) {
      outcome = "failed";
      thrown = { error };
      await this.#deps.listeners.tellError(error, event);
    }
    await this.#settle(key, outcome, lease, event);
    this.#inHand.delete(key);
    this.#deps.listeners.tellSettled({ event, end: outcome, source, ...thrown });
    return outcome;
  }

  async #settle(key: string, outcome: Outcome, lease: Lease, event: WebhookEvent): Promise<void> {
    const { store, clock } = this.#deps;
    try {
      if (outcome === "failed") await store.release([key], lease);
      else await store.complete([key], { ...lease, nowMs: clock.now() });
    } catch (error) {
      // The claim ends by itself. Until then a repeat is kept out, afterwards it would be handled again.
      await this.#deps.listeners.tellError(error, event);
    }
  }

  #purgeSometimes(nowMs: number): void {
    if (nowMs - this.#purgedAtMs < PURGE_INTERVAL_MS) return;
    this.#purgedAtMs = nowMs;
    void this.#purge(nowMs - this.#deps.rememberMs);
  }

  async #purge(completedBeforeMs: number): Promise<void> {
    try {
      await this.#deps.store.purge(completedBeforeMs);
    } catch (error) {
      await this.#deps.listeners.tellError(error);
    }
  }
}
