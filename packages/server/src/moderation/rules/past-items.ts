import type { Clock } from "../../model/ports.ts";
import type { ItemQuery, ItemRecord } from "../../store/moderating.ts";
import type { Reads } from "../../store/reads.ts";
import type { PastItem } from "./simulate.ts";

/** Items that are read at once: their texts may have 100,000 characters each. */
const READ_MAX = 20;
/** Then it is time to answer with what there is. */
const TIME_MS_MAX = 10_000;

export interface PastItemsDeps {
  store: Pick<Reads, "listItems">;
  clock: Pick<Clock, "monotonic">;
}

/** Items of a site that have been decided, newest first; a page of them, or what of a page there is time for. */
export class PastItems implements AsyncIterable<PastItem> {
  readonly #deps: PastItemsDeps;
  readonly #query: ItemQuery;
  /** Where the next page begins; null: there is none. Known when this one has been read. */
  next: bigint | null = null;

  constructor(deps: PastItemsDeps, query: ItemQuery) {
    this.#deps = deps;
    this.#query = query;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<PastItem> {
    const { store, clock } = this.#deps;
    const beganAt = clock.monotonic();
    let { before, limit } = this.#query;
    while (limit > 0) {
      const { rows, next } = await store.listItems({ ...this.#query, before, limit: Math.min(limit, READ_MAX) });
      yield* rows.flatMap(toPast);
      this.next = next;
      if (next === null || clock.monotonic() - beganAt >= TIME_MS_MAX) return;
      before = next;
      limit -= rows.length;
    }
  }
}

/** What has not been judged yet says nothing of rules. */
function toPast({ item, job }: ItemRecord): PastItem[] {
  if (item.decided === null) return [];
  return [{ item, judgement: { findings: job.findings, judged: new Set(job.judged) } }];
}
