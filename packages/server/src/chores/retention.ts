import type { Clock, Timer } from "../model/ports.ts";
import type { Store } from "../store/store.ts";

const SLICE = 100;
const BETWEEN_SLICES_MS = 20;
const BETWEEN_ROUNDS_MS = 60_000;
const IDEMPOTENCY_MS = 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

export interface RetentionDeps {
  store: Pick<Store, "prune">;
  clock: Clock;
  retentionDays: number;
  onTrouble(error: Error): void;
}

/** Deletes what is older than the retention, a small slice at a time, so that no commit waits long for it. */
export class Retention {
  readonly #deps: RetentionDeps;
  #timer: Timer | null = null;
  #isStopped = false;
  #round: Promise<void> = Promise.resolve();

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#next(BETWEEN_SLICES_MS);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#round;
  }

  #next(delayMs: number): void {
    if (this.#isStopped) return;
    this.#timer = this.#deps.clock.after(delayMs, () => {
      this.#round = this.#prune();
    });
  }

  async #prune(): Promise<void> {
    const { store, clock, retentionDays, onTrouble } = this.#deps;
    const now = clock.now();
    try {
      const isMore = await store.prune(now - retentionDays * DAY_MS, now - IDEMPOTENCY_MS, SLICE);
      this.#next(isMore ? BETWEEN_SLICES_MS : BETWEEN_ROUNDS_MS);
    } catch (error) {
      onTrouble(error as Error);
      this.#next(BETWEEN_ROUNDS_MS);
    }
  }
}
