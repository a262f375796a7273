import type { Clock, Timer } from "../model/ports.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import { Deque } from "./deque.ts";
import type { WebhookLanes } from "./lane.ts";
import type { Lanes } from "./lanes.ts";

/** An attempt older than this moves to the slow quarter. */
const SLOW_AFTER_MS = 1_000;
const AGEING_TICK_MS = 250;
/** Tests under way, of one webhook and of all: they take no turn and no slot, so they are few. */
const TESTS_PER_WEBHOOK_MAX = 4;
const TESTS_MAX = 64;

/** One attempt under way. It holds its slot until its outcome is durable. */
interface Slot {
  webhook: WebhookLanes;
  startedAt: number;
  isSlow: boolean;
  /** It went to one of many addresses and is slow: it counts in the slow quarter, and no more with its webhook. */
  isApart: boolean;
  isDone: boolean;
}

export interface DispatcherDeps {
  clock: Clock;
  lanes: Lanes;
  /** Slots in all. */
  concurrency: number;
  isHeld(webhookNo: number): boolean;
  /** False while this node has no lease. */
  maySend(): boolean;
  /** Sends; resolves when the outcome is committed. Says whether an answer came within the slow limit. */
  send(delivery: OwedDelivery): Promise<SendOutcome>;
}

/** `answered`: there was an answer, good or bad. `unanswered`: a time-out or a dead address. */
export type SendOutcome = "success" | "answered" | "unanswered";

/**
 * Who is served next. Webhooks with something to send take turns. Each starts with two slots and earns more by
 * answering; attempts older than a second share a quarter of all slots, and a webhook that was slow sends only into
 * that quarter until it answers quickly again. So one that never answers holds two slots for a second, then none
 * that others need. One whose deliveries go to many addresses is not slow because one of them is.
 */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #ring = new Deque<WebhookLanes>();
  /** Slow webhooks that wait for a place in the slow quarter. */
  readonly #parked = new Deque<WebhookLanes>();
  readonly #young = new Deque<Slot>();
  readonly #slowMax: number;
  #fast = 0;
  #slow = 0;
  #tests = 0;
  #ageing: Timer | null = null;
  #isPumping = false;
  #isStopped = false;
  #idle: (() => void)[] = [];

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    this.#slowMax = Math.max(1, Math.floor(deps.concurrency / 4));
  }

  get underWay(): { fast: number; slow: number } {
    return { fast: this.#fast, slow: this.#slow };
  }

  /** This webhook has something to send. */
  offer(webhook: WebhookLanes): void {
    if (webhook.isInRing) return;
    webhook.isInRing = true;
    this.#ring.push(webhook);
    this.#schedule();
  }

  /** Keeps a place for a test that a person waits for; false when there is none. Follow with `sendTest` or `giveUpTest`. */
  reserveTest(webhook: WebhookLanes): boolean {
    if (webhook.tests >= TESTS_PER_WEBHOOK_MAX || this.#tests >= TESTS_MAX) return false;
    webhook.tests += 1;
    this.#tests += 1;
    return true;
  }

  /** Sends outside of all turns. */
  sendTest(webhook: WebhookLanes, delivery: OwedDelivery): void {
    this.#deps.send(delivery).then(() => this.giveUpTest(webhook));
  }

  giveUpTest(webhook: WebhookLanes): void {
    webhook.tests -= 1;
    this.#tests -= 1;
    this.#tellIdle();
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#fast + this.#slow + this.#tests > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#isPumping || this.#isStopped) return;
    this.#isPumping = true;
    queueMicrotask(() => {
      this.#isPumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (!this.#isStopped && this.#fast + this.#slow < this.#deps.concurrency && this.#deps.maySend()) {
      const webhook = this.#ring.shift();
      if (webhook === undefined) return;
      webhook.isInRing = false;
      this.#serve(webhook);
      // A place in the slow quarter that this one left free is the next one's.
      if (this.#slow < this.#slowMax) this.#unpark();
    }
  }

  /** One turn: at most one delivery, then to the back of the ring. */
  #serve(webhook: WebhookLanes): void {
    if (this.#deps.isHeld(webhook.webhookNo) || webhook.underWay >= webhook.allowance) return;
    if (webhook.isSlow && this.#slow >= this.#slowMax) {
      webhook.isInRing = true;
      this.#parked.push(webhook);
      return;
    }
    const delivery = this.#deps.lanes.take(webhook);
    if (delivery === undefined) return;
    this.#start(webhook, delivery);
    if (webhook.turn.length > 0) this.offer(webhook);
  }

  #start(webhook: WebhookLanes, delivery: OwedDelivery): void {
    const slot: Slot = {
      webhook,
      startedAt: this.#deps.clock.monotonic(),
      isSlow: webhook.isSlow,
      isApart: false,
      isDone: false,
    };
    webhook.underWay += 1;
    if (slot.isSlow) this.#slow += 1;
    else this.#fast += 1;
    this.#young.push(slot);
    this.#watchAges();
    this.#deps.send(delivery).then((outcome) => this.#end(slot, outcome));
  }

  #end(slot: Slot, outcome: SendOutcome): void {
    const { webhook } = slot;
    slot.isDone = true;
    const tookMs = this.#deps.clock.monotonic() - slot.startedAt;
    if (outcome === "unanswered") webhook.lose();
    else if (tookMs < SLOW_AFTER_MS) webhook.isSlow = false;
    if (outcome === "success" && tookMs < SLOW_AFTER_MS) webhook.earn();
    if (!slot.isApart) webhook.underWay -= 1;
    if (slot.isSlow) this.#slow -= 1;
    else this.#fast -= 1;
    if (!webhook.isSlow && this.#parked.remove((parked) => parked === webhook)) this.#ring.push(webhook);
    if (this.#slow < this.#slowMax) this.#unpark();
    if (webhook.turn.length > 0) this.offer(webhook);
    this.#schedule();
    this.#tellIdle();
  }

  #unpark(): void {
    const webhook = this.#parked.shift();
    if (webhook === undefined) return;
    this.#ring.push(webhook);
  }

  #tellIdle(): void {
    if (this.#fast + this.#slow + this.#tests > 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  /** Runs only while something is under way. */
  #watchAges(): void {
    if (this.#ageing !== null) return;
    this.#ageing = this.#deps.clock.after(AGEING_TICK_MS, () => {
      this.#ageing = null;
      this.#moveOld();
      if (this.#young.length > 0) this.#watchAges();
    });
  }

  #moveOld(): void {
    const limit = this.#deps.clock.monotonic() - SLOW_AFTER_MS;
    for (let slot = this.#young.first(); slot && (slot.isDone || slot.startedAt <= limit); slot = this.#young.first()) {
      this.#young.shift();
      if (slot.isDone) continue;
      const { webhook } = slot;
      const isFull = this.#slow >= this.#slowMax;
      if (isFull || !webhook.hasManyAddresses) webhook.isSlow = true;
      // When the quarter is full the attempt stays where it is: its webhook starts no other one meanwhile.
      if (slot.isSlow || isFull) continue;
      slot.isSlow = true;
      this.#fast -= 1;
      this.#slow += 1;
      if (webhook.hasManyAddresses) this.#setApart(slot);
    }
    this.#schedule();
  }

  #setApart(slot: Slot): void {
    slot.isApart = true;
    slot.webhook.underWay -= 1;
    if (slot.webhook.turn.length > 0) this.offer(slot.webhook);
  }
}
