interface Bucket {
  /** What has been filled in and not taken, in the milliseconds that it took. */
  filledMs: number;
  atMs: number;
}

export interface BucketOptions {
  /** How many tokens are filled in. */
  perSecond: number;
  /** How many a full one holds. */
  burst: number;
  /** Past that, those that have been silent longest are forgotten. */
  bucketsMax: number;
}

/** Token buckets by name, each full at first. */
export class Buckets {
  /** In the order in which they were last asked. */
  readonly #buckets = new Map<string, Bucket>();
  readonly #tokenMs: number;
  readonly #fullMs: number;
  readonly #bucketsMax: number;

  constructor({ perSecond, burst, bucketsMax }: BucketOptions) {
    this.#tokenMs = 1000 / perSecond;
    this.#fullMs = burst * this.#tokenMs;
    this.#bucketsMax = bucketsMax;
  }

  /** Takes a token: 0. When there is none: in how many milliseconds there is one. */
  take(key: string, nowMs: number): number {
    const bucket = this.#buckets.get(key) ?? { filledMs: this.#fullMs, atMs: nowMs };
    // A clock that goes back takes nothing away.
    const filledMs = Math.min(this.#fullMs, bucket.filledMs + Math.max(0, nowMs - bucket.atMs));
    const missingMs = Math.max(0, this.#tokenMs - filledMs);
    this.#buckets.delete(key);
    this.#buckets.set(key, { filledMs: missingMs > 0 ? filledMs : filledMs - this.#tokenMs, atMs: nowMs });
    if (this.#buckets.size > this.#bucketsMax) this.#buckets.delete(this.#buckets.keys().next().value!);
    return Math.ceil(missingMs);
  }
}
