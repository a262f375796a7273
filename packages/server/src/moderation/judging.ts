import type { Catalogue } from "../catalogue/catalogue.ts";
import type { InnerResult } from "../engine/inner.ts";
import type { Judgement } from "../model/finding.ts";
import { formatId, type IdMaker, parseId } from "../model/ids.ts";
import type { Item, ItemContext } from "../model/item.ts";
import type { Clock } from "../model/ports.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { ItemRecord } from "../store/moderating.ts";
import type { Store } from "../store/store.ts";
import { conclude } from "./decisions/conclude.ts";
import { startJob } from "./decisions/job-state.ts";
import type { Panels } from "./panel/panels.ts";
import type { Rulebook } from "./rulebook.ts";
import { decide } from "./rules/decide.ts";
import type { Telling } from "./telling.ts";

export interface JudgingDeps {
  catalogue: Pick<Catalogue, "now">;
  store: Pick<Store, "readItem">;
  panels: Pick<Panels, "judge">;
  rulebook: Pick<Rulebook, "groupsOf">;
  telling: Telling;
  ids: Pick<IdMaker, "take">;
  clock: Pick<Clock, "now">;
}

/** Nothing is left to do. */
export const DONE: InnerResult = { failure: null, events: [], moderation: null };

/** What of its deliveries a person would call the judging of an item: evaluators, then rules, then a decision. */
export class Judging {
  readonly #deps: JudgingDeps;

  constructor(deps: JudgingDeps) {
    this.#deps = deps;
  }

  /** `isLast`: what cannot be judged now is decided without. @throws the signal's reason */
  async judge({ event }: OwedDelivery, isLast: boolean, signal: AbortSignal): Promise<InnerResult> {
    const record = await this.#deps.store.readItem(mediaIdIn(event.payload));
    if (record === null || !isOwed(record, event.seq)) return DONE;
    const { item, job } = record;
    const judgement = await this.#deps.panels.judge(item.siteNo, item.content, this.#contextOf(item), signal);
    const full = overloadedIn(judgement);
    if (full !== undefined && !isLast) return later(record, full.reason);
    const { rulebook, ids, clock, telling } = this.#deps;
    const ruling = decide(rulebook.groupsOf(item.siteNo), item, judgement);
    const concluded = conclude(item, job, {
      id: ids.take(),
      jobId: job.id,
      run: item.run,
      ruling,
      actor: null,
      at: clock.now(),
    });
    if (!concluded.ok) return DONE;
    return { failure: null, ...(await telling.ofDecision(record, concluded, judgement)) };
  }

  #contextOf({ siteNo, origin, author, metadata }: Item): ItemContext {
    const site = this.#deps.catalogue.now.site(siteNo);
    const siteId = site === undefined ? "" : formatId("site", site.id);
    return { siteId, platform: origin.platform, authorId: author.id, metadata };
  }
}

/** `media.created` and `media.updated` name their item. */
function mediaIdIn(payload: string): bigint {
  const { media_id: text } = JSON.parse(payload) as { media_id?: unknown };
  const id = typeof text === "string" ? parseId("media", text) : undefined;
  if (id === undefined) throw new Error(`An event that owes a judgement names no item: ${payload.slice(0, 200)}`);
  return id;
}

/** Whether this event's run is still to be decided. */
function isOwed({ item, job }: ItemRecord, eventSeq: bigint): boolean {
  return !item.isDeleted && job.eventSeq === eventSeq && item.decided?.run !== item.run;
}

/** An evaluator that had no place left has not looked at it: it waits in the store, where there is room. */
function overloadedIn({ findings }: Judgement) {
  return findings.find(
    ({ kind, label, isInformational }) => kind === "failure" && label === "overloaded" && !isInformational,
  );
}

function later({ item, rev, job }: ItemRecord, reason: string | null): InnerResult {
  const started = { ...job, ...startJob(job) };
  return {
    failure: { message: reason ?? "An evaluator has no place left.", statusCode: null, retryAfter: null },
    events: [],
    moderation:
      started.status === job.status
        ? null
        : { items: [{ item, rev, jobs: [started], decision: null }], enforcements: [] },
  };
}
