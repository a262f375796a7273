import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Effects, InnerResult } from "../engine/inner.ts";
import type { Engine } from "../engine/requests.ts";
import type { Ruling } from "../model/decision.ts";
import { Problem } from "../model/errors.ts";
import type { Judgement } from "../model/finding.ts";
import { formatId, type IdMaker, parseId } from "../model/ids.ts";
import type { Item, ItemContext } from "../model/item.ts";
import type { Clock } from "../model/ports.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { ItemRecord } from "../store/moderating.ts";
import { type Store, StoreError } from "../store/store.ts";
import { conclude } from "./decisions/conclude.ts";
import { startJob } from "./decisions/job-state.ts";
import { timedOutRuling } from "./decisions/rulings.ts";
import { KeptAnswers } from "./kept-answers.ts";
import type { Panels } from "./panel/panels.ts";
import type { Rulebook } from "./rulebook.ts";
import type { Deciding } from "./rules/deciding.ts";
import type { Telling, Told } from "./telling.ts";

export interface JudgingDeps {
  catalogue: Pick<Catalogue, "now">;
  store: Pick<Store, "readItem">;
  panels: Pick<Panels, "judge">;
  rulebook: Pick<Rulebook, "groupsOf">;
  deciding: Pick<Deciding, "decide">;
  telling: Telling;
  ids: Pick<IdMaker, "take">;
  engine: Pick<Engine, "accept">;
  clock: Clock;
  /** Something that should not happen did, and was contained. */
  onTrouble(error: Error): void;
}

/** Whoever asks for a job that takes longer sees that somebody is at it. */
const STARTED_AFTER_MS = 1_000;

const NOTHING: Effects = { events: [], moderation: null };
/** Nothing is left to do. */
export const DONE: InnerResult = { failure: null, ...NOTHING };

/** What of its deliveries a person would call the judging of an item: evaluators, then rules, then a decision. */
export class Judging {
  readonly #deps: JudgingDeps;
  readonly #kept = new KeptAnswers();

  constructor(deps: JudgingDeps) {
    this.#deps = deps;
  }

  /** `isLast`: what cannot be judged now is decided without. @throws the signal's reason */
  async judge({ event }: OwedDelivery, isLast: boolean, signal: AbortSignal): Promise<InnerResult> {
    const id = mediaIdIn(event.payload);
    const record = await this.#deps.store.readItem(id);
    if (record === null || !isOwed(record, event.seq)) return this.#done(id);
    const start = this.#noteStart(record);
    const judgement = await this.#judge(record, signal).finally(() => start.settle());
    const present = start.isNoted ? await this.#deps.store.readItem(record.item.id) : record;
    if (present === null || !isOwed(present, event.seq)) return this.#done(id);
    return this.#decide(present, judgement, isLast, signal);
  }

  /** No attempt will be made any more: a person is to judge it, and need not wait until its job's time is over. */
  async giveUp({ event }: OwedDelivery): Promise<Effects> {
    const id = findMediaId(event.payload);
    if (id !== undefined) this.#kept.drop(id);
    const record = id === undefined ? null : await this.#deps.store.readItem(id);
    if (record === null || !isOwed(record, event.seq)) return NOTHING;
    const ruling = timedOutRuling(record.item.content, "It could not be judged: each attempt failed.");
    return (await this.#conclude(record, ruling, null)) ?? NOTHING;
  }

  #done(id: bigint): InnerResult {
    this.#kept.drop(id);
    return DONE;
  }

  async #decide(record: ItemRecord, judgement: Judgement, isLast: boolean, signal: AbortSignal): Promise<InnerResult> {
    const full = overloadedIn(judgement);
    if (full !== undefined && !isLast) return later(record, full.reason);
    const { rulebook, deciding } = this.#deps;
    const { item } = record;
    const ruling = await deciding.decide(rulebook.groupsOf(item.siteNo), item, judgement, signal);
    const told = await this.#conclude(record, ruling, judgement);
    this.#kept.drop(item.id);
    return told === null ? DONE : { failure: null, ...told };
  }

  /** Null: it cannot be decided so any more. */
  async #conclude(record: ItemRecord, ruling: Ruling, judgement: Judgement | null): Promise<Told | null> {
    const { ids, clock, telling } = this.#deps;
    const { item, job } = record;
    const concluded = conclude(item, job, {
      id: ids.take(),
      jobId: job.id,
      run: item.run,
      ruling,
      actor: null,
      apiKey: null,
      at: clock.now(),
    });
    return concluded.ok ? telling.ofDecision(record, concluded, judgement) : null;
  }

  #judge({ item }: ItemRecord, signal: AbortSignal): Promise<Judgement> {
    const { siteNo, content } = item;
    const answers = this.#kept.of(item);
    return this.#deps.panels.judge({ siteNo, content, context: this.#contextOf(item), answers }, signal);
  }

  /** Writes that somebody is at it, when that takes a while. */
  #noteStart({ item, rev, job }: ItemRecord) {
    const { clock, engine, onTrouble } = this.#deps;
    const started = { ...job, ...startJob(job) };
    const note = {
      isNoted: false,
      writing: Promise.resolve() as Promise<unknown>,
      async settle() {
        timer.cancel();
        await note.writing;
      },
    };
    const timer = clock.after(STARTED_AFTER_MS, () => {
      if (started.status === job.status) return;
      note.isNoted = true;
      const moderation = { items: [{ item, rev, jobs: [started], decision: null }], enforcements: [] };
      const entry = { siteNo: item.siteNo, events: [], idempotency: null, toAnswer: () => "", moderation };
      note.writing = engine.accept(entry).catch((error: Error) => {
        // Somebody was first, or the store is away: that is seen when the judgement is written.
        if (!(error instanceof Problem) && !(error instanceof StoreError)) onTrouble(error);
      });
    });
    return note;
  }

  #contextOf({ siteNo, origin, author, metadata }: Item): ItemContext {
    const site = this.#deps.catalogue.now.site(siteNo);
    const siteId = site === undefined ? "" : formatId("site", site.id);
    return { siteId, platform: origin.platform, authorId: author.id, metadata };
  }
}

/** `media.created` and `media.updated` name their item. */
function mediaIdIn(payload: string): bigint {
  const id = findMediaId(payload);
  if (id === undefined) throw new Error(`An event that owes a judgement names no item: ${payload.slice(0, 200)}`);
  return id;
}

function findMediaId(payload: string): bigint | undefined {
  const { media_id: text } = JSON.parse(payload) as { media_id?: unknown };
  return typeof text === "string" ? parseId("media", text) : undefined;
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
