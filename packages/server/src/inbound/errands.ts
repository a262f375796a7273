import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { Problem } from "../model/errors.ts";
import type { Clock, Timer } from "../model/ports.ts";
import { StoreUnavailableError } from "../store/store.ts";

/** Something that is asked of a platform for a source, when its time has come. */
export interface Errand {
  sourceNo: number;
  /** Tells those of one kind and source apart. */
  ref: string;
  /** Milliseconds since 1970. */
  dueAt: number;
}

export interface ErrandKind {
  readonly name: string;
  /** What there is to do, for one source or for all: by the catalogue, and by what is noted. */
  plan(sourceNo: number | null): Promise<readonly Errand[]>;
  /**
   * Does it. Returns when it is due again, or null when there is nothing more to do. A platform that fails is part of
   * that; it rejects when the store does not answer.
   */
  run(source: CataloguedSource, ref: string): Promise<number | null>;
}

export interface ErrandsDeps {
  kinds: readonly ErrandKind[];
  catalogue: {
    readonly now: { source(no: number): CataloguedSource | undefined };
    onSourceChange(listener: (sourceNo: number) => void): void;
  };
  clock: Clock;
  /** Whether it is this node that asks: one does it for all. */
  isOnDuty(): Promise<boolean>;
  onTrouble(error: Error): void;
}

/** Platforms are slow; what has to wait for a place waits a moment. */
const AT_ONCE_MAX = 16;
/** Of one site: its platforms may hang, and those of others are asked all the same. */
const SITE_AT_ONCE_MAX = 4;
const FIRST_MS = 50;
/** What other nodes have noted is looked for this often; what this one hears of, at once. */
const PLAN_MS = 60_000;
/** A node that is not on duty asks this often whether it is now. */
const STAND_BY_MS = 10_000;
/** The store did not answer. */
const TROUBLE_MS = 5_000;
/** Between two rounds: many errands that end one after the other are followed by one. */
const GAP_MS = 50;
/** A duty is believed to last for so long. It is no fence anyway. */
const DUTY_MS = 1_000;

interface Planned extends Errand {
  kind: ErrandKind;
  /** When its time was found, by the monotonic clock. */
  foundAt: number;
}

interface UnderWay {
  siteNo: number | undefined;
  done: Promise<void>;
}

/**
 * Runs errands when they are due, for all nodes on the one that has the duty. A duty is no fence: two nodes may run the
 * same errand for a moment, and what they then both find are duplicates.
 */
export class Errands {
  readonly #deps: ErrandsDeps;
  #planned = new Map<string, Planned>();
  readonly #underWay = new Map<string, UnderWay>();
  /** Their errands are to be found anew. */
  readonly #changed = new Set<number>();
  /** When all was planned last, by the monotonic clock. Null: this node is not on duty. */
  #plannedAt: number | null = null;
  #wake: { timer: Timer; at: number } | null = null;
  /** By the monotonic clock: when the last round was, and when the duty was last asked for and given. */
  #wokenAt = Number.NEGATIVE_INFINITY;
  #dutyAt = Number.NEGATIVE_INFINITY;
  #round: Promise<void> = Promise.resolve();
  #isStarted = false;
  #isStopped = false;

  constructor(deps: ErrandsDeps) {
    this.#deps = deps;
    deps.catalogue.onSourceChange((sourceNo) => this.planAnew(sourceNo));
  }

  start(): void {
    this.#isStarted = true;
    this.#wakeIn(FIRST_MS);
  }

  /** From here on nothing is begun. */
  prepareToStop(): void {
    this.#isStopped = true;
    this.#wake?.timer.cancel();
  }

  /** Resolves when what is under way has ended; nothing new is begun. */
  async stop(): Promise<void> {
    this.prepareToStop();
    await this.#round;
    await Promise.all([...this.#underWay.values()].map(({ done }) => done));
  }

  /** Something about the source has changed, so that other things may be due, or at other times. */
  planAnew(sourceNo: number): void {
    this.#changed.add(sourceNo);
    this.#wakeIn(0);
  }

  /** By the monotonic clock, and no later than asked before. */
  #wakeIn(delayMs: number): void {
    if (!this.#isStarted || this.#isStopped) return;
    const { clock } = this.#deps;
    const now = clock.monotonic();
    const at = Math.max(now + delayMs, this.#wokenAt + GAP_MS);
    if (this.#wake !== null && this.#wake.at <= at) return;
    this.#wake?.timer.cancel();
    const timer = clock.after(at - now, () => {
      this.#wake = null;
      this.#wokenAt = clock.monotonic();
      this.#round = this.#round.then(() => this.#go());
    });
    this.#wake = { timer, at };
  }

  async #go(): Promise<void> {
    if (this.#isStopped) return;
    try {
      if (!(await this.#isOnDuty())) return this.#standBy();
      await this.#plan();
      this.#beginDue();
    } catch (error) {
      this.#tell(error as Error);
      this.#wakeIn(TROUBLE_MS);
    }
  }

  async #isOnDuty(): Promise<boolean> {
    const { clock, isOnDuty } = this.#deps;
    const now = clock.monotonic();
    if (now - this.#dutyAt < DUTY_MS) return true;
    const isOurs = await isOnDuty();
    if (isOurs) this.#dutyAt = now;
    return isOurs;
  }

  #standBy(): void {
    this.#plannedAt = null;
    this.#planned.clear();
    this.#changed.clear();
    this.#wakeIn(STAND_BY_MS);
  }

  async #plan(): Promise<void> {
    const { kinds, clock } = this.#deps;
    const now = clock.monotonic();
    if (this.#plannedAt === null || now - this.#plannedAt >= PLAN_MS) {
      for (const kind of kinds) this.#take(kind, null, now, await kind.plan(null));
      this.#plannedAt = now;
    }
    for (const sourceNo of [...this.#changed]) {
      this.#changed.delete(sourceNo);
      try {
        for (const kind of kinds) this.#take(kind, sourceNo, now, await kind.plan(sourceNo));
      } catch (error) {
        this.#changed.add(sourceNo);
        throw error;
      }
    }
  }

  /** `readAt` is when the notes were read, or before. What has run since then knows better when it is due. */
  #take(kind: ErrandKind, sourceNo: number | null, readAt: number, errands: readonly Errand[]): void {
    const found = new Map(errands.map((errand) => [keyOf(kind, errand), { ...errand, kind, foundAt: readAt }]));
    for (const [key, known] of this.#planned) {
      const isMeant = known.kind === kind && (sourceNo === null || known.sourceNo === sourceNo);
      if (isMeant && !found.has(key) && !this.#underWay.has(key)) this.#planned.delete(key);
    }
    for (const [key, errand] of found) {
      const known = this.#planned.get(key);
      const isYounger = known !== undefined && (this.#underWay.has(key) || known.foundAt > readAt);
      // A change of its source is a reason to begin at once, whatever is under way.
      if (sourceNo !== null || !isYounger) this.#planned.set(key, errand);
    }
  }

  #beginDue(): void {
    if (this.#isStopped) return;
    const now = this.#deps.clock.now();
    const waiting = [...this.#planned]
      .filter(([key]) => !this.#underWay.has(key))
      .sort(([, a], [, b]) => a.dueAt - b.dueAt);
    for (const [key, errand] of waiting) {
      // Whatever ends makes room, and wakes.
      if (this.#underWay.size >= AT_ONCE_MAX) return;
      if (errand.dueAt > now) {
        this.#wakeIn(errand.dueAt - now);
        break;
      }
      const siteNo = this.#deps.catalogue.now.source(errand.sourceNo)?.siteNo;
      if (this.#countUnderWay(siteNo) < SITE_AT_ONCE_MAX) this.#begin(key, errand, siteNo);
    }
    this.#wakeIn(PLAN_MS);
  }

  #countUnderWay(siteNo: number | undefined): number {
    return [...this.#underWay.values()].filter((one) => one.siteNo === siteNo).length;
  }

  #begin(key: string, errand: Planned, siteNo: number | undefined): void {
    const done = this.#run(errand)
      .then((dueAt) => {
        if (dueAt === null || this.#planned.get(key) === undefined) this.#planned.delete(key);
        // Planned anew meanwhile: its time is what the change asked for.
        else if (this.#planned.get(key) === errand) this.#planned.set(key, { ...errand, dueAt, foundAt: this.#now });
      })
      .finally(() => {
        this.#underWay.delete(key);
        this.#wakeIn(0);
      });
    this.#underWay.set(key, { siteNo, done });
  }

  get #now(): number {
    return this.#deps.clock.monotonic();
  }

  async #run({ kind, sourceNo, ref }: Planned): Promise<number | null> {
    const { catalogue, clock } = this.#deps;
    const source = catalogue.now.source(sourceNo);
    if (source === undefined) return null;
    try {
      return await kind.run(source, ref);
    } catch (error) {
      this.#tell(error as Error);
      return clock.now() + TROUBLE_MS;
    }
  }

  /** That the store is away is told by those who wait for it. */
  #tell(error: Error): void {
    if (error instanceof Problem || error instanceof StoreUnavailableError) return;
    this.#deps.onTrouble(error);
  }
}

function keyOf({ name }: ErrandKind, { sourceNo, ref }: Errand): string {
  return `${name} ${sourceNo} ${ref}`;
}
