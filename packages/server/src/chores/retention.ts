import { DAY_MS, FIGURES_KEPT_MS, HOUR_MS, MINUTES_KEPT_MS, SETTLED_MS } from "../model/figures.ts";
import type { Clock, Timer } from "../model/ports.ts";
import type { Store } from "../store/store.ts";

// At most: the store ends a slice after some milliseconds, for the sake of the commits that wait.
const SLICE = 500;
const FIRST_MS = 20;
const BETWEEN_ROUNDS_MS = 60_000;
const IDEMPOTENCY_MS = 24 * 3_600_000;

export interface RetentionDeps {
  store: Pick<Store, "prune" | "pruneFigures">;
  clock: Clock;
  retentionDays: number;
  /** Whether it is this node that prunes: one does it for all. */
  isOnDuty(): Promise<boolean>;
  onTrouble(error: Error): void;
}

/**
 * Deletes what is older than the retention, a small slice at a time, so that no commit waits long for it. While there is
 * more, it rests after each slice for as long as the slice took, so that half of all commits wait for none: deleting takes
 * a fraction of what accepting and delivering took, and so keeps up (docs/performance.md).
 */
export class Retention {
  readonly #deps: RetentionDeps;
  #timer: Timer | null = null;
  #isStopped = false;
  #round: Promise<void> = Promise.resolve();
  /** When figures are looked at again: they get old by the hour. */
  #figuresAt = 0;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#next(FIRST_MS);
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
    const { store, clock, retentionDays, isOnDuty, onTrouble } = this.#deps;
    const now = clock.now();
    const startedAt = clock.monotonic();
    try {
      if (!(await isOnDuty())) return this.#next(BETWEEN_ROUNDS_MS);
      const isMoreOld = await store.prune(now - retentionDays * DAY_MS, now - IDEMPOTENCY_MS, SLICE);
      // Also while there is more of the other: a hub that never catches up would keep all its figures.
      const isMore = (await this.#pruneFigures(now)) || isMoreOld;
      const restMs = Math.min(clock.monotonic() - startedAt, BETWEEN_ROUNDS_MS);
      this.#next(isMore ? restMs : BETWEEN_ROUNDS_MS);
    } catch (error) {
      onTrouble(error as Error);
      this.#next(BETWEEN_ROUNDS_MS);
    }
  }

  async #pruneFigures(now: number): Promise<boolean> {
    if (now < this.#figuresAt) return false;
    const { store, retentionDays } = this.#deps;
    const hours = now - Math.min(retentionDays * DAY_MS, FIGURES_KEPT_MS);
    const past = { minutes: now - MINUTES_KEPT_MS, hours, days: now - FIGURES_KEPT_MS, settled: now - SETTLED_MS };
    const isMore = await store.pruneFigures(past, SLICE);
    if (!isMore) this.#figuresAt = now + HOUR_MS;
    return isMore;
  }
}
