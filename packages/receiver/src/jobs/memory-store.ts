import type { Lease } from "../stores/store.ts";
import type { JobOutcome, JobStore, PendingJob } from "./store.ts";

interface Entry {
  job: PendingJob;
  claim: { owner: string; untilMs: number } | null;
  settled: { outcome: JobOutcome; atMs: number } | null;
}

/**
 * For one process, and until it ends: a job that was pending then is never asked after again. For tests and trials;
 * `PostgresJobStore`, and `SqliteJobStore` of `@tabellary/receiver/node`, remember.
 */
export class MemoryJobStore implements JobStore {
  readonly #entries = new Map<string, Entry>();

  add(job: PendingJob): boolean {
    if (this.#entries.has(job.jobId)) return false;
    this.#entries.set(job.jobId, { job, claim: null, settled: null });
    return true;
  }

  find(jobId: string): { job: PendingJob; outcome: JobOutcome | null } | undefined {
    const entry = this.#entries.get(jobId);
    return entry && { job: entry.job, outcome: entry.settled?.outcome ?? null };
  }

  listPending(afterId: string, max: number): readonly PendingJob[] {
    return [...this.#entries.values()]
      .filter(({ job, settled }) => settled === null && job.jobId > afterId)
      .map(({ job }) => job)
      .sort((a, b) => (a.jobId < b.jobId ? -1 : 1))
      .slice(0, max);
  }

  claim(jobId: string, { owner, nowMs, untilMs }: Lease): boolean {
    const entry = this.#entries.get(jobId);
    if (entry === undefined || entry.settled !== null) return false;
    if (entry.claim !== null && entry.claim.untilMs > nowMs) return false;
    entry.claim = { owner, untilMs };
    return true;
  }

  settle(jobId: string, outcome: JobOutcome, { owner, nowMs }: Lease): void {
    const entry = this.#entries.get(jobId);
    if (entry?.claim?.owner === owner) entry.settled ??= { outcome, atMs: nowMs };
  }

  release(jobId: string, { owner }: Lease): void {
    const entry = this.#entries.get(jobId);
    if (entry?.claim?.owner === owner) entry.claim = null;
  }

  purge(settledBeforeMs: number): number {
    const old = [...this.#entries].filter(([, { settled }]) => settled !== null && settled.atMs < settledBeforeMs);
    for (const [jobId] of old) this.#entries.delete(jobId);
    return old.length;
  }
}
