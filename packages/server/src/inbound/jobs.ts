import {
  type AskJob,
  askByHttp,
  type FetchLike,
  type JobKind,
  JobReconciler,
  type SettledJob,
  type WebhookEvent,
} from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { withoutSecrets } from "../catalogue/discretion.ts";
import type { Snapshot } from "../catalogue/snapshot.ts";
import { Problem } from "../model/errors.ts";
import type { Clock } from "../model/ports.ts";
import type { Store } from "../store/store.ts";
import type { Errand, ErrandKind } from "./errands.ts";
import { isUnkeepable, jobQuery, keepFound, readFound } from "./found.ts";
import { JobNotes } from "./job-notes.ts";
import type { Keeping } from "./keeping.ts";
import { JOB, type JobNote, readNotes, SWEEP, type SweepNote, writeNote } from "./notes.ts";
import { type JobsConfig, jobsConfigOf } from "./reconcile-config.ts";

export interface JobsDeps {
  store: Pick<Store, "notes" | "note">;
  catalogue: { readonly now: Pick<Snapshot, "source"> };
  keeping: Pick<Keeping, "keep">;
  clock: Pick<Clock, "now" | "after">;
  fetch: FetchLike;
  /** A job is pending: its sweep has to be planned. */
  onChange(sourceNo: number): void;
  onTrouble(error: Error): void;
}

/** Longer than a webhook takes: younger jobs are not asked after, unless sweeps are more frequent. */
const ASK_AFTER_MS = 60_000;

interface Watch {
  rev: number;
  reconciler: JobReconciler;
  jobs: JobNotes;
  /** What went wrong in the sweep under way. */
  error: string | null;
}

/**
 * For senders of jobs that send a result once, or not at all: a job that was submitted is remembered, and settled by a
 * message that proves its end, or by asking the sender. What asking finds is a message of its own, and its event the
 * same as the webhook's would be; a job that is not finished in its time ends as failed. So nothing passes unjudged.
 * https://docs.omnifence.ai/platform/webhook-reliability
 */
export class Jobs implements ErrandKind {
  readonly name = "jobs";
  readonly #deps: JobsDeps;
  readonly #watches = new Map<number, Watch>();
  /** When a source's sender was last asked after all that is pending. */
  readonly #sweptAt = new Map<number, number>();

  constructor(deps: JobsDeps) {
    this.#deps = deps;
  }

  /** @throws Problem `conflict` when the source's sender is not asked after jobs */
  async remember(source: CataloguedSource, jobId: string, job: { kind: JobKind; reference: string | null }) {
    const config = jobsConfigOf(source);
    if (config === null) {
      throw new Problem("conflict", "The source has no `reconcile` that asks its sender after jobs.");
    }
    const { reconciler, jobs } = this.#watchOf(source, config);
    const isNew = await reconciler.remember(jobId, job);
    this.#deps.onChange(source.no);
    const known = await jobs.find(jobId);
    if (known === undefined) throw new Problem("conflict", `The job ${jobId} has ended this moment.`);
    return { isNew, job: known.job };
  }

  /** Settles what a message's events prove; after one that proves nothing the sender is asked. Never rejects. */
  async hear(source: CataloguedSource, events: readonly WebhookEvent[]): Promise<void> {
    const config = jobsConfigOf(source);
    if (config === null) return;
    const { reconciler } = this.#watchOf(source, config);
    for (const event of events) await reconciler.hear(event).catch(this.#deps.onTrouble);
  }

  async plan(sourceNo: number | null): Promise<readonly Errand[]> {
    if (sourceNo !== null && this.#deps.catalogue.now.source(sourceNo) === undefined) {
      this.#watches.delete(sourceNo);
      this.#sweptAt.delete(sourceNo);
    }
    const notes = await readNotes<JobNote>(this.#deps.store, sourceNo, JOB);
    const bySource = Map.groupBy(notes, (note) => note.sourceNo);
    return [...bySource].flatMap(([no, jobs]) => {
      const source = this.#deps.catalogue.now.source(no);
      const values = jobs.map(({ value }) => value);
      return source === undefined ? [] : this.#errandOf(source, values);
    });
  }

  async run(source: CataloguedSource): Promise<number | null> {
    const config = jobsConfigOf(source);
    if (!source.config.active || config === null) return null;
    const { store, clock } = this.#deps;
    const watch = this.#watchOf(source, config);
    watch.error = null;
    await watch.reconciler.sweep();
    this.#sweptAt.set(source.no, clock.now());
    const note: SweepNote = { swept_at: clock.now(), error: watch.error };
    await writeNote(store, source.no, SWEEP, note);
    const pending = await readNotes<JobNote>(store, source.no, JOB);
    return (
      this.#errandOf(
        source,
        pending.map(({ value }) => value),
      )[0]?.dueAt ?? null
    );
  }

  #errandOf(source: CataloguedSource, pending: readonly JobNote[]): Errand[] {
    const config = jobsConfigOf(source);
    if (config === null || !source.config.active || pending.length === 0) return [];
    const sweptAt = this.#sweptAt.get(source.no);
    const next = sweptAt === undefined ? 0 : sweptAt + config.intervalMs;
    const oldest = Math.min(...pending.map(({ remembered_at }) => remembered_at));
    const deadlines = pending.map(({ deadline_at }) => deadline_at).filter((at) => at > (sweptAt ?? 0));
    const dueAt = Math.min(Math.max(oldest + askAfterOf(config), next), ...deadlines);
    return [{ sourceNo: source.no, ref: "", dueAt }];
  }

  #watchOf(source: CataloguedSource, config: JobsConfig): Watch {
    const known = this.#watches.get(source.no);
    if (known?.rev === source.rev) return known;
    const { store, clock, onTrouble } = this.#deps;
    const jobs = new JobNotes(store, source.no);
    const watch: Watch = {
      rev: source.rev,
      jobs,
      error: null,
      reconciler: new JobReconciler({
        ask: this.#askerOf(source, config),
        onSettled: (job) => this.#keep(source, job),
        store: jobs,
        askAfterMs: askAfterOf(config),
        clock,
        log: null,
        onError: (error, jobId) => {
          watch.error = withoutSecrets(error instanceof Error ? error.message : String(error), source);
          // What is not about a job is about the store.
          if (jobId === undefined) onTrouble(error as Error);
        },
      }),
    };
    this.#watches.set(source.no, watch);
    return watch;
  }

  #askerOf(source: CataloguedSource, { pollUrl }: JobsConfig): AskJob {
    const { clock, fetch } = this.#deps;
    const apiKey = source.secrets.credentials.apiKey?.[0];
    const message = "The credential apiKey is missing: a key that may read jobs (job:read).";
    if (apiKey === undefined) return async () => ({ kind: "unanswered", message, retryAfterMs: null });
    return askByHttp({ apiKey, clock, fetch, ...(pollUrl !== null && { baseUrl: pollUrl }) });
  }

  async #keep(source: CataloguedSource, { by, jobId, told, reason }: SettledJob): Promise<void> {
    if (by === "webhook") return;
    const query = jobQuery(jobId, told === null ? "timed_out" : "asked");
    const body = JSON.stringify(told ?? timedOut(jobId, reason));
    const read = readFound(source.platform, { query, body });
    const event = read.ok ? read.events[0] : undefined;
    if (event === undefined) throw new Error(`What ${source.platform.title} says of the job ${jobId} makes no event.`);
    const detail = told === null ? (reason ?? LATE) : undefined;
    try {
      await keepFound(this.#deps.keeping, source, { origin: "sweep", query, body, event, ...(detail && { detail }) });
    } catch (error) {
      // It would be found again in each sweep, and never be kept.
      if (!isUnkeepable(error)) throw error;
      this.#deps.onTrouble(error);
    }
  }

  /** Ends the sweep under way after the question that it is at. */
  stop(): void {
    for (const { reconciler } of this.#watches.values()) void reconciler.stop();
  }
}

function askAfterOf({ intervalMs }: JobsConfig): number {
  return Math.min(ASK_AFTER_MS, intervalMs);
}

const LATE = "It was not finished in time.";

/** What the sender would say of a job that failed: nothing that was not judged may pass. */
function timedOut(jobId: string, reason: string | null) {
  return { job_id: jobId, status: "failed", is_prohibited: null, error_code: "timed_out", reason: reason ?? LATE };
}
