import { Problem } from "../model/errors.ts";
import type { Clock } from "../model/ports.ts";
import type { Entry, Refused, Result, ResultOf } from "../store/journal-entry.ts";
import type { Store } from "../store/store.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** One batch: enough to share the sync among many, little enough to stay quick. */
const BATCH_ENTRIES_MAX = 500;
const BATCH_BYTES_MAX = 1024 * 1024;
/** What may wait. A quarter is kept for settlements, so that a flood of events never blocks the record of old ones. */
const WAITING_BYTES_MAX = 32 * 1024 * 1024;
const WAITING_BYTES_MAX_FOR_ACCEPTS = WAITING_BYTES_MAX * 0.75;

export type JournalOutcome<E extends Entry> =
  | { ok: true; result: ResultOf[E["kind"]] }
  /** The entry was refused, or the store failed: then nothing is known of it until the store recovers. */
  | { ok: false; error: Error };

/** Called in the order of the entries, before anything else runs: the engine's memory follows the store's order. */
export type JournalCallback<E extends Entry> = (outcome: JournalOutcome<E>) => void;

interface Waiting {
  entry: Entry;
  bytes: number;
  done: (outcome: JournalOutcome<Entry>) => void;
}

/** An entry that the store could not write: its own fault. */
export class EntryRefusedError extends Error {
  readonly code = "entry_refused";
}

export interface JournalDeps {
  store: Pick<Store, "commit">;
  clock: Clock;
  metrics: Pick<Metrics, "journalCommitted">;
  /** The store failed as a whole: this process must end and recover at its next start. */
  onFault(error: Error): void;
}

/**
 * Groups what arrives together into one durable transaction and answers each by itself. One batch is under way; the
 * next fills meanwhile, so a batch grows with the load and a lone entry waits for nobody.
 */
export class Journal {
  readonly #deps: JournalDeps;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #isWriting = false;
  #isScheduled = false;
  #fault: Error | undefined;
  #idle: (() => void)[] = [];

  constructor(deps: JournalDeps) {
    this.#deps = deps;
  }

  /**
   * Hands in an entry of about `bytes`. `done` hears when it is durable, or why it is not: Problem `overloaded` for an
   * accept when too much waits already, `unavailable` when the store has failed.
   */
  submit<E extends Entry>(entry: E, bytes: number, done: JournalCallback<E>): void {
    if (this.#fault) {
      const problem = new Problem("unavailable", "The store has failed; the hub is restarting.", { retryAfter: 5 });
      done({ ok: false, error: problem });
      return;
    }
    if (entry.kind === "accept" && this.#waitingBytes + bytes > WAITING_BYTES_MAX_FOR_ACCEPTS) {
      const problem = new Problem("overloaded", "More events arrive than can be made durable.", { retryAfter: 1 });
      done({ ok: false, error: problem });
      return;
    }
    this.#waiting.push({ entry, bytes, done: done as Waiting["done"] });
    this.#waitingBytes += bytes;
    this.#schedule();
  }

  /** Resolves when nothing waits and nothing is being written. */
  async drained(): Promise<void> {
    while (this.#isWriting || this.#waiting.length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#isWriting || this.#isScheduled) return;
    this.#isScheduled = true;
    // After the callbacks that run now: what they hand in joins the same batch.
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (!this.#isWriting) this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0 && !this.#fault) {
      const batch = this.#takeBatch();
      const results = await this.#commit(batch);
      for (const [index, result] of results.entries()) this.#tell(batch[index]!, toOutcome(result));
    }
    this.#isWriting = false;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  /** The results, or none when the store failed: then everybody has been told. */
  async #commit(batch: readonly Waiting[]): Promise<readonly Result[]> {
    const { store, clock, metrics } = this.#deps;
    const startedAt = clock.monotonic();
    try {
      const results = await store.commit(batch.map((waiting) => waiting.entry));
      metrics.journalCommitted(batch.length, clock.monotonic() - startedAt);
      return results;
    } catch (error) {
      this.#fail(batch, error as Error);
      return [];
    }
  }

  /** One that stumbles over its result has lost step with the store: the process ends, but the others hear theirs. */
  #tell(waiting: Waiting, outcome: JournalOutcome<Entry>): void {
    try {
      waiting.done(outcome);
    } catch (error) {
      this.#fault ??= error as Error;
      this.#deps.onFault(error as Error);
    }
  }

  #takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && count < BATCH_ENTRIES_MAX && (count === 0 || bytes < BATCH_BYTES_MAX)) {
      bytes += this.#waiting[count]!.bytes;
      count += 1;
    }
    this.#waitingBytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  #fail(batch: readonly Waiting[], error: Error): void {
    this.#fault = error;
    const lost = [...batch, ...this.#waiting];
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#deps.onFault(error);
    const problem = new Problem("unavailable", "The store failed; whether this was kept is unknown.", {
      retryAfter: 5,
    });
    for (const waiting of lost) this.#tell(waiting, { ok: false, error: problem });
  }
}

function toOutcome(result: Result): JournalOutcome<Entry> {
  if (result.kind === "refused") return { ok: false, error: new EntryRefusedError((result as Refused).message) };
  return { ok: true, result: result as ResultOf[Entry["kind"]] };
}
