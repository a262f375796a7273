import type { Clock } from "../model/ports.ts";
import { FIRST_ALLOWANCE } from "./lane.ts";

/** An attempt older than this makes its address a slow one. */
const SLOW_AFTER_MS = 1_000;
/** What is owed to a slow address is tried again so far apart: about as fast as two attempts at a time run out of time. */
const STEP_MS = 5_000;
/** And after this at the latest, should the address answer again meanwhile. */
const LATER_MS_MAX = 60_000;
/** Slow addresses that nothing is under way to. The eldest is forgotten, and found slow again when it is. */
const KEPT_MAX = 4_096;

/** An attempt under way. */
interface Turn {
  address: string;
  /** Monotonic. */
  startedAt: number;
}

interface Address {
  readonly underWay: Set<Turn>;
  isSlow: boolean;
  /** When the next of those that wait may go. */
  nextDue: number;
}

/**
 * How addresses answer that share one webhook: each hears of the end of a job, and one that does not answer may not hold
 * up the others. An address is as quick as it likes until an attempt takes longer than a second; from then on it has two
 * at a time, and what else it is owed gets a time of its own in the store, until it answers quickly again.
 */
export class AddressPace {
  readonly #clock: Pick<Clock, "now" | "monotonic">;
  /** Those that something is under way to, and slow ones. The longest unused first. */
  readonly #addresses = new Map<string, Address>();

  constructor(clock: Pick<Clock, "now" | "monotonic">) {
    this.#clock = clock;
  }

  /** An attempt may begin, and `end` follows; or when it may, in milliseconds since 1970. */
  begin(url: string): Turn | number {
    const address = new URL(url).host;
    const known = this.#addresses.get(address) ?? { underWay: new Set(), isSlow: false, nextDue: 0 };
    const now = this.#clock.monotonic();
    if (known.underWay.size >= FIRST_ALLOWANCE && isSlowAt(known, now)) return this.#later(known);
    const turn = { address, startedAt: now };
    known.underWay.add(turn);
    this.#addresses.delete(address);
    this.#addresses.set(address, known);
    return turn;
  }

  end(turn: Turn, isAnswered: boolean): void {
    const known = this.#addresses.get(turn.address)!;
    known.underWay.delete(turn);
    if (this.#clock.monotonic() - turn.startedAt >= SLOW_AFTER_MS) known.isSlow = true;
    else if (isAnswered) known.isSlow = false;
    if (!known.isSlow) known.nextDue = 0;
    if (!known.isSlow && known.underWay.size === 0) this.#addresses.delete(turn.address);
    this.#forgetEldest();
  }

  #later(known: Address): number {
    const now = this.#clock.now();
    known.nextDue = Math.min(Math.max(known.nextDue, now) + STEP_MS, now + LATER_MS_MAX);
    return known.nextDue;
  }

  #forgetEldest(): void {
    if (this.#addresses.size <= KEPT_MAX) return;
    for (const [address, { underWay }] of this.#addresses) {
      if (underWay.size > 0) continue;
      this.#addresses.delete(address);
      return;
    }
  }
}

function isSlowAt({ isSlow, underWay }: Address, now: number): boolean {
  if (isSlow) return true;
  // In the order in which they began.
  const [eldest] = underWay;
  return eldest !== undefined && now - eldest.startedAt >= SLOW_AFTER_MS;
}
