import { type Enforcement as Done, type FetchLike, getPlatform, type ModerationDecision } from "@tabellary/receiver";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { withoutSecrets } from "../catalogue/discretion.ts";
import type { Effects, InnerResult } from "../engine/inner.ts";
import type { Enforcement, EnforcementAction, EnforcementCode } from "../model/enforcement.ts";
import type { Item } from "../model/item.ts";
import type { Clock } from "../model/ports.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { ItemRecord } from "../store/moderating.ts";
import type { Store } from "../store/store.ts";
import { DONE } from "./judging.ts";
import type { Pause, Pauses } from "./pauses.ts";
import { sourceOf } from "./telling.ts";

export interface EnforcingDeps {
  catalogue: Pick<Catalogue, "now">;
  store: Pick<Store, "findItem" | "readItem" | "enforcementsOf">;
  pauses: Pauses;
  /** The guarded way out. */
  fetch: FetchLike;
  clock: Clock;
}

const DECISION: Readonly<Record<EnforcementAction, ModerationDecision>> = {
  hide: "hide",
  remove: "remove",
  restore: "approve",
};
/** There is nothing left to act upon. */
const GONE: ReadonlySet<number> = new Set([404, 410]);
/** For so long it is owed at all: a week of quotas. What is owed longer is ended (overdue.ts). */
export const OWED_MS_MAX = 7 * 24 * 3_600_000;

/** What an attempt has come to: an end, or that it is to be tried again; and whether the platform is to be left alone. */
interface Tried {
  enforcement: Enforcement;
  /** Null: it has ended. */
  failure: InnerResult["failure"];
  pause: Pause | null;
}

/**
 * Decisions carried out on the platform that the content came from. Only the newest decision of an item is: asked for
 * twice, it is the same call with the same end. `unsupported` is an end of its own, and never taken for done. A platform
 * that wants to be left alone is: what is owed waits as long, and no attempt of its schedule is spent on that.
 */
export class Enforcing {
  readonly #deps: EnforcingDeps;

  constructor(deps: EnforcingDeps) {
    this.#deps = deps;
  }

  /** `nextDelayMs`: until the attempt after this one, by the schedule; null: a failure is the end. */
  async enforce(delivery: OwedDelivery, nextDelayMs: number | null, signal: AbortSignal): Promise<InnerResult> {
    const owed = await this.#owedBy(delivery);
    if (owed === null) return DONE;
    const { record, present, past } = owed;
    if (present === undefined) return { ...DONE, ...writing(past) };
    const { enforcement, failure, pause } = await this.#carryOut(record.item, present, nextDelayMs, signal);
    const isPutOff = pause !== null && enforcement.state === "requested";
    return {
      ...writing([...past, enforcement]),
      failure: isPutOff ? null : failure,
      ...(pause && { restUntil: pause.until }),
      ...(isPutOff && { putOffUntil: pause.until }),
    };
  }

  /** What is written when no attempt will be made any more, though none has come to an end. */
  async giveUp(delivery: OwedDelivery, reason: string): Promise<Effects> {
    const owed = await this.#owedBy(delivery);
    if (owed === null) return NOTHING;
    const { present, past } = owed;
    return writing(present === undefined ? past : [...past, this.#fail(present, "not_carried_out", reason)]);
  }

  /** What is still owed of its item: by the newest decision, and by those whose place that took. Null: nothing is. */
  async #owedBy({ event }: OwedDelivery): Promise<Owed | null> {
    const { store } = this.#deps;
    const subject = subjectIn(event.payload);
    const found = subject && (await store.findItem(event.siteNo, subject));
    if (!found) return null;
    const owed = (await store.enforcementsOf(found.item.id)).filter(({ state }) => state === "requested");
    // Read after what is owed: a decision that was made between the two would be taken for one of the past.
    const record = owed.length === 0 ? null : await store.readItem(found.item.id);
    if (record === null) return null;
    const present = owed.find(({ decisionId }) => decisionId === record.decision?.id);
    const past = owed
      .filter((one) => one !== present)
      .map((one) => this.#fail(one, "superseded", "A later decision took its place."));
    return { record, present, past };
  }

  async #carryOut(
    item: Item,
    enforcement: Enforcement,
    nextDelayMs: number | null,
    signal: AbortSignal,
  ): Promise<Tried> {
    const source = sourceOf(this.#deps.catalogue, item);
    if (source === undefined) return ended(this.#fail(enforcement, "source_deleted", "Its source has been deleted."));
    const before = await this.#deps.pauses.of(source.no);
    if (before !== null) return putOff(enforcement, before, before.reason);
    const askedAt = this.#deps.clock.now();
    const outcome = await this.#ask(source, item, enforcement, askedAt, signal);
    const pause = await this.#deps.pauses.heed(source, outcome, askedAt);
    switch (outcome.outcome) {
      case "applied":
        return { ...ended(this.#end(enforcement, "applied", outcome.instead ?? null)), pause };
      case "unsupported":
        return ended(this.#end(enforcement, "unsupported", outcome.message));
      case "failed": {
        const message = withoutSecrets(outcome.message, source);
        if (GONE.has(outcome.status ?? 0)) return { ...ended(this.#fail(enforcement, "gone", message)), pause };
        return pause === null
          ? this.#afterFailure(enforcement, message, outcome.status, nextDelayMs)
          : putOff(enforcement, pause, message);
      }
    }
  }

  #afterFailure(enforcement: Enforcement, message: string, status: number | null, nextDelayMs: number | null): Tried {
    const failure = { message, statusCode: status, retryAfter: null };
    if (nextDelayMs === null) {
      return { enforcement: this.#fail(enforcement, "platform_failed", message), failure, pause: null };
    }
    const nextAt = this.#deps.clock.now() + nextDelayMs;
    return { enforcement: { ...enforcement, error: message, nextAt }, failure, pause: null };
  }

  async #ask(
    source: CataloguedSource,
    item: Item,
    { action }: Enforcement,
    askedAt: number,
    signal: AbortSignal,
  ): Promise<Done & { instead?: string }> {
    const { fetch, clock } = this.#deps;
    const platform = getPlatform(source.platform.name, {
      credentials: source.secrets.credentials,
      fetch: (url, init) => fetch(url, { ...init, signal }),
      // What is said of times is counted from this one, to the millisecond: a window would else be asked before it begins.
      clock: { now: () => askedAt, after: (delayMs, task) => clock.after(delayMs, task) },
    });
    const call = (decision: ModerationDecision) =>
      platform.moderateComment(item.origin.nativeId!, decision, { postId: item.origin.postId });
    const outcome = await call(DECISION[action]);
    if (outcome.outcome !== "unsupported" || action !== "remove") return outcome;
    // What cannot be removed may be hidden: it is out of sight.
    const hidden = await call("hide");
    if (hidden.outcome === "unsupported") return outcome;
    return hidden.outcome === "applied" ? { ...hidden, instead: `It was hidden. ${outcome.message}` } : hidden;
  }

  #end(enforcement: Enforcement, state: "applied" | "unsupported", error: string | null): Enforcement {
    return { ...enforcement, state, error, nextAt: null, at: this.#deps.clock.now() };
  }

  #fail(enforcement: Enforcement, code: EnforcementCode, error: string): Enforcement {
    return failed(enforcement, code, error, this.#deps.clock.now());
  }
}

export function failed(enforcement: Enforcement, code: EnforcementCode, error: string, at: number): Enforcement {
  return { ...enforcement, state: "failed", code, error, nextAt: null, at };
}

interface Owed {
  record: ItemRecord;
  present: Enforcement | undefined;
  past: readonly Enforcement[];
}

const NOTHING: Effects = { events: [], moderation: null };

function writing(enforcements: readonly Enforcement[]): Effects {
  return { events: [], moderation: { items: [], enforcements } };
}

function ended(enforcement: Enforcement): Tried {
  return { enforcement, failure: null, pause: null };
}

function putOff(enforcement: Enforcement, pause: Pause, error: string): Tried {
  return { enforcement: { ...enforcement, error, nextAt: pause.until }, failure: null, pause };
}

/** `comment.moderated` and `post.moderated` name what they are of. */
function subjectIn(payload: string): { platform: string; nativeId: string } | null {
  const { platform, comment, post } = JSON.parse(payload) as {
    platform: string;
    comment?: { id: string };
    post?: { id: string };
  };
  const nativeId = comment?.id ?? post?.id;
  return nativeId === undefined ? null : { platform, nativeId };
}
