import type { Clock, Timer } from "./ports.ts";

/** Nearer than this the two need not be brought together. */
const TOLERANCE_MS = 5;

/**
 * The wall time of a database that several machines share, between two times of asking. Stored times are compared with
 * those of other nodes, so a machine's own wall clock, which may be wrong or be set, has no say: what passes is measured
 * by the monotonic one. Until `follow` was called it is the machine's own time.
 */
export class KeptTime implements Clock {
  readonly #clock: Clock;
  /** The kept time at the start of the monotonic clock. */
  #base: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#base === null ? this.#clock.now() : Math.floor(this.#base + this.#clock.monotonic());
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(delayMs: number, task: () => void): Timer {
    return this.#clock.after(delayMs, task);
  }

  soon(task: () => void): void {
    this.#clock.soon(task);
  }

  /** `time` was the database's at some moment between two readings of the monotonic clock. */
  follow(time: number, askedAt: number, heardAt: number): void {
    const uncertainMs = (heardAt - askedAt) / 2;
    const base = time - (askedAt + uncertainMs);
    const isFar = this.#base === null || Math.abs(base - this.#base) > uncertainMs + TOLERANCE_MS;
    if (isFar) this.#base = base;
  }
}
