import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Emitted, EmittedRequest } from "../engine/emitted.ts";
import { EntryRefusedError } from "../engine/journal.ts";
import type { Clock } from "../model/ports.ts";
import type { EmitResult, NodeLease, UnfitRow } from "../store/journal-entry.ts";
import type { OutboxRow, Shared } from "../store/shared.ts";

/** As much as one commit takes. */
const PAGE_ROWS = 500;
const PAGE_BYTES = 1024 * 1024;

export interface OutboxDeps {
  shared: Pick<Shared, "takeDuty" | "readOutbox">;
  catalogue: Pick<Catalogue, "now" | "load">;
  emitted: Pick<Emitted, "take">;
  clock: Pick<Clock, "now">;
  /** Says of each row whether it is fit to be an event, with the catalogue as it is now. */
  judge(rows: readonly OutboxRow[]): Promise<{ events: readonly EmittedRequest[]; unfit: readonly UnfitRow[] }>;
  node(): NodeLease;
  /** A row did not become an event, and lies in `outbox_refused` now. */
  onSetAside(row: OutboxRow, code: string, reason: string): void;
  onTrouble(error: Error): void;
}

/**
 * Turns what applications emitted into events, in the order of its numbers. One node does it for all; were two at it for
 * a moment, each row would still become one event, since it goes in the commit in which the event comes.
 */
export class Outbox {
  readonly #deps: OutboxDeps;
  #isAsked = false;
  #isBusy = false;
  #isStopped = false;
  #work: Promise<void> = Promise.resolve();

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Something may wait in the outbox. Call as often as you like; after trouble, call it again. */
  look(): void {
    this.#isAsked = true;
    if (this.#isBusy || this.#isStopped) return;
    this.#isBusy = true;
    this.#work = this.#drain()
      .catch(this.#deps.onTrouble)
      .finally(() => {
        this.#isBusy = false;
      });
  }

  /** Resolves when the page under way has been taken. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#work;
  }

  async #drain(): Promise<void> {
    const { shared, node, clock } = this.#deps;
    while (this.#isAsked && !this.#isStopped) {
      this.#isAsked = false;
      for (;;) {
        if (this.#isStopped || !(await shared.takeDuty("outbox", node(), clock.now()))) return;
        const rows = await shared.readOutbox(PAGE_ROWS, PAGE_BYTES);
        if (rows.length === 0) break;
        await this.#take(rows);
      }
    }
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
