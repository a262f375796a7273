/**
 * For senders of jobs, such as OmniFence: webhooks for speed, polling for what they missed, and a deadline for the rest.
 * https://docs.omnifence.ai/platform/webhook-reliability
 *
 * A job is pending from `remember` on, and is settled once: `passed`, `prohibited` or `undecided` by a signed webhook or
 * by the sender's own answer; `timed_out` when it is not finished at its deadline. Only `passed` lets anything through.
 */
import { type Clock, systemClock } from "../clock.ts";
import type { WebhookEvent } from "../event.ts";
import type { WebhookHandler } from "../handler.ts";
import type { JsonObject } from "../json/fields.ts";
import type { Log } from "../listeners.ts";
import type { Lease } from "../stores/store.ts";
import type { AskJob, JobAnswer } from "./ask.ts";
import { jobsToldBy, type Told } from "./heard.ts";
import { MemoryJobStore } from "./memory-store.ts";
import type { JobKind, JobOutcome, JobStore, PendingJob } from "./store.ts";
import { Sweeper } from "./sweeper.ts";
import { readVerdict, type Verdict } from "./verdict.ts";

export interface SettledJob extends PendingJob {
  outcome: JobOutcome;
  by: "webhook" | "poll" | "deadline";
  /** For operators, never for end users. */
  reason: string | null;
  errorCode: string | null;
  /** The job as the sender told it. Null: it told nothing that ends it. */
  told: JsonObject | null;
}

export interface JobReconcilerOptions {
  /** Asks the sender after a job: `askByHttp({ apiKey })`. */
  ask: AskJob;
  /**
   * Acts on the end of a job. It runs once for each job; again only when it threw, or this process died in it. Release
   * what was judged for `passed` alone; `undecided` and `timed_out` are for a person to look into.
   */
  onSettled: (job: SettledJob) => unknown;
  /** Hears why asking fails, and what `onSettled` throws in a sweep. Default: the log. */
  onError?: (error: unknown, jobId?: string) => unknown;
  /** Default: a `MemoryJobStore`, which forgets with the process. */
  store?: JobStore;
  /** How often pending jobs are asked after. Default: 3 minutes. */
  sweepEveryMs?: number;
  /** A job younger than this is left to its webhook, but for the sweep at the start. Default: 1 minute. */
  askAfterMs?: number;
  /** The pause between two questions of a round: OmniFence allows 60 a minute. Default: 1 s. */
  askGapMs?: number;
  /** How long a job may take. Default: 5 minutes; for video and audio 15. */
  timeoutMs?: { readonly [Kind in JobKind]?: number };
  /** How long a settled job is remembered, and its repeats let go. Default: 7 days. */
  rememberMs?: number;
  /** After this the claim of an `onSettled` that never came back is free. Default: 5 minutes. */
  leaseMs?: number;
  clock?: Clock;
  log?: Log | null;
}

/** `known`: settled before, or being settled. `unknown`: never submitted here. `pending`: nothing that ends it is proven. */
export type Heard = "settled" | "known" | "unknown" | "pending";

const MINUTE_MS = 60_000;
const TIMEOUT_MS = { prompt: 5, text: 5, image: 5, video: 15, audio: 15 } as const;
const PURGE_INTERVAL_MS = 60 * MINUTE_MS;

const DEFAULTS = {
  sweepEveryMs: 3 * MINUTE_MS,
  askAfterMs: MINUTE_MS,
  askGapMs: 1000,
  rememberMs: 7 * 86_400_000,
  leaseMs: 5 * MINUTE_MS,
  clock: systemClock,
};

export class JobReconciler {
  readonly #options: JobReconcilerOptions & typeof DEFAULTS;
  readonly #store: JobStore;
  readonly #sweeper: Sweeper;
  readonly #log: Log | null;
  readonly #name = globalThis.crypto.randomUUID();
  #claims = 0;
  /** Questions under way, by job: several hints at once are one question. */
  readonly #asked = new Map<string, Promise<Heard>>();
  #purgedAtMs = 0;

  constructor(options: JobReconcilerOptions) {
    this.#options = { ...DEFAULTS, ...options };
    this.#store = options.store ?? new MemoryJobStore();
    this.#log = options.log === undefined ? console : options.log;
    const { clock, sweepEveryMs, askAfterMs, askGapMs } = this.#options;
    this.#sweeper = new Sweeper({
      ...{ store: this.#store, clock, sweepEveryMs, askAfterMs, askGapMs },
      visit: (job) => this.#askAfter(job),
      afterRound: () => this.#purgeSometimes(),
      onError: (error, jobId) => this.#tell(error, jobId),
    });
  }

  /**
   * Keeps the id of a job that was submitted: at once, before anything else is done with it. False: it was known.
   * @throws StoreUnavailableError
   */
  async remember(jobId: string, { kind, reference = null }: { kind: JobKind; reference?: string | null }) {
    const rememberedAtMs = this.#options.clock.now();
    const deadlineMs = rememberedAtMs + (this.#options.timeoutMs?.[kind] ?? TIMEOUT_MS[kind] * MINUTE_MS);
    const isNew = await this.#store.add({ jobId, kind, reference, rememberedAtMs, deadlineMs });
    if (isNew) this.#sweeper.wakeBy(deadlineMs);
    return isNew;
  }

  /** Hears of all of OmniFence's events that the handler takes. */
  attach(handler: WebhookHandler): this {
    handler.on("omnifence.*", (event) => this.hear(event));
    return this;
  }

  /**
   * Settles what an event tells of, one answer for each of its jobs. What is not signed is a hint: the sender is asked,
   * and its answer counts. A job that is not ours changes nothing.
   * @throws what `onSettled` throws, and StoreUnavailableError; the job stays pending then
   */
  async hear(event: WebhookEvent): Promise<readonly Heard[]> {
    const heard: Heard[] = [];
    for (const told of jobsToldBy(event)) heard.push(await this.#hearOne(told));
    return heard;
  }

  /**
   * Asks after every pending job now, then every few minutes, and at each deadline. Resolves after the first round, which
   * takes a second a job: a program that has many need not wait for it.
   */
  async start(): Promise<void> {
    await this.#sweeper.start();
  }

  /** Ends the rounds; resolves when the one under way has ended. Jobs stay pending. */
  async stop(): Promise<void> {
    await this.#sweeper.stop();
  }

  /** One round through the pending jobs, now; with `asksAll` through the youngest too. Never rejects. */
  async sweep(options: { asksAll?: boolean } = {}): Promise<void> {
    await this.#sweeper.sweep(options);
  }

  async #hearOne({ jobId, job: told, isProven }: Told): Promise<Heard> {
    const known = await this.#store.find(jobId);
    if (known === undefined) return "unknown";
    if (known.outcome !== null) return "known";
    if (!isProven) return this.#askAfter(known.job);
    const verdict = readVerdict(told);
    return verdict === undefined ? "pending" : this.#settle(known.job, verdict, "webhook", told);
  }

  #askAfter(job: PendingJob): Promise<Heard> {
    const asked =
      this.#asked.get(job.jobId) ??
      this.#confirm(job).finally(() => {
        this.#asked.delete(job.jobId);
      });
    this.#asked.set(job.jobId, asked);
    return asked;
  }

  async #confirm(job: PendingJob): Promise<Heard> {
    return this.#conclude(job, this.#sweeper.isPaused ? PAUSED : await this.#ask(job.jobId));
  }

  async #ask(jobId: string): Promise<JobAnswer> {
    const answer = await this.#options
      .ask(jobId)
      .catch((error): JobAnswer => ({ kind: "unanswered", message: String(error), retryAfterMs: null }));
    if (answer.kind !== "unanswered") return answer;
    this.#sweeper.pause(answer.retryAfterMs);
    await this.#tell(new Error(`Job ${jobId} could not be asked after: ${answer.message}`), jobId);
    return answer;
  }

  /** What an answer means for a job, at this time. */
  async #conclude(job: PendingJob, answer: JobAnswer): Promise<Heard> {
    const verdict = answer.kind === "job" ? readVerdict(answer.job) : undefined;
    if (verdict !== undefined && answer.kind === "job") return this.#settle(job, verdict, "poll", answer.job);
    // Who could not be asked is given as long again: after an outage of ours its verdict may be there.
    const { rememberedAtMs, deadlineMs } = job;
    const graceMs = answer.kind === "unanswered" ? deadlineMs - rememberedAtMs : 0;
    if (this.#options.clock.now() < deadlineMs + graceMs) return "pending";
    return this.#settle(job, { outcome: "timed_out", reason: describe(answer), errorCode: null }, "deadline", null);
  }

  /** @throws what `onSettled` throws */
  async #settle(
    job: PendingJob,
    verdict: Verdict | { outcome: "timed_out"; reason: string; errorCode: null },
    by: SettledJob["by"],
    told: JsonObject | null,
  ): Promise<Heard> {
    const { clock, onSettled } = this.#options;
    const lease = this.#newLease();
    if (!(await this.#store.claim(job.jobId, lease))) return "known";
    try {
      await onSettled({ ...job, ...verdict, by, told });
    } catch (error) {
      await this.#store.release(job.jobId, lease);
      throw error;
    }
    await this.#store.settle(job.jobId, verdict.outcome, { ...lease, nowMs: clock.now() });
    return "settled";
  }

  #newLease(): Lease {
    const nowMs = this.#options.clock.now();
    return { owner: `${this.#name}-${++this.#claims}`, nowMs, untilMs: nowMs + this.#options.leaseMs };
  }

  async #purgeSometimes(): Promise<void> {
    const { clock, rememberMs } = this.#options;
    const nowMs = clock.now();
    if (nowMs - this.#purgedAtMs < PURGE_INTERVAL_MS) return;
    this.#purgedAtMs = nowMs;
    await this.#store.purge(nowMs - rememberMs);
  }

  async #tell(error: unknown, jobId?: string): Promise<void> {
    const { onError } = this.#options;
    if (onError === undefined) this.#log?.error(jobId === undefined ? "The sweep failed:" : `Job ${jobId}:`, error);
    try {
      await onError?.(error, jobId);
    } catch (failure) {
      this.#log?.error("onError of the job reconciler threw:", failure);
    }
  }
}

const PAUSED: JobAnswer = { kind: "unanswered", message: "The sender wants to be left alone.", retryAfterMs: null };

function describe(answer: JobAnswer): string {
  switch (answer.kind) {
    case "job":
      return "It was not finished in time.";
    case "unknown":
      return "The sender does not know it.";
    case "unanswered":
      return `The sender could not be asked: ${answer.message}`;
  }
}
