import type { LaneTicket, OwedDelivery } from "../store/journal-entry.ts";
import type { Reads } from "../store/reads.ts";
import { ALWAYS_READY, Budget } from "./budget.ts";
import { type ClaimDeps, claim } from "./claim.ts";
import { Hunger } from "./hunger.ts";
import { type GoingOn, type Lane, type Manner, WebhookLanes } from "./lane.ts";
import { LaneSearch } from "./lane-search.ts";

/** Ordered lanes of one webhook kept in memory, beside those that wait for their head. */
const LANES_PER_WEBHOOK_MAX = 1024;
/** An ordered lane that waits longer than this for its head keeps nothing ready meanwhile. */
const KEPT_WAIT_MS = 1_000;
/** A timer is set for at most this long, then looked at again. */
const WAIT_MS_MAX = 3_600_000;
/** After a claim that failed. */
const CLAIM_RETRY_MS = 1_000;

export interface LanesDeps extends ClaimDeps {
  store: Pick<Reads, "owedLanes">;
  /** The webhook is switched off, or deleted: nothing of it is read or sent. */
  isHeld(webhookNo: number): boolean;
  /** It is deleted: nothing of it is kept in memory. */
  isGone(webhookNo: number): boolean;
  mannerOf(webhookNo: number): Manner;
  /** The webhook has something to send. */
  onReady(lanes: WebhookLanes): void;
  /** False: another node delivers all this, and nothing is kept in memory here. */
  delivers: boolean;
}

/**
 * What is owed, as far as it is in memory. A delivery that was just accepted goes straight to its lane while there is
 * room; past that it stays in the store and is claimed when its turn comes, so a backlog costs disk, not memory.
 */
export class Lanes {
  readonly #deps: LanesDeps;
  readonly #webhooks = new Map<number, WebhookLanes>();
  readonly #hunger = new Hunger();
  readonly #budget = new Budget();
  #isStopped = false;

  constructor(deps: LanesDeps) {
    this.#deps = deps;
    this.#isStopped = !deps.delivers;
  }

  /** Deliveries ready, and the lanes they stand in. */
  get size(): { ready: number; lanes: number } {
    let lanes = 0;
    for (const webhook of this.#webhooks.values()) lanes += webhook.lanes.size;
    return { ready: this.#budget.ready, lanes };
  }

  of(webhookNo: number): WebhookLanes {
    const known = this.#webhooks.get(webhookNo);
    if (known) return known;
    const webhook = new WebhookLanes(webhookNo, (owner) => this.#searchFor(owner), this.#deps.mannerOf(webhookNo));
    this.#webhooks.set(webhookNo, webhook);
    return webhook;
  }

  /** Whether an unordered delivery about to be accepted is taken at once. Follow with `arrive` or `giveUp`. */
  reserve(webhookNo: number): boolean {
    if (!this.#deps.delivers) return false;
    const lane = this.of(webhookNo).lane(null);
    const { owner, ready, reserved } = lane;
    const isFull = ready.length + reserved >= lane.window || !this.#budget.allows(owner.share, reserved);
    if (lane.isSpilled || isFull) {
      lane.spill();
      return false;
    }
    lane.reserved += 1;
    return true;
  }

  /** A reserved delivery was not accepted after all, or not as this node's. */
  giveUp(webhookNo: number): void {
    const lane = this.#webhooks.get(webhookNo)?.lanes.get(null);
    // The webhook may have been deleted meanwhile, and its lane with it.
    if (lane !== undefined && lane.reserved > 0) lane.reserved -= 1;
  }

  /** A delivery has just been committed. */
  arrive(delivery: OwedDelivery, isClaimed: boolean, ticket: LaneTicket | null): void {
    if (!this.#deps.delivers || this.#deps.isGone(delivery.webhookNo)) return;
    const webhook = this.of(delivery.webhookNo);
    if (ticket !== null) {
      this.#arriveInOrder(webhook, delivery, ticket);
    } else if (isClaimed) {
      this.giveUp(delivery.webhookNo);
      this.#push(webhook.lane(null), delivery);
    } else if (delivery.due > this.#deps.clock.now()) {
      this.wakeAt(webhook, delivery.due);
    } else {
      this.find(delivery.webhookNo, null);
    }
  }

  /** Something is owed in the store that is not in memory: after a restart, or when a person asks for it. */
  find(webhookNo: number, laneKey: bigint | null): void {
    if (!this.#deps.delivers || this.#deps.isGone(webhookNo)) return;
    const lane = this.of(webhookNo).lane(laneKey);
    lane.spill();
    this.#refill(lane);
  }

  /** Ordered lanes of this webhook may be owed something: looks for them, a page at a time. */
  findOrdered(webhookNo: number): void {
    if (this.#deps.isGone(webhookNo)) return;
    this.of(webhookNo).search.want();
  }

  /** The next delivery that may be sent, taken out of its lane. */
  take(webhook: WebhookLanes): OwedDelivery | undefined {
    for (;;) {
      const lane = webhook.turn.shift();
      if (lane === undefined) return undefined;
      lane.isInTurn = false;
      const head = lane.ready.first();
      if (head === undefined || lane.isBusy) continue;
      const wait = head.due - this.#deps.clock.now();
      if (lane.isOrdered && wait > 0 && !head.isCancelling && lane.hurried !== head.seq) {
        this.#waitForHead(lane, head, wait);
        continue;
      }
      lane.ready.shift();
      lane.hurried = null;
      this.#forget(lane, head);
      if (lane.isOrdered) lane.underWay = head;
      else this.#enterTurn(lane);
      this.#refill(lane);
      return head;
    }
  }

  /**
   * The outcome of an attempt is committed: the delivery goes on as `next` says, or is over. `isMoreInLane`: something
   * else is owed in its ordered lane; if it is not in memory, another node has accepted it.
   */
  finish(delivery: OwedDelivery, next: GoingOn | null, isMoreInLane = false): void {
    const webhook = this.#webhooks.get(delivery.webhookNo);
    if (webhook === undefined) return;
    if (delivery.laneKey === null) {
      if (next !== null) this.wakeAt(webhook, next.due);
      this.#refill(webhook.lane(null));
      return;
    }
    const lane = webhook.lanes.get(delivery.laneKey);
    // Else the lane was read anew meanwhile, and this delivery with it.
    if (lane === undefined || !lane.isAway(delivery)) return;
    if (!lane.leaving.delete(delivery)) lane.underWay = null;
    if (next !== null) this.#return(lane, { ...delivery, ...next });
    if (isMoreInLane && lane.ready.length === 0) lane.spill();
    this.#enterTurn(lane);
    this.#refill(lane);
    this.#dropIfIdle(lane);
  }

  /** It was taken but not sent after all: it stands ready again, where it stood. */
  putBack(delivery: OwedDelivery): void {
    const lane = this.#webhooks.get(delivery.webhookNo)?.lanes.get(delivery.laneKey);
    if (lane === undefined || (lane.isOrdered && lane.underWay !== delivery)) return;
    lane.underWay = null;
    this.#return(lane, delivery);
    this.#enterTurn(lane);
  }

  /** The delivery is no longer ours: its ordered lane is forgotten, and read again as far as it is ours. */
  lose(delivery: OwedDelivery): void {
    if (delivery.laneKey === null) return;
    const lane = this.#webhooks.get(delivery.webhookNo)?.lanes.get(delivery.laneKey);
    if (lane === undefined || !lane.isAway(delivery)) return;
    if (lane.leaving.delete(delivery) && lane.isBusy) return;
    this.#dropLane(lane);
    lane.owner.lanes.delete(lane.key);
    this.findOrdered(delivery.webhookNo);
  }

  /** Takes what stands ready out of memory, for a cancel. Follow with `finish` or `lose`: an ordered lane waits for it. */
  withdraw(webhookNo: number, seq: bigint): OwedDelivery | undefined {
    for (const lane of this.#webhooks.get(webhookNo)?.lanes.values() ?? []) {
      const delivery = lane.ready.remove((ready) => ready.seq === seq);
      if (delivery === undefined) continue;
      this.#forget(lane, delivery);
      if (lane.isOrdered) lane.leaving.add(delivery);
      lane.endWait();
      this.#refill(lane);
      return delivery;
    }
    return undefined;
  }

  /** Sends an ordered lane's waiting head now. False when the delivery is not waiting here. */
  hurry(webhookNo: number, seq: bigint): boolean {
    for (const lane of this.#webhooks.get(webhookNo)?.lanes.values() ?? []) {
      if (lane.isBusy || (lane.waitsFor !== seq && lane.ready.first()?.seq !== seq)) continue;
      lane.hurried = seq;
      lane.endWait();
      this.#enterTurn(lane);
      this.#refill(lane);
      return true;
    }
    return false;
  }

  /** The webhook was changed: what was held may go on. */
  resume(webhookNo: number): void {
    const webhook = this.#webhooks.get(webhookNo);
    if (webhook === undefined || this.#deps.isHeld(webhookNo)) return;
    for (const lane of webhook.lanes.values()) {
      this.#refill(lane);
      this.#enterTurn(lane);
    }
    webhook.search.go();
    if (webhook.turn.length > 0) this.#deps.onReady(webhook);
  }

  /** Forgets everything that is in memory: it is all in the store. */
  clear(): void {
    for (const webhookNo of [...this.#webhooks.keys()]) this.drop(webhookNo);
  }

  /** The webhook is gone: what is in memory of it is forgotten; the store ends what it is owed. */
  drop(webhookNo: number): void {
    const webhook = this.#webhooks.get(webhookNo);
    if (webhook === undefined) return;
    webhook.wake?.cancel();
    this.#webhooks.delete(webhookNo);
    this.#hunger.drop(webhook);
    for (const lane of webhook.lanes.values()) this.#dropLane(lane);
  }

  /** Leaves nothing behind that could still be taken, by whoever holds on to the lane. */
  #dropLane(lane: Lane): void {
    lane.isGone = true;
    lane.endWait();
    lane.owner.hungry.delete(lane);
    this.#empty(lane);
  }

  #empty(lane: Lane): void {
    for (let ready = lane.ready.shift(); ready !== undefined; ready = lane.ready.shift()) this.#forget(lane, ready);
  }

  wakeAt(webhook: WebhookLanes, due: number): void {
    if (due >= webhook.wakeAt || this.#isStopped) return;
    webhook.wake?.cancel();
    webhook.wakeAt = due;
    const delay = Math.min(Math.max(due - this.#deps.clock.now(), 0), WAIT_MS_MAX);
    webhook.wake = this.#deps.clock.after(delay, () => {
      webhook.wake = null;
      webhook.wakeAt = Number.POSITIVE_INFINITY;
      this.find(webhook.webhookNo, null);
    });
  }

  /** The wall clock jumped: every wait is measured anew. */
  rearm(): void {
    for (const webhook of this.#webhooks.values()) {
      const due = webhook.wakeAt;
      webhook.wakeAt = Number.POSITIVE_INFINITY;
      if (due !== Number.POSITIVE_INFINITY) this.wakeAt(webhook, due);
      for (const lane of webhook.lanes.values()) {
        if (lane.wait === null) continue;
        lane.endWait();
        this.#enterTurn(lane);
        this.#refill(lane);
      }
    }
  }

  /** Cancels every wait; nothing more is read. */
  stop(): void {
    this.#isStopped = true;
    for (const webhook of this.#webhooks.values()) {
      webhook.wake?.cancel();
      for (const lane of webhook.lanes.values()) lane.wait?.cancel();
    }
  }

  #arriveInOrder(webhook: WebhookLanes, delivery: OwedDelivery, { laneSeq, isOwned, isHead }: LaneTicket): void {
    if (!isOwned) return;
    const known = webhook.lanes.get(delivery.laneKey);
    if (known === undefined && webhook.lanes.size - webhook.waiting >= LANES_PER_WEBHOOK_MAX) {
      this.findOrdered(webhook.webhookNo);
      return;
    }
    const lane = known ?? webhook.lane(delivery.laneKey);
    const isNext = isHead ? lane.ready.length === 0 && !lane.isBusy : laneSeq === lane.tail + 1;
    const isFull = lane.ready.length >= lane.window || !this.#budget.allows(webhook.share);
    if (!isNext || lane.isSpilled || isFull) {
      lane.spill();
      this.#refill(lane);
      return;
    }
    this.#push(lane, { ...delivery, laneSeq });
  }

  #push(lane: Lane, delivery: OwedDelivery): void {
    lane.ready.push(delivery);
    lane.tail = delivery.laneSeq ?? 0;
    this.#budget.take(lane.owner.share, delivery);
    this.#enterTurn(lane);
  }

  #return(lane: Lane, delivery: OwedDelivery): void {
    lane.ready.unshift(delivery);
    this.#budget.take(lane.owner.share, delivery);
  }

  #enterTurn(lane: Lane): void {
    if (lane.isInTurn || lane.isBusy || lane.wait !== null || lane.ready.length === 0) return;
    lane.isInTurn = true;
    lane.owner.turn.push(lane);
    this.#deps.onReady(lane.owner);
  }

  /** Meanwhile the store keeps what it would only hold on to: many lanes may wait, and for hours. */
  #waitForHead(lane: Lane, head: OwedDelivery, delayMs: number): void {
    lane.waitsFor = head.seq;
    lane.owner.waiting += 1;
    lane.wait = this.#deps.clock.after(Math.min(delayMs, WAIT_MS_MAX), () => {
      lane.endWait();
      this.#enterTurn(lane);
      this.#refill(lane);
    });
    if (delayMs > KEPT_WAIT_MS) {
      lane.tail = head.laneSeq! - 1;
      lane.spill();
      this.#empty(lane);
    }
    lane.owner.search.go();
  }

  /** Reads more of a lane when it runs low. */
  #refill(lane: Lane): void {
    if (!lane.isSpilled || lane.isClaiming || lane.isGone || lane.wait !== null || this.#isStopped) return;
    // Without a lease nothing is ours to take; the next one begins with finding everything.
    if (this.#deps.isHeld(lane.owner.webhookNo) || !this.#deps.isCurrent(this.#deps.node())) return;
    const room = lane.window - lane.ready.length - lane.reserved;
    if (room < lane.window / 2) return;
    if (!this.#budget.allows(lane.owner.share)) {
      this.#hunger.add(lane);
      return;
    }
    lane.owner.hungry.delete(lane);
    lane.isClaiming = true;
    const { spills, tail } = lane;
    const limit = this.#budget.isFull ? Math.min(room, ALWAYS_READY) : room;
    claim(this.#deps, lane, limit, (claimed) => {
      lane.isClaiming = false;
      if (claimed === null) {
        this.#deps.clock.after(CLAIM_RETRY_MS, () => this.#refill(lane));
        return;
      }
      const { deliveries, isMore, nextDue } = claimed;
      lane.isSpilled = isMore || spills !== lane.spills;
      // The lane was emptied meanwhile: what was read is no longer what comes next.
      if (lane.isOrdered && lane.tail !== tail) return this.#refill(lane);
      if (nextDue !== null && !isMore) this.wakeAt(lane.owner, nextDue);
      for (const delivery of deliveries) if (lane.isNew(delivery)) this.#push(lane, delivery);
      this.#refill(lane);
      this.#dropIfIdle(lane);
    });
  }

  #searchFor(webhook: WebhookLanes): LaneSearch {
    const { store, clock, isHeld } = this.#deps;
    const { webhookNo } = webhook;
    const isKnown = () => this.#webhooks.get(webhookNo) === webhook;
    const hasRoom = () => webhook.lanes.size - webhook.waiting < LANES_PER_WEBHOOK_MAX / 2;
    return new LaneSearch(webhookNo, {
      store,
      clock,
      mayGo: () => !this.#isStopped && !isHeld(webhookNo) && isKnown() && hasRoom(),
      onFound: (key) => {
        if (isKnown()) this.#findLane(webhook, key);
      },
    });
  }

  #findLane(webhook: WebhookLanes, key: bigint): void {
    const known = webhook.lanes.get(key);
    // It may have been found while there was no lease to read it under.
    if (known === undefined) this.find(webhook.webhookNo, key);
    else this.#refill(known);
  }

  #dropIfIdle(lane: Lane): void {
    if (!lane.isOrdered || !lane.isIdle || lane.isGone) return;
    lane.isGone = true;
    lane.owner.lanes.delete(lane.key);
    lane.owner.search.go();
  }

  #forget(lane: Lane, delivery: OwedDelivery): void {
    this.#budget.release(lane.owner.share, delivery);
    this.#hunger.serve(lane.owner, this.#budget.hasRoom, (hungry) => this.#refill(hungry));
  }
}
