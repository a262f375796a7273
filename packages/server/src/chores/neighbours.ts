import type { Catalogue } from "../catalogue/catalogue.ts";
import type { DeliveryEngine } from "../engine/engine.ts";
import type { Lease } from "../engine/lease.ts";
import type { Clock, Timer } from "../model/ports.ts";
import type { NodeLease } from "../store/journal-entry.ts";
import type { News, Shared, Word } from "../store/shared.ts";

/** How often the others are looked at where the store tells when there is news, and where it cannot. */
const LISTENING_MS = 4_000;
const POLLING_MS = 800;
/** Between two questions, however much is heard: every transaction that emits rings the bell. */
const GAP_MS = 10;
/** What is owed is looked for this often, whether or not there is a reason to: whatever was missed is then found. */
export const SWEEP_MS = 60_000;
/** Words are numbered as they are said and seen as they are committed: so many of the last are asked for once more. */
const WORDS_AGAIN = 256n;

export interface NeighboursDeps {
  shared: Pick<Shared, "canListen" | "listen" | "news">;
  lease: Pick<Lease, "node">;
  catalogue: { now: Pick<Catalogue["now"], "version">; load(): Promise<void> };
  engine: Pick<DeliveryEngine, "forgetHealth">;
  /** What another node says. */
  hear(word: Word): void;
  clock: Clock;
  /** `SWEEP_MS`, where nothing else is asked for. */
  sweepMs: number;
  /** The database's time, as of some moment between two readings of this machine's monotonic clock. */
  onTime(time: number, askedAt: number, heardAt: number): void;
  /** A node has died or left: what it had is free, or will be freed by this. */
  takeOver(): Promise<void>;
  /** Applications have emitted events. */
  onOutbox(): void;
  onTrouble(error: Error): void;
}

/**
 * What other nodes do, as far as this one must know: their changes of the catalogue, their words, their ends. One
 * question at a time, which one statement answers; asked when the store says that there is news, and in any case now and
 * then.
 */
export class Neighbours {
  readonly #deps: NeighboursDeps;
  #timer: Timer | null = null;
  /** Asking, or resting from it. */
  #isBusy = false;
  #isAsked = false;
  #isStopped = false;
  #healthVersion: number | null = null;
  #alive = new Set<string>();
  /** To look for what is owed: a death, or that a minute has passed. */
  #reasons = 0;
  #reasonsSwept = 0;
  #sweptAt: number;
  #heard = new Set<bigint>();
  #heardTo = 0n;
  #work: Promise<void> = Promise.resolve();
  #isSweeping = false;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(deps: NeighboursDeps) {
    this.#deps = deps;
    this.#sweptAt = deps.clock.monotonic();
  }

  start(): void {
    this.#deps.shared.listen(() => this.look());
    this.look();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#work;
    await this.#sweeping;
  }

  /** There may be news. */
  look(): void {
    this.#isAsked = true;
    if (this.#isBusy || this.#isStopped) return;
    this.#isAsked = false;
    this.#isBusy = true;
    this.#timer?.cancel();
    this.#work = this.#look()
      .catch(this.#deps.onTrouble)
      .then(() => this.#rest());
  }

  #rest(): void {
    if (this.#isStopped) return;
    const { clock, shared } = this.#deps;
    this.#timer = clock.after(GAP_MS, () => {
      this.#isBusy = false;
      if (this.#isAsked) this.look();
      else this.#timer = clock.after(shared.canListen ? LISTENING_MS : POLLING_MS, () => this.look());
    });
  }

  async #look(): Promise<void> {
    const { shared, lease, clock, onTime, onOutbox } = this.#deps;
    const askedAt = clock.monotonic();
    const news = await shared.news(lease.node, this.#heardTo - WORDS_AGAIN);
    onTime(news.time, askedAt, clock.monotonic());
    await this.#followCatalogue(news);
    this.#hear(news);
    this.#noteDead(news.nodes);
    if (news.hasOutbox) onOutbox();
    this.#sweepBeside();
  }

  /** Beside the questions: it takes the longer the more webhooks are owed something, and nobody waits for it. */
  #sweepBeside(): void {
    if (this.#isSweeping || this.#isStopped) return;
    this.#isSweeping = true;
    this.#sweeping = this.#sweep()
      .catch(this.#deps.onTrouble)
      .finally(() => {
        this.#isSweeping = false;
      });
  }

  async #followCatalogue({ version, healthVersion }: News): Promise<void> {
    const { catalogue, engine } = this.#deps;
    const isTurned = this.#healthVersion !== null && healthVersion !== this.#healthVersion;
    if (version > catalogue.now.version || isTurned) await catalogue.load();
    if (isTurned) engine.forgetHealth();
    this.#healthVersion = healthVersion;
  }

  #hear({ words }: News): void {
    const known = this.#heard;
    this.#heard = new Set(words.map(({ no }) => no));
    for (const { no, word } of words) {
      if (no > this.#heardTo) this.#heardTo = no;
      if (!known.has(no)) this.#deps.hear(word);
    }
  }

  #noteDead(nodes: readonly NodeLease[]): void {
    const alive = new Set(nodes.map(({ no, epoch }) => `${no}:${epoch}`));
    for (const lease of this.#alive) if (!alive.has(lease)) this.#reasons += 1;
    this.#alive = alive;
  }

  /** Until it has succeeded: a store that goes away in the middle of it is asked again. */
  async #sweep(): Promise<void> {
    const { clock, sweepMs, takeOver } = this.#deps;
    const startedAt = clock.monotonic();
    if (startedAt - this.#sweptAt >= sweepMs) this.#reasons += 1;
    // One that comes up meanwhile is a reason for the next.
    const reasons = this.#reasons;
    if (reasons === this.#reasonsSwept) return;
    this.#sweptAt = startedAt;
    await takeOver();
    this.#reasonsSwept = reasons;
  }
}
