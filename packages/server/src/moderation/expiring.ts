import type { Engine } from "../engine/requests.ts";
import { Problem } from "../model/errors.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Clock, Timer } from "../model/ports.ts";
import type { JobRecord } from "../store/moderating.ts";
import { type Store, StoreError } from "../store/store.ts";
import { expire } from "./decisions/conclude.ts";
import type { Overdue } from "./overdue.ts";
import type { Telling, Told } from "./telling.ts";

export interface ExpiringDeps {
  store: Pick<Store, "jobsDue" | "readItem">;
  engine: Pick<Engine, "accept" | "isReady">;
  telling: Telling;
  overdue: Pick<Overdue, "end">;
  ids: Pick<IdMaker, "take">;
  clock: Clock;
  onTrouble(error: Error): void;
}

const LOOK_MS = 5_000;
/** What has been owed for days is looked for less often. */
const OVERDUE_LOOK_MS = 600_000;
/** Of one round, all at once: they share their commits. */
const JOBS_MAX = 200;
/** Of one look. */
const ROUNDS_MAX = 50;

/**
 * Ends jobs whose time is over, and what platforms were asked for too long ago. Each node looks; who comes second finds
 * that it has been done.
 */
export class Expiring {
  readonly #deps: ExpiringDeps;
  #timer: Timer | null = null;
  #looking: Promise<void> = Promise.resolve();
  #isStopped = false;
  /** By the monotonic clock. */
  #overdueAt = Number.NEGATIVE_INFINITY;

  constructor(deps: ExpiringDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#plan();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#looking;
  }

  #plan(): void {
    if (this.#isStopped) return;
    this.#timer = this.#deps.clock.after(LOOK_MS, () => {
      this.#looking = this.look().finally(() => this.#plan());
    });
  }

  /** Ends all that is due now. Never rejects. */
  async look(): Promise<void> {
    const { engine, overdue, clock, onTrouble } = this.#deps;
    if (!engine.isReady()) return;
    try {
      await this.#endJobs();
      if (clock.monotonic() < this.#overdueAt) return;
      this.#overdueAt = clock.monotonic() + OVERDUE_LOOK_MS;
      await overdue.end();
    } catch (error) {
      // A store that is away, or somebody who was first: the next look goes on.
      if (!(error instanceof StoreError) && !(error instanceof Problem)) onTrouble(error as Error);
    }
  }

  async #endJobs(): Promise<void> {
    const { store, clock } = this.#deps;
    for (let round = 0; round < ROUNDS_MAX && !this.#isStopped; round++) {
      const due = await store.jobsDue(clock.now(), JOBS_MAX);
      await Promise.all(due.map((job) => this.#expire(job)));
      if (due.length < JOBS_MAX) return;
    }
  }

  async #expire(due: JobRecord): Promise<void> {
    const { store, engine } = this.#deps;
    const record = await store.readItem(due.itemId);
    // Of an earlier run: the item's change has ended it.
    if (record === null || record.job.id !== due.id) return;
    const told = await this.#endOf(record);
    if (told === null) return;
    await engine
      .accept({
        siteNo: record.item.siteNo,
        events: told.events,
        idempotency: null,
        toAnswer: () => "",
        moderation: told.moderation,
      })
      .catch((error: unknown) => {
        if (!(error instanceof Problem && error.code === "conflict")) throw error;
      });
  }

  async #endOf(record: NonNullable<Awaited<ReturnType<Store["readItem"]>>>): Promise<Told | null> {
    const { telling, ids, clock } = this.#deps;
    const { item, rev, job, decision } = record;
    const ruling = decision?.run === job.run ? decision : null;
    const expired = expire(item, job, ruling, { id: ids.take(), at: clock.now() });
    if (expired === undefined) return null;
    if (expired.decision !== null) {
      const settled = { item: expired.item, job: expired.job, decision: expired.decision };
      return telling.ofDecision(record, settled, null);
    }
    const ended: JobRecord = { ...job, ...expired.job };
    const change = { item: expired.item, rev, jobs: [ended], decision: null, endedBy: 0 };
    return { events: telling.ofJobEnd(item, ended), moderation: { items: [change], enforcements: [] } };
  }
}
