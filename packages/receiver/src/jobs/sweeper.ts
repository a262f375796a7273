/** The rounds through the pending jobs: when they are, whom they visit, and how fast they ask. */
import type { Clock, Timer } from "../clock.ts";
import type { JobStore, PendingJob } from "./store.ts";

export interface SweeperDeps {
  store: JobStore;
  clock: Clock;
  sweepEveryMs: number;
  /** Younger jobs are left alone, but for a round that asks after all. */
  askAfterMs: number;
  /** Between two visits of a round. */
  askGapMs: number;
  /** Asks after a job, unless there is a pause, and times it out when it is due. */
  visit: (job: PendingJob) => Promise<unknown>;
  afterRound: () => Promise<void>;
  onError: (error: unknown, jobId?: string) => unknown;
}

/** Of a sender that did not answer, and did not say when to come again. */
const PAUSE_MS = 30_000;
const PAGE_LENGTH = 100;

export class Sweeper {
  readonly #deps: SweeperDeps;
  #round: Promise<void> | undefined;
  #wake: { timer: Timer; atMs: number } | undefined;
  #isStarted = false;
  #isStopping = false;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  /** Ends the wait between two visits. */
  #hurry: (() => void) | undefined;
  /** The job whose visit ended in a pause: the next round begins behind it, so that no job stands before all others. */
  #resumeAfter = "";

  constructor(deps: SweeperDeps) {
    this.#deps = deps;
  }

  get isPaused(): boolean {
    return this.#deps.clock.now() < this.#pausedUntilMs;
  }

  /** Nobody is asked for so long. Null: the sender did not say. */
  pause(retryAfterMs: number | null): void {
    const untilMs = this.#deps.clock.now() + (retryAfterMs ?? PAUSE_MS);
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }

  async start(): Promise<void> {
    this.#isStarted = true;
    await this.sweep({ asksAll: true });
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#isStopping = true;
    this.#sleep();
    this.#hurry?.();
    await this.#round;
    this.#isStopping = false;
  }

  /** The round under way, or a new one. Never rejects. */
  sweep({ asksAll = false }: { asksAll?: boolean } = {}): Promise<void> {
    this.#round ??= this.#sweep(asksAll).finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** The next round is no later than this. */
  wakeBy(atMs: number): void {
    if (!this.#isStarted || (this.#wake !== undefined && this.#wake.atMs <= atMs)) return;
    this.#sleep();
    const timer = this.#deps.clock.after(Math.max(0, atMs - this.#deps.clock.now()), () => {
      this.#wake = undefined;
      void this.sweep();
    });
    this.#wake = { timer, atMs };
  }

  #sleep(): void {
    this.#wake?.timer.cancel();
    this.#wake = undefined;
  }

  async #sweep(asksAll: boolean): Promise<void> {
    const { clock, sweepEveryMs, afterRound, onError } = this.#deps;
    const isFree = !this.isPaused;
    let wakeAtMs = Number.POSITIVE_INFINITY;
    try {
      wakeAtMs = await this.#visitAll(asksAll);
      await afterRound();
    } catch (error) {
      await onError(error);
    }
    // A pause that began in this round leaves jobs unasked: they are next when it is over.
    if (isFree && this.isPaused) wakeAtMs = Math.min(wakeAtMs, this.#pausedUntilMs);
    this.wakeBy(Math.min(wakeAtMs, clock.now() + sweepEveryMs));
  }

  /** Gives back the next deadline of those that are left. */
  async #visitAll(asksAll: boolean): Promise<number> {
    const { clock, askAfterMs, visit, onError } = this.#deps;
    let nextDeadlineMs = Number.POSITIVE_INFINITY;
    let isFirst = true;
    for await (const job of this.#pendingFrom(this.#resumeAfter)) {
      const { jobId, rememberedAtMs, deadlineMs } = job;
      const dueMs = asksAll ? 0 : Math.min(rememberedAtMs + askAfterMs, deadlineMs);
      if (clock.now() >= dueMs) {
        if (!isFirst && !this.isPaused) await this.#gap();
        if (this.#isStopping) break;
        isFirst = false;
        const wasFree = !this.isPaused;
        await visit(job).catch((error) => onError(error, jobId));
        if (wasFree) this.#resumeAfter = this.isPaused ? jobId : "";
      }
      if (deadlineMs > clock.now()) nextDeadlineMs = Math.min(nextDeadlineMs, deadlineMs);
    }
    return nextDeadlineMs;
  }

  async #gap(): Promise<void> {
    if (this.#deps.askGapMs === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#deps.clock.after(this.#deps.askGapMs, resolve);
    this.#hurry = resolve;
    await promise;
    timer.cancel();
  }

  async *#pendingFrom(startId: string): AsyncGenerator<PendingJob, void> {
    yield* this.#pendingBetween(startId, undefined);
    if (startId !== "") yield* this.#pendingBetween("", startId);
  }

  async *#pendingBetween(firstId: string, lastId: string | undefined): AsyncGenerator<PendingJob, void> {
    for (let afterId = firstId; ; ) {
      const jobs = await this.#deps.store.listPending(afterId, PAGE_LENGTH);
      for (const job of jobs) {
        if (lastId !== undefined && job.jobId > lastId) return;
        yield job;
      }
      if (jobs.length < PAGE_LENGTH) return;
      afterId = jobs.at(-1)!.jobId;
    }
  }
}
