import type { Timer } from "../model/ports.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import { Share } from "./budget.ts";
import { Deque } from "./deque.ts";
import type { LaneSearch } from "./lane-search.ts";

/** A webhook starts with so many slots, after a restart too, and earns more by answering. */
export const FIRST_ALLOWANCE = 2;
const ALLOWANCE_MAX = 256;
/** Deliveries of an ordered lane kept ready. */
const ORDERED_WINDOW = 128;
const WINDOW_PER_SLOT = 16;
const WINDOW_MAX = 2048;

/**
 * The part of a webhook's queue that is in memory. Unordered (`key` null): any number under way. Ordered: one under
 * way, and `ready` is an unbroken run of the lane from its oldest delivery on.
 */
export class Lane {
  readonly key: bigint | null;
  readonly owner: WebhookLanes;
  readonly ready = new Deque<OwedDelivery>();
  /** More is owed than is in memory: the store has it, and it is older than what arrives now. */
  isSpilled = false;
  /** Counts what was left to the store, so that a claim under way does not conclude that the store has nothing. */
  spills = 0;
  isClaiming = false;
  /** Handed to the journal as ours, not yet committed. */
  reserved = 0;
  /** The delivery of an ordered lane that was taken out of it, until its outcome is committed. */
  underWay: OwedDelivery | null = null;
  /** Deliveries of an ordered lane that were cancelled unsent, until that is committed: nothing passes them. */
  readonly leaving = new Set<OwedDelivery>();
  isInTurn = false;
  /** The place of the youngest delivery that has been in memory. */
  tail = 0;
  /** An ordered lane waits for its head's next attempt. */
  wait: Timer | null = null;
  /** Whose next attempt it waits for. */
  waitsFor: bigint | null = null;
  /** A person asked for this delivery to be sent now, though it is due later. */
  hurried: bigint | null = null;
  /** No longer in memory: what still comes back to it is nobody's. */
  isGone = false;

  constructor(owner: WebhookLanes, key: bigint | null) {
    this.owner = owner;
    this.key = key;
  }

  get isOrdered(): boolean {
    return this.key !== null;
  }

  /** How many deliveries may stand ready. */
  get window(): number {
    if (this.isOrdered) return ORDERED_WINDOW;
    return Math.min(WINDOW_PER_SLOT * this.owner.allowance, WINDOW_MAX);
  }

  get isBusy(): boolean {
    return this.underWay !== null || this.leaving.size > 0;
  }

  /** Something is left to the store. */
  spill(): void {
    this.isSpilled = true;
    this.spills += 1;
  }

  endWait(): void {
    if (this.wait === null) return;
    this.wait.cancel();
    this.wait = null;
    this.waitsFor = null;
    this.owner.waiting -= 1;
  }

  /** It was taken out of this lane, and has not come back. */
  isAway(delivery: OwedDelivery): boolean {
    return this.underWay === delivery || this.leaving.has(delivery);
  }

  /** An ordered lane may be told of a delivery twice: by its acceptance and by a claim that ran into it. */
  isNew(delivery: OwedDelivery): boolean {
    return !this.isOrdered || delivery.laneSeq! > this.tail;
  }

  get isIdle(): boolean {
    return !this.isBusy && !this.isSpilled && !this.isClaiming && this.reserved === 0 && this.ready.length === 0;
  }
}

/** When a delivery is due again, and how many attempts have been made of it. */
export type GoingOn = Pick<OwedDelivery, "due" | "attempts">;

/** What is special about how a webhook is given what it is owed. */
export interface Manner {
  /** Its deliveries go to many addresses: so many may be under way, however they are answered. */
  slotsOfMany?: number;
  /** One attempt at a time, however quick: a platform says with each answer how many calls it still takes. */
  isOneByOne?: boolean;
}

/** The lanes of one webhook, and what it has earned. It takes turns with the other webhooks. */
export class WebhookLanes {
  readonly webhookNo: number;
  readonly lanes = new Map<bigint | null, Lane>();
  /** Lanes that have something to send, in turn. */
  readonly turn = new Deque<Lane>();
  /** Lanes that could not be filled for want of room. */
  readonly hungry = new Set<Lane>();
  readonly share = new Share();
  /** Lanes that wait for their head: they hold next to nothing. */
  waiting = 0;
  allowance: number;
  /** Attempts, but for those that are out of the others' way in the slow quarter. */
  underWay = 0;
  /** Each delivery has an address of its own: how one answers says nothing of the others, so it earns and loses nothing. */
  readonly hasManyAddresses: boolean;
  /** Tests under way. */
  tests = 0;
  /** An attempt took longer than a second, and no answer has been quick since. */
  isSlow = false;
  isInRing = false;
  /** When the earliest waiting delivery is due, and the timer for it. */
  wakeAt = Number.POSITIVE_INFINITY;
  wake: Timer | null = null;
  /** For ordered lanes that are not in memory. */
  readonly search: LaneSearch;
  readonly #isFixed: boolean;

  constructor(
    webhookNo: number,
    search: (webhook: WebhookLanes) => LaneSearch,
    { slotsOfMany, isOneByOne }: Manner = {},
  ) {
    this.webhookNo = webhookNo;
    this.hasManyAddresses = slotsOfMany !== undefined;
    this.#isFixed = this.hasManyAddresses || isOneByOne === true;
    this.allowance = isOneByOne ? 1 : (slotsOfMany ?? FIRST_ALLOWANCE);
    this.search = search(this);
  }

  lane(key: bigint | null): Lane {
    const known = this.lanes.get(key);
    if (known) return known;
    const lane = new Lane(this, key);
    this.lanes.set(key, lane);
    return lane;
  }

  /** A quick answer earns a slot. */
  earn(): void {
    if (!this.#isFixed) this.allowance = Math.min(this.allowance + 1, ALLOWANCE_MAX);
  }

  /** No answer costs half. */
  lose(): void {
    if (!this.#isFixed) this.allowance = Math.max(this.allowance >> 1, FIRST_ALLOWANCE);
  }
}
