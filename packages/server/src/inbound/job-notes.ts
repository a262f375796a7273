import type { JobKind, JobStore, PendingJob } from "@tabellary/receiver";
import type { Store } from "../store/store.ts";
import { JOB, type JobNote, readNote, writeNote } from "./notes.ts";

/**
 * The pending jobs of a source, each a note. A settled one is forgotten at once: what tells of it again is a duplicate,
 * or an event like any other. Claims are this process's own: two nodes that settle a job at the same moment, or a sweep and
 * a webhook, make one event, since a job's end has one id.
 */
export class JobNotes implements JobStore {
  readonly #store: Pick<Store, "notes" | "note">;
  readonly #sourceNo: number;
  readonly #claimed = new Map<string, string>();

  constructor(store: Pick<Store, "notes" | "note">, sourceNo: number) {
    this.#store = store;
    this.#sourceNo = sourceNo;
  }

  async add({ jobId, kind, reference, rememberedAtMs, deadlineMs }: PendingJob): Promise<boolean> {
    if ((await this.find(jobId)) !== undefined) return false;
    const note: JobNote = { kind, reference, remembered_at: rememberedAtMs, deadline_at: deadlineMs };
    await writeNote(this.#store, this.#sourceNo, JOB + jobId, note);
    return true;
  }

  async find(jobId: string): Promise<{ job: PendingJob; outcome: null } | undefined> {
    const note = await readNote<JobNote>(this.#store, this.#sourceNo, JOB + jobId);
    return note && { job: toJob(jobId, note), outcome: null };
  }

  async listPending(afterId: string, max: number): Promise<readonly PendingJob[]> {
    const after = afterId === "" ? null : { sourceNo: this.#sourceNo, key: JOB + afterId };
    const notes = await this.#store.notes(this.#sourceNo, JOB, after, max);
    return notes.map(({ key, value }) => toJob(key.slice(JOB.length), JSON.parse(value)));
  }

  async claim(jobId: string, { owner }: { owner: string }): Promise<boolean> {
    if (this.#claimed.has(jobId)) return false;
    this.#claimed.set(jobId, owner);
    try {
      const isThere = (await this.find(jobId)) !== undefined;
      if (!isThere) this.#claimed.delete(jobId);
      return isThere;
    } catch (error) {
      this.#claimed.delete(jobId);
      throw error;
    }
  }

  async settle(jobId: string, _outcome: unknown, { owner }: { owner: string }): Promise<void> {
    if (this.#claimed.get(jobId) !== owner) return;
    await writeNote(this.#store, this.#sourceNo, JOB + jobId, null).finally(() => this.#claimed.delete(jobId));
  }

  release(jobId: string, { owner }: { owner: string }): void {
    if (this.#claimed.get(jobId) === owner) this.#claimed.delete(jobId);
  }

  /** Nothing settled is remembered. */
  purge(): number {
    return 0;
  }
}

function toJob(jobId: string, { kind, reference, remembered_at, deadline_at }: JobNote): PendingJob {
  return { jobId, kind: kind as JobKind, reference, rememberedAtMs: remembered_at, deadlineMs: deadline_at };
}
