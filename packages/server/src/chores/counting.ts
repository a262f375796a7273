import type { Catalogue } from "../catalogue/catalogue.ts";
import { isInner } from "../engine/inner.ts";
import { LATE_MS_MAX, MINUTE_MS } from "../model/figures.ts";
import type { Clock, Timer } from "../model/ports.ts";
import type { FiguresRow } from "../store/figures.ts";
import type { NodeLease } from "../store/journal-entry.ts";
import { type Store, StoreUnavailableError } from "../store/store.ts";
import type { Figures } from "../telemetry/figures.ts";

/** What is counted is written this often, and at the end of each minute. */
const WRITE_MS = 5_000;
/** What is owed is counted at every so many of these times, but not while nothing happens: then once a minute. */
const LOOKS_PER_DEPTH = 3;
/** What is owed is counted up to here. */
const OWED_MAX = 50_000;
/** One transaction. */
const SLICE_ROWS = 200;
/** At a time, so that ten thousand busy webhooks do not keep the store from its events: those left wait for the next. */
const SLICES_MAX = 20;
/** Of so many series what is not over is written at a time: up to three rows of each, less than half of all. */
const STANDING_SERIES_MAX = 600;
/** What could not be written waits; of more than this the oldest is let go. */
const WAITING_ROWS_MAX = 50_000;
/** Whoever stops the process waits no longer for what is left. */
const STOP_MS_MAX = 1_500;

export interface CountingDeps {
  store: Pick<Store, "writeFigures" | "countOwed">;
  figures: Figures;
  catalogue: { now: Pick<Catalogue["now"], "webhook"> };
  clock: Clock;
  /** The lease that the process began with: its rows bear it, and nobody else ever has it. */
  node: NodeLease;
  onTrouble(error: Error): void;
}

/**
 * Writes what has been counted, as it stands, so that writing it again changes nothing. It is beside all else: a store
 * that is away is asked another time.
 */
export class Counting {
  readonly #deps: CountingDeps;
  /** Rows of stretches that are not over, which are written first: somebody may be looking. By their keys. */
  readonly #standing = new Map<string, FiguresRow>();
  /** Those that are. */
  readonly #over = new Map<string, FiguresRow>();
  #timer: Timer | null = null;
  #isStopped = false;
  #looks = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(deps: CountingDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#next();
  }

  /** Writes the last of it. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#work;
    const { clock, figures } = this.#deps;
    this.#put(figures.takeLast(), clock.now());
    const endsAt = clock.monotonic() + STOP_MS_MAX;
    await this.#write(() => clock.monotonic() < endsAt);
  }

  /** The minute's end is met, or what is counted after it would belong to the minute before. */
  #next(): void {
    if (this.#isStopped) return;
    const { clock } = this.#deps;
    const leftMs = MINUTE_MS - (clock.now() % MINUTE_MS);
    this.#timer = clock.after(Math.min(leftMs, WRITE_MS), () => {
      const now = clock.now();
      this.#put(this.#deps.figures.take(now, STANDING_SERIES_MAX), now);
      this.#work = this.#work.then(() => this.#go());
    });
  }

  async #go(): Promise<void> {
    this.#next();
    this.#looks += 1;
    if (this.#waitingRows > 0 && this.#looks >= LOOKS_PER_DEPTH) {
      this.#looks = 0;
      await this.#contained(() => this.#noteDepth());
    }
    await this.#write((slices) => slices < SLICES_MAX);
  }

  get #waitingRows(): number {
    return this.#standing.size + this.#over.size;
  }

  #put(countings: ReturnType<Figures["take"]>, now: number): void {
    const { node } = this.#deps;
    this.#moveEnded(now);
    for (const counting of countings) {
      const { siteNo, webhookNo, resolutionMs, at } = counting;
      const key = `${siteNo} ${webhookNo} ${resolutionMs} ${at}`;
      const isNowOver = isOver(counting, now);
      // What it was before it ended is nobody's any more.
      if (isNowOver) this.#standing.delete(key);
      // One that waits already keeps its turn.
      (isNowOver ? this.#over : this.#standing).set(key, { ...counting, node });
    }
    for (const key of this.#over.keys()) {
      if (this.#waitingRows <= WAITING_ROWS_MAX) break;
      this.#over.delete(key);
    }
  }

  /** What nothing was counted in after it was taken has its last row here, and ends while the store is away. */
  #moveEnded(now: number): void {
    for (const [key, row] of this.#standing) {
      if (!isOver(row, now)) continue;
      this.#standing.delete(key);
      this.#over.set(key, row);
    }
  }

  async #write(mayGoOn: (slices: number) => boolean): Promise<void> {
    await this.#contained(async () => {
      for (let slices = 0; this.#waitingRows > 0 && mayGoOn(slices); slices += 1) {
        const waiting = this.#standing.size > 0 ? this.#standing : this.#over;
        const slice = firstOf(waiting, SLICE_ROWS);
        const tooLate = this.#deps.clock.now() - LATE_MS_MAX;
        const rows = slice.flatMap(([, row]) => (isOver(row, tooLate) ? [] : [row]));
        if (rows.length > 0) await this.#deps.store.writeFigures(rows);
        // Not what has grown again meanwhile.
        for (const [key, row] of slice) if (waiting.get(key) === row) waiting.delete(key);
      }
    });
  }

  /** What the hub owes itself is no queue of anybody's. */
  async #noteDepth(): Promise<void> {
    const { store, figures, catalogue } = this.#deps;
    const bySite = new Map<number, number>();
    let total = 0;
    for (const { webhookNo, count } of await store.countOwed(null, OWED_MAX)) {
      const webhook = catalogue.now.webhook(webhookNo);
      if (webhook === undefined || isInner(webhook)) continue;
      bySite.set(webhook.siteNo, (bySite.get(webhook.siteNo) ?? 0) + count);
      total += count;
    }
    figures.depthStands(bySite, total);
  }

  async #contained(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) this.#deps.onTrouble(error as Error);
    }
  }
}

function isOver({ at, resolutionMs }: Pick<FiguresRow, "at" | "resolutionMs">, now: number): boolean {
  return at + resolutionMs <= now;
}

function firstOf<T>(items: Iterable<T>, count: number): T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === count) break;
    first.push(item);
  }
  return first;
}
