import type { Clock, Timer } from "../model/ports.ts";
import type { NodeLease } from "../store/journal-entry.ts";
import type { Store } from "../store/store.ts";

/** What a dead node had is free after this: others take it over well within 30 s. */
const TTL_MS = 20_000;
const RENEW_MS = 4_000;
/** When it could not be renewed. A store that is away comes back at any moment, and what is left of the lease is short. */
const RETRY_MS = 500;
/** Held to be over this much before the store thinks so. */
const MARGIN_MS = 4_000;
/** The wall clock and the monotonic one drift apart by more than this: somebody set the clock. */
const JUMP_MS = 2_000;

export interface LeaseDeps {
  store: Pick<Store, "join" | "renew" | "leave">;
  /** By its wall time leases are compared with those of other nodes. */
  clock: Clock;
  /** This machine's own: unlike the monotonic clock it goes on while the machine sleeps. */
  machine: Pick<Clock, "now">;
  /** Brings `clock` in line with the store's time, where nodes share a store. */
  askTime(): Promise<void>;
  /** The lease ran out, after a freeze or while the store was away: nothing may be sent until it is taken anew. */
  onLost(): void;
  /** Somebody set the clock, or the machine has slept; `clock` is right again. */
  onClockJump(): void;
  /** It could not be renewed this time; there is time for more tries, and of those that fail too nothing is told. */
  onTrouble(error: Error): void;
}

/**
 * This process's place among the nodes. Before a byte goes out the lease is asked, on both clocks, counted from before
 * the renewal was sent.
 */
export class Lease {
  readonly #deps: LeaseDeps;
  #node: NodeLease = { no: 0, epoch: 0 };
  #until = { wall: 0, monotonic: 0 };
  /** The latest wall time that the store was told. */
  #told = 0;
  #timer: Timer | null = null;
  #offset = 0;
  #hasJumped = false;
  #hasLapsed = false;
  #isTroubled = false;
  #isKept = false;
  #isLeft = false;

  constructor(deps: LeaseDeps) {
    this.#deps = deps;
  }

  get node(): NodeLease {
    return this.#node;
  }

  /** Joins the nodes, or joins them anew. */
  async take(): Promise<void> {
    const { clock, store } = this.#deps;
    // It may have time left in the store: what was claimed under it is free only when it is over there too.
    if (this.#node.epoch > 0) await store.leave(this.#node);
    await this.#deps.askTime();
    const asked = this.#readClocks();
    this.#told = clock.now();
    this.#node = await store.join(this.#told, TTL_MS);
    this.#hasLapsed = false;
    this.#extend(asked);
    this.#offset = asked.wall - asked.monotonic;
    this.#hasJumped = false;
    if (this.#isKept) this.#renewLater(RENEW_MS);
  }

  /** Renews it from now on. Call when those who hear of its loss are there. */
  keep(): void {
    this.#isKept = true;
    if (this.#node.epoch > 0) this.#renewLater(RENEW_MS);
  }

  /** Whether this node may send now. Once it said no, only a new lease helps. */
  holds(): boolean {
    const { wall, monotonic } = this.#readClocks();
    // A clock that was set back gives no time: the machine may sleep next, and the monotonic one would not tell.
    this.#until.wall = Math.min(this.#until.wall, wall + this.#until.monotonic - monotonic);
    this.#hasLapsed ||= monotonic >= this.#until.monotonic || wall >= this.#until.wall;
    return !this.#hasLapsed;
  }

  async leave(): Promise<void> {
    this.#timer?.cancel();
    this.#isLeft = true;
    this.#hasLapsed = true;
    await this.#deps.store.leave(this.#node);
  }

  #readClocks(): { wall: number; monotonic: number } {
    const { clock, machine } = this.#deps;
    return { wall: machine.now(), monotonic: clock.monotonic() };
  }

  #extend(asked: { wall: number; monotonic: number }): void {
    this.#until = { wall: asked.wall + TTL_MS - MARGIN_MS, monotonic: asked.monotonic + TTL_MS - MARGIN_MS };
  }

  /** Or looks when it runs out, if that comes first. */
  #renewLater(delayMs: number): void {
    const { clock } = this.#deps;
    const leftMs = Math.max(0, this.#until.monotonic - clock.monotonic());
    this.#timer?.cancel();
    this.#timer = clock.after(Math.min(delayMs, leftMs), () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { onLost } = this.#deps;
    const asked = this.#readClocks();
    this.#watchClock(asked);
    if (!this.holds()) return onLost();
    const { node } = this;
    // A store that does not answer extends nothing: the lease then runs out by itself.
    const isOurs = await this.#renewInStore(node).catch((error) => {
      if (!this.#isTroubled) this.#deps.onTrouble(error);
      return null;
    });
    this.#isTroubled = isOurs === null;
    if (this.#isLeft || node !== this.#node) return;
    if (isOurs === false) {
      this.#hasLapsed = true;
      return onLost();
    }
    if (isOurs) this.#extend(asked);
    this.#renewLater(isOurs ? RENEW_MS : RETRY_MS);
  }

  async #renewInStore(node: NodeLease): Promise<boolean> {
    const { clock, store, askTime, onClockJump } = this.#deps;
    if (this.#hasJumped) {
      // Has the machine slept, then the store's time went on without it: counted from a time that is past, the lease
      // would be over in the store sooner than here.
      await askTime();
      this.#hasJumped = false;
      onClockJump();
    }
    // In the store it never gets shorter: what waits in the journal since before the clock was set back names the
    // time of then, and would be taken for a dead node's.
    this.#told = Math.max(this.#told, clock.now());
    return store.renew(node, this.#told, TTL_MS);
  }

  #watchClock(asked: { wall: number; monotonic: number }): void {
    const offset = asked.wall - asked.monotonic;
    if (Math.abs(offset - this.#offset) <= JUMP_MS) return;
    this.#offset = offset;
    this.#hasJumped = true;
  }
}
