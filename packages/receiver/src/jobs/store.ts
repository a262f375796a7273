/** The memory of jobs that were submitted and not settled: the port, for any database to fill. */
import type { Awaitable, Lease } from "../stores/store.ts";

export type JobKind = "prompt" | "text" | "image" | "video" | "audio";

export interface PendingJob {
  readonly jobId: string;
  readonly kind: JobKind;
  /** What the application knows it by. */
  readonly reference: string | null;
  readonly rememberedAtMs: number;
  /** When it is taken for failed. */
  readonly deadlineMs: number;
}

export type JobOutcome = "passed" | "prohibited" | "undecided" | "timed_out";

/**
 * Each method is atomic for its job: of two who claim at once, one gets it. Throws `StoreUnavailableError` when it
 * cannot answer.
 */
export interface JobStore {
  /** False, and nothing happens, when the job is known already, pending or settled. */
  add(job: PendingJob): Awaitable<boolean>;
  /** Undefined: nobody has submitted it. A settled one has its outcome. */
  find(jobId: string): Awaitable<{ job: PendingJob; outcome: JobOutcome | null } | undefined>;
  /** Those not settled, in the order of their ids, from the first after `afterId` on. */
  listPending(afterId: string, max: number): Awaitable<readonly PendingJob[]>;
  /** The right to settle a job. False: it is settled, another is at it, or it is unknown. */
  claim(jobId: string, lease: Lease): Awaitable<boolean>;
  /** Nothing happens when the claim is not the owner's any more. */
  settle(jobId: string, outcome: JobOutcome, lease: Lease): Awaitable<void>;
  /** Gives a claim back. Likewise only the owner's. */
  release(jobId: string, lease: Lease): Awaitable<void>;
  /** Forgets what was settled before. Gives back how many. */
  purge(settledBeforeMs: number): Awaitable<number>;
}
