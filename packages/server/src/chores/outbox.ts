import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Emitted, EmittedRequest } from "../engine/emitted.ts";
import { EntryRefusedError } from "../engine/journal.ts";
import type { Clock, Timer } from "../model/ports.ts";
import type { EmitResult, NodeLease, UnfitRow } from "../store/journal-entry.ts";
import type { OutboxRow, Shared } from "../store/shared.ts";

/** As much as one commit takes. */
const PAGE_ROWS = 500;
const PAGE_BYTES = 1024 * 1024;
/** The first row is not left there for longer by a node that lives. */
const PATIENCE_MS = 1_500;

export interface OutboxDeps {
  shared: Pick<Shared, "takeDuty" | "readOutbox">;
  catalogue: Pick<Catalogue, "now" | "load">;
  emitted: Pick<Emitted, "take">;
  clock: Pick<Clock, "now" | "after">;
  /** Says of each row whether it is fit to be an event, with the catalogue as it is now. */
  judge(rows: readonly OutboxRow[]): Promise<{ events: readonly EmittedRequest[]; unfit: readonly UnfitRow[] }>;
  node(): NodeLease;
  /** A row did not become an event, and lies in `outbox_refused` now. */
  onSetAside(row: OutboxRow, code: string, reason: string): void;
  onTrouble(error: Error): void;
}

/**
 * Turns what applications emitted into events, in the order of its numbers. One node does it for all. That saves work and
 * is no fence: a page begins with the first row there is, and its rows go in the commit in which their events come. So
 * two nodes at it would wait for each other at that row, and each row would still become one event, in order.
 */
export class Outbox {
  readonly #deps: OutboxDeps;
  #isAsked = false;
  #isBusy = false;
  #isStopped = false;
  #timer: Timer | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Something may wait in the outbox. Call as often as you like; after trouble, call it again. */
  look(): void {
    this.#isAsked = true;
    this.#start(() => this.#drainOnDuty());
  }

  /** Resolves when the page under way has been taken. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#work;
  }

  #start(task: () => Promise<void>): void {
    if (this.#isBusy || this.#isStopped) return;
    this.#isBusy = true;
    this.#work = task()
      .catch(this.#deps.onTrouble)
      .finally(() => {
        this.#isBusy = false;
      });
  }

  async #drainOnDuty(): Promise<void> {
    const { shared, node, clock } = this.#deps;
    while (this.#isAsked && !this.#isStopped) {
      this.#isAsked = false;
      if (!(await shared.takeDuty("outbox", node(), clock.now()))) return this.#standBy(null);
      await this.#drain();
    }
  }

  async #drain(): Promise<void> {
    while (!this.#isStopped) {
      const rows = await this.#deps.shared.readOutbox(PAGE_ROWS, PAGE_BYTES);
      if (rows.length === 0) return;
      await this.#take(rows);
    }
  }

  /** Another node has the duty. If it does not get on with it, it may have died a moment ago: nobody waits for its lease. */
  #standBy(firstNo: bigint | null): void {
    this.#timer ??= this.#deps.clock.after(PATIENCE_MS, () => {
      this.#timer = null;
      this.#start(() => this.#standIn(firstNo));
    });
  }

  async #standIn(firstNo: bigint | null): Promise<void> {
    const [first] = await this.#deps.shared.readOutbox(1, 1);
    if (first === undefined) return;
    if (first.no === firstNo) await this.#drain();
    else this.#standBy(first.no);
  }

  /** Halves a page with something in it that cannot be written, down to that row: it is nobody else's fault. */
  async #take(rows: readonly OutboxRow[]): Promise<void> {
    try {
      await this.#write(rows, (page) => this.#deps.judge(page));
    } catch (error) {
      if (!(error instanceof EntryRefusedError)) throw error;
      if (rows.length === 1) {
        const unfit = [{ no: rows[0]!.no, code: "internal", reason: `It could not be kept: ${error.message}` }];
        return this.#write(rows, async () => ({ events: [], unfit }));
      }
      const middle = rows.length >> 1;
      await this.#take(rows.slice(0, middle));
      await this.#take(rows.slice(middle));
    }
  }

  async #write(rows: readonly OutboxRow[], judge: OutboxDeps["judge"]): Promise<void> {
    const { catalogue, emitted } = this.#deps;
    for (;;) {
      // Another node may have made the site a moment ago.
      if (rows.some(({ siteNo }) => catalogue.now.site(siteNo) === undefined)) await catalogue.load();
      const { version } = catalogue.now;
      const judged = await judge(rows);
      const result = await emitted.take({ version, ...judged });
      if (result.kind === "stale") continue;
      this.#report(rows, judged, result);
      return;
    }
  }

  #report(
    rows: readonly OutboxRow[],
    judged: { events: readonly EmittedRequest[]; unfit: readonly UnfitRow[] },
    { fates }: Extract<EmitResult, { kind: "emitted" }>,
  ): void {
    const rowOf = new Map(rows.map((row) => [row.no, row]));
    for (const { no, code, reason } of judged.unfit) this.#deps.onSetAside(rowOf.get(no)!, code, reason);
    for (const [at, { no }] of judged.events.entries()) {
      const fate = fates[at]!;
      if (fate.kind === "set_aside") this.#deps.onSetAside(rowOf.get(no)!, fate.code, fate.reason);
    }
  }
}
