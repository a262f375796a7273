import type { Clock } from "../../model/ports.ts";

export interface BreakerLimits {
  /** Failures in a row after which it opens. */
  failuresMax: number;
  /** How long it stays open; doubled each time that the probe fails too. */
  openMs: number;
  openMsMax: number;
}

export type BreakerState = "closed" | "open" | "half_open";

/** A call that was let through. What it says counts for the time that it was let through in: not after a later opening. */
export interface Pass {
  readonly openings: number;
  readonly isProbe: boolean;
}

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
  /** How often it has opened. */
  #openings = 0;
  /** Whose success or failure ends being half open. */
  #probe: Pass | null = null;

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

  /** Null: no call may be made now. Whoever is let through tells how it went, with the pass. */
  admit(): Pass | null {
    if (this.#state === "closed") return { openings: this.#openings, isProbe: false };
    if (this.#state === "half_open" || this.isShut) return null;
    this.#state = "half_open";
    this.#probe = { openings: this.#openings, isProbe: true };
    return this.#probe;
  }

  succeed(pass: Pass): void {
    if (!this.#counts(pass)) return;
    this.#state = "closed";
    this.#probe = null;
    this.#failures = 0;
    this.#openMs = this.#limits.openMs;
  }

  fail(pass: Pass): void {
    if (!this.#counts(pass)) return;
    if (pass.isProbe) this.#openMs = Math.min(this.#openMs * 2, this.#limits.openMsMax);
    else if (++this.#failures < this.#limits.failuresMax) return;
    this.#open(this.#openMs);
  }

  /** It went in a way that says nothing of who was asked. */
  abstain(pass: Pass): void {
    if (pass.isProbe && this.#counts(pass)) this.#open(0);
  }

  /** One that was let through before it opened says nothing of how it is since. */
  #counts(pass: Pass): boolean {
    return pass.isProbe ? pass === this.#probe : this.#state === "closed" && pass.openings === this.#openings;
  }

  #open(forMs: number): void {
    this.#failures = 0;
    this.#probe = null;
    this.#openings += 1;
    this.#state = "open";
    this.#openUntil = this.#clock.monotonic() + forMs;
  }
}
