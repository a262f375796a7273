import type { Engine } from "../engine/requests.ts";
import { Problem } from "../model/errors.ts";
import { formatId, type IdMaker } from "../model/ids.ts";
import type { Clock } from "../model/ports.ts";
import type { Review } from "../model/review.ts";
import type { ItemRecord } from "../store/moderating.ts";
import type { Store } from "../store/store.ts";
import { conclude } from "./decisions/conclude.ts";
import { isInReview } from "./decisions/item-state.ts";
import { personsRuling } from "./decisions/rulings.ts";
import type { Telling } from "./telling.ts";

export interface ReviewingDeps {
  store: Pick<Store, "readItem" | "readReview" | "reviewItem">;
  engine: Pick<Engine, "accept">;
  telling: Pick<Telling, "ofDecision">;
  ids: Pick<IdMaker, "take">;
  clock: Pick<Clock, "now">;
}

/** Who says or does something. */
export interface Person {
  /** As they call themselves, or as their key is called. */
  name: string;
  /** The name of their API key. */
  apiKey: string;
}

export interface PersonsWord {
  action: "approve" | "reject";
  person: Person;
  note: string | null;
  /** The decision that the person has seen; null: whichever is the newest. */
  seen: bigint | null;
}

/** Somebody else may write to the item at the same moment, but hardly so often. */
const TRIES_MAX = 5;
const NOTES_MAX = 100;

/** What people do with items: they take them, talk of them and decide them. */
export class Reviewing {
  readonly #deps: ReviewingDeps;

  constructor(deps: ReviewingDeps) {
    this.#deps = deps;
  }

  /**
   * Decides an item over rules and over other persons. What the person has said before is not said twice.
   * @throws Problem `not_found`; `conflict` for content that is gone, was changed or decided anew meanwhile, or that
   * another person has taken
   */
  async decide(siteNo: number, itemId: bigint, word: PersonsWord): Promise<ItemRecord> {
    for (let tries = 1; ; tries++) {
      const record = await this.#find(siteNo, itemId);
      refuseUnseen(record, word.seen);
      const review = await this.#deps.store.readReview(itemId);
      // Taken it is only while it waits: nobody can release what has left the queue.
      if (isInReview(record.item)) refuseAnothers(itemId, review, word.person.name);
      try {
        return (await this.#decide(record, word)) ? await this.#find(siteNo, itemId) : record;
      } catch (error) {
        // It moved: read it again, unless what the person has seen is to count.
        if (!(error instanceof Problem) || error.code !== "conflict" || tries === TRIES_MAX) throw error;
        if (error instanceof FinalConflict) throw error;
      }
    }
  }

  /** Takes it for a person, who alone is to work on it. @throws Problem `conflict` when another has it */
  claim(siteNo: number, itemId: bigint, by: string): Promise<Review> {
    return this.#change(siteNo, itemId, (review) => {
      refuseAnothers(itemId, review, by);
      return { ...review, assignee: by, claimedAt: review.claimedAt ?? this.#deps.clock.now() };
    });
  }

  /** Gives it back, whoever has it. */
  release(siteNo: number, itemId: bigint): Promise<Review> {
    return this.#change(siteNo, itemId, (review) => ({ ...review, assignee: null, claimedAt: null }));
  }

  /** For somebody with more experience: it is free for another to take. */
  escalate(siteNo: number, itemId: bigint, by: Person, text: string | null): Promise<Review> {
    return this.#change(siteNo, itemId, (review) => {
      const escalated = { ...review, isEscalated: true, assignee: null, claimedAt: null };
      return text === null ? escalated : this.#noted(escalated, by, text);
    });
  }

  note(siteNo: number, itemId: bigint, by: Person, text: string): Promise<Review> {
    return this.#change(siteNo, itemId, (review) => this.#noted(review, by, text));
  }

  #noted(review: Review, { name, apiKey }: Person, text: string): Review {
    if (review.notes.length >= NOTES_MAX) throw new FinalConflict(`An item takes at most ${NOTES_MAX} notes.`);
    return { ...review, notes: [...review.notes, { by: name, apiKey, at: this.#deps.clock.now(), text }] };
  }

  /** False: a person has said so before. */
  async #decide(record: ItemRecord, { action, person, note }: PersonsWord): Promise<boolean> {
    const { ids, clock, engine, telling } = this.#deps;
    const { item, job, decision } = record;
    const ruling = personsRuling(action, note, decision);
    const { name: actor, apiKey } = person;
    const proposal = { id: ids.take(), jobId: job.id, run: item.run, ruling, actor, apiKey, at: clock.now() };
    const concluded = conclude(item, job, proposal);
    if (!concluded.ok) {
      if (concluded.why === "unchanged") return false;
      throw new FinalConflict(`${formatId("media", item.id)} has been deleted where it came from.`);
    }
    const { events, moderation: told } = await telling.ofDecision(record, concluded, null);
    // Whoever had taken it has done with it.
    const moderation = { ...told, items: told.items.map((change) => ({ ...change, isPutDown: true as const })) };
    await engine.accept({ siteNo: item.siteNo, events, idempotency: null, toAnswer: () => "", moderation });
    return true;
  }

  async #change(siteNo: number, itemId: bigint, change: (review: Review) => Review): Promise<Review> {
    for (let tries = 1; tries <= TRIES_MAX; tries++) {
      const { item } = await this.#find(siteNo, itemId);
      if (!isInReview(item)) throw new FinalConflict(`${formatId("media", itemId)} waits for nobody's decision.`);
      const review = (await this.#deps.store.readReview(itemId)) ?? none(siteNo, itemId);
      const changed = change(review);
      const result = await this.#deps.store.reviewItem(changed);
      if (result === "changed") return { ...changed, rev: review.rev + 1 };
      if (result === "unknown") break;
    }
    throw new FinalConflict("Somebody else changed it at the same moment: read it again.");
  }

  async #find(siteNo: number, itemId: bigint): Promise<ItemRecord> {
    const record = await this.#deps.store.readItem(itemId);
    if (record?.item.siteNo === siteNo) return record;
    throw new Problem("not_found", `There is no item ${formatId("media", itemId)} in this site.`);
  }
}

/** Another try would end the same. */
class FinalConflict extends Problem {
  constructor(detail: string) {
    super("conflict", detail);
  }
}

function refuseUnseen({ item, decision }: ItemRecord, seen: bigint | null): void {
  if (decision !== null && decision.run !== item.run) {
    throw new FinalConflict(`${formatId("media", item.id)} was changed, and is being judged anew: look at it again.`);
  }
  if (seen === null || decision?.id === seen) return;
  throw new FinalConflict(`${formatId("media", item.id)} has been decided anew since ${formatId("dec", seen)}.`);
}

function refuseAnothers(itemId: bigint, review: Review | null, actor: string): void {
  const assignee = review?.assignee ?? null;
  if (assignee === null || assignee === actor) return;
  throw new FinalConflict(`${formatId("media", itemId)} has been taken by ${assignee}: it has to be released first.`);
}

function none(siteNo: number, itemId: bigint): Review {
  return { itemId, siteNo, rev: 0, assignee: null, claimedAt: null, isEscalated: false, notes: [] };
}
