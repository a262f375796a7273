import { Problem } from "../model/errors.ts";
import type { Clock } from "../model/ports.ts";
import type { Entry, Refused, Result, ResultOf } from "../store/journal-entry.ts";
import { type Store, StoreUnavailableError } from "../store/store.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** One batch: enough to share the sync among many, little enough to stay quick. */
const BATCH_ENTRIES_MAX = 500;
const BATCH_BYTES_MAX = 1024 * 1024;
/** What may wait. A quarter is kept for settlements, so that a flood of events never blocks the record of old ones. */
const WAITING_BYTES_MAX = 32 * 1024 * 1024;
const WAITING_BYTES_MAX_FOR_NEWS = WAITING_BYTES_MAX * 0.75;
/** The store may take so long to say that it is away; a commit that says nothing a moment later leaves nobody waiting. */
const ANSWER_MS_MAX = 1_500;
const MOMENT_MS = 100;
/** While the store is away it is tried again after this, then after twice as long, and so on. */
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 1_000;

export type JournalOutcome<E extends Entry> =
  | { ok: true; result: ResultOf[E["kind"]] }
  /** The entry was refused, or the store failed: then nothing is known of it until the store recovers. */
  | { ok: false; error: Error };

/** Called in the order of the entries, before anything else runs: the engine's memory follows the store's order. */
export type JournalCallback<E extends Entry> = (outcome: JournalOutcome<E>) => void;

/** Somebody who waits for an answer is told when it will not come in time; `done` is still called, if it comes at all. */
export type OnLate = (problem: Problem) => void;

interface Waiting {
  entry: Entry;
  bytes: number;
  done: (outcome: JournalOutcome<Entry>) => void;
  onLate: OnLate | undefined;
}

/** An entry that the store could not write: its own fault. */
export class EntryRefusedError extends Error {
  readonly code = "entry_refused";
}

export interface JournalDeps {
  store: Pick<Store, "commit">;
  clock: Clock;
  metrics: Pick<Metrics, "journalCommitted">;
  /** After how many milliseconds the store counts as away; 1,500 unless given. */
  answerMsMax?: number;
  /** The store failed as a whole: this process must end and recover at its next start. */
  onFault(error: Error): void;
}

/**
 * Groups what arrives together into one durable transaction and answers each by itself. One batch is under way; the
 * next fills meanwhile, so a batch grows with the load and a lone entry waits for nobody.
 *
 * A store may be away for a while. What somebody waits for is then refused, and was not kept; what the engine itself has
 * to record waits, in its order, until the store is back.
 */
export class Journal {
  readonly #deps: JournalDeps;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #isWriting = false;
  /** The store was away when it was last asked. */
  #isAway = false;
  /** The commit under way takes longer than anybody can be kept waiting. */
  #isStuck = false;
  #retryMs = FIRST_RETRY_MS;
  #isGivenUp = false;
  #fault: Error | undefined;
  #idle: (() => void)[] = [];

  constructor(deps: JournalDeps) {
    this.#deps = deps;
  }

  /** Whether what is handed in now can be made durable soon. */
  get isAnswering(): boolean {
    return !this.#isAway && !this.#isStuck && this.#fault === undefined;
  }

  /**
   * Hands in an entry of about `bytes`. `done` hears when it is durable, or why it is not: Problem `overloaded` for what
   * comes from outside when too much waits already, `unavailable` when the store has failed. With `onLate`, somebody waits for it:
   * it is refused as `unavailable` while the store is away, and `onLate` hears so when it was on its way already.
   */
  submit<E extends Entry>(entry: E, bytes: number, done: JournalCallback<E>, onLate?: OnLate): void {
    if (this.#fault) {
      const problem = new Problem("unavailable", "The store has failed; the hub is restarting.", { retryAfter: 5 });
      done({ ok: false, error: problem });
      return;
    }
    if (onLate && !this.isAnswering) {
      done({ ok: false, error: away() });
      return;
    }
    if (isNews(entry) && this.#waitingBytes + bytes > WAITING_BYTES_MAX_FOR_NEWS) {
      const problem = new Problem("overloaded", "More events arrive than can be made durable.", { retryAfter: 1 });
      done({ ok: false, error: problem });
      return;
    }
    this.#waiting.push({ entry, bytes, done: done as Waiting["done"], onLate });
    this.#waitingBytes += bytes;
    if (!this.#isWriting) void this.#write();
  }

  /** Resolves when nothing waits and nothing is being written. */
  async drained(): Promise<void> {
    while (this.#isWriting || this.#waiting.length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** The process ends: should the store be away, what waits is not waited for. It is found at the next start. */
  giveUp(): void {
    this.#isGivenUp = true;
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    // While the store is away it is asked even if nothing waits: whoever comes next wants to know.
    while ((this.#waiting.length > 0 || this.#isAway) && !this.#fault) {
      // What other sockets have brought by now joins the batch: fewer commits, at next to no delay.
      await new Promise<void>((resolve) => this.#deps.clock.soon(resolve));
      const batch = this.#takeBatch();
      const results = await this.#commit(batch);
      for (const [index, result] of results.entries()) this.#tell(batch[index]!, toOutcome(result));
    }
    this.#isWriting = false;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  /** The results; none when the store is away, or has failed: then everybody who waits has been told. */
  async #commit(batch: readonly Waiting[]): Promise<readonly Result[]> {
    const { store, clock, metrics, answerMsMax = ANSWER_MS_MAX } = this.#deps;
    const startedAt = clock.monotonic();
    const patience = clock.after(answerMsMax + MOMENT_MS, () => this.#loseHope(batch));
    try {
      const results = await store.commit(batch.map(({ entry }) => (this.#isAway ? asOf(clock.now(), entry) : entry)));
      metrics.journalCommitted(batch.length, clock.monotonic() - startedAt);
      this.#isAway = false;
      this.#retryMs = FIRST_RETRY_MS;
      return results;
    } catch (error) {
      const isAway = error instanceof StoreUnavailableError;
      if (isAway && !this.#isGivenUp) await this.#waitForStore(batch);
      else this.#fail(batch, error as Error, isAway);
      return [];
    } finally {
      patience.cancel();
      this.#isStuck = false;
    }
  }

  /** Nobody is kept waiting any longer; what is on its way may still be kept. */
  #loseHope(batch: readonly Waiting[]): void {
    this.#isStuck = true;
    const problem = new Problem("unavailable", "The store does not answer in time; whether this was kept is unknown.", {
      retryAfter: 1,
    });
    for (const { onLate } of batch) onLate?.(problem);
    this.#refuseThoseWhoWait();
  }

  /** Nothing of the batch was written. What the engine has to record goes first when the store is back. */
  async #waitForStore(batch: readonly Waiting[]): Promise<void> {
    const { clock } = this.#deps;
    this.#isAway = true;
    for (const waiting of batch) this.#waitingBytes += waiting.bytes;
    this.#waiting.unshift(...batch);
    this.#refuseThoseWhoWait();
    const delayMs = this.#retryMs;
    this.#retryMs = Math.min(2 * delayMs, LAST_RETRY_MS);
    await new Promise<void>((resolve) => clock.after(delayMs, resolve));
  }

  #refuseThoseWhoWait(): void {
    const refused = this.#waiting.filter(({ onLate }) => onLate !== undefined);
    this.#waiting = this.#waiting.filter(({ onLate }) => onLate === undefined);
    for (const waiting of refused) {
      this.#waitingBytes -= waiting.bytes;
      this.#tell(waiting, { ok: false, error: away() });
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

  #fail(batch: readonly Waiting[], error: Error, isEnding: boolean): void {
    this.#fault = error;
    const lost = [...batch, ...this.#waiting];
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (!isEnding) this.#deps.onFault(error);
    const problem = new Problem("unavailable", "The store failed; whether this was kept is unknown.", {
      retryAfter: 5,
    });
    for (const waiting of lost) this.#tell(waiting, { ok: false, error: problem });
  }
}

/** Whoever sent it can be asked to come again. */
function isNews({ kind }: Entry): boolean {
  return kind === "accept" || kind === "receive";
}

function away(): Problem {
  return new Problem("unavailable", "The store is away; nothing of this was kept.", { retryAfter: 1 });
}

/** What has waited for the store would else name a time at which a lease held that is over: a claim would get something. */
function asOf(now: number, entry: Entry): Entry {
  return { ...entry, now };
}

function toOutcome(result: Result): JournalOutcome<Entry> {
  if (result.kind === "refused") return { ok: false, error: new EntryRefusedError((result as Refused).message) };
  return { ok: true, result: result as ResultOf[Entry["kind"]] };
}
