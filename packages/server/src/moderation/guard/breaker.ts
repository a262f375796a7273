import type { Clock } from "../../model/ports.ts";

export interface BreakerLimits {
  /** Failures in a row after which it opens. */
  failuresMax: number;
  /** How long it stays open; doubled each time that the probe fails too. */
  openMs: number;
  openMsMax: number;
}

export type BreakerState = "closed" | "open" | "half_open";

/**
 * Leaves alone who fails again and again.
 *
 * - `closed`: everybody is let through. `failuresMax` failures in a row open it.
 * - `open`: nobody is, until its time is over.
 * - `half_open`: one is, the probe. Its success closes the breaker, its failure opens it for twice as long. When it says
 *   nothing of the evaluator (the item's picture could not be fetched), the next one is the probe.
 */
export class Breaker {
  readonly #clock: Clock;
  readonly #limits: BreakerLimits;
  #state: BreakerState = "closed";
  #failures = 0;
  #openMs: number;
  #openUntil = 0;

  constructor(clock: Clock, limits: BreakerLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#openMs = limits.openMs;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Open, and its time is not over: nobody need wait for a place. */
  get isShut(): boolean {
    return this.#state === "open" && this.#clock.monotonic() < this.#openUntil;
  }

  /** Whether a call may be made now. Whoever is let through tells how it went. */
  admits(): boolean {
    if (this.#state === "closed") return true;
    if (this.#state === "half_open" || this.isShut) return false;
    this.#state = "half_open";
    return true;
  }

  succeed(): void {
    // One that was let through before it opened says nothing new.
    if (this.#state === "open") return;
    this.#state = "closed";
    this.#failures = 0;
    this.#openMs = this.#limits.openMs;
  }

  fail(): void {
    if (this.#state === "open") return;
    if (this.#state === "half_open") this.#openMs = Math.min(this.#openMs * 2, this.#limits.openMsMax);
    else if (++this.#failures < this.#limits.failuresMax) return;
    this.#failures = 0;
    this.#state = "open";
    this.#openUntil = this.#clock.monotonic() + this.#openMs;
  }

  /** It went in a way that says nothing of who was asked. */
  abstain(): void {
    if (this.#state !== "half_open") return;
    this.#state = "open";
    this.#openUntil = this.#clock.monotonic();
  }
}
