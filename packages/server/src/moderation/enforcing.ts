import { type Enforcement as Done, type FetchLike, getPlatform, type ModerationDecision } from "@tabellary/receiver";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { withoutSecrets } from "../catalogue/discretion.ts";
import type { InnerResult } from "../engine/inner.ts";
import type { Enforcement, EnforcementAction, EnforcementState } from "../model/enforcement.ts";
import type { Item } from "../model/item.ts";
import type { Clock } from "../model/ports.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { Store } from "../store/store.ts";
import { DONE } from "./judging.ts";
import { sourceOf } from "./telling.ts";

export interface EnforcingDeps {
  catalogue: Pick<Catalogue, "now">;
  store: Pick<Store, "findItem" | "enforcementsOf">;
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
/** Platforms say with every answer when their period ends; only these ask to be left alone until then. */
const ASKING_TO_WAIT: ReadonlySet<number> = new Set([429, 503]);

/**
 * Decisions carried out on the platform that the content came from. Only the newest decision of an item is: asked for
 * twice, it is the same call with the same end. `unsupported` is an end of its own, and never taken for done.
 */
export class Enforcing {
  readonly #deps: EnforcingDeps;
  /** By a source's number: until then its platform wants to be left alone. Milliseconds since 1970. */
  readonly #pausedUntil = new Map<number, number>();

  constructor(deps: EnforcingDeps) {
    this.#deps = deps;
  }

  /** `isLast`: a failure is the end. */
  async enforce({ event }: OwedDelivery, isLast: boolean): Promise<InnerResult> {
    const subject = subjectIn(event.payload);
    const record = subject && (await this.#deps.store.findItem(event.siteNo, subject));
    if (!record) return DONE;
    const owed = (await this.#deps.store.enforcementsOf(record.item.id)).filter(({ state }) => state === "requested");
    const present = owed.find(({ decisionId }) => decisionId === record.decision?.id);
    const past = owed
      .filter((one) => one !== present)
      .map((one) => this.#end(one, "failed", "A later decision took its place."));
    if (present === undefined) return past.length === 0 ? DONE : done(past);
    const ended = await this.#carryOut(record.item, present, isLast);
    return "outcome" in ended
      ? retried(ended, [...past, { ...present, error: ended.message }])
      : done([...past, ended]);
  }

  /** The enforcement as it has ended, or why it is to be tried again. */
  async #carryOut(item: Item, enforcement: Enforcement, isLast: boolean): Promise<Enforcement | Failed> {
    const source = sourceOf(this.#deps.catalogue, item);
    if (source === undefined) return this.#end(enforcement, "failed", "Its source has been deleted.");
    const outcome = await this.#ask(source, item, enforcement);
    switch (outcome.outcome) {
      case "applied":
        return this.#end(enforcement, "applied", outcome.instead ?? null);
      case "unsupported":
        return this.#end(enforcement, "unsupported", outcome.message);
      case "failed": {
        const message = withoutSecrets(outcome.message, source);
        if (isLast || GONE.has(outcome.status ?? 0)) return this.#end(enforcement, "failed", message);
        return { ...outcome, message };
      }
    }
  }

  async #ask(source: CataloguedSource, item: Item, { action }: Enforcement): Promise<Done & { instead?: string }> {
    const now = this.#deps.clock.now();
    const pausedMs = (this.#pausedUntil.get(source.no) ?? 0) - now;
    if (pausedMs > 0) {
      const message = `${source.platform.title} asked to be left alone for a while.`;
      return { outcome: "failed", message, status: 429, retryAfterMs: pausedMs };
    }
    const { credentials } = source.secrets;
    const platform = getPlatform(source.platform.name, {
      credentials,
      fetch: this.#deps.fetch,
      clock: this.#deps.clock,
    });
    const call = (decision: ModerationDecision) =>
      platform.moderateComment(item.origin.nativeId!, decision, { postId: item.origin.postId });
    const outcome = await call(DECISION[action]);
    this.#heed(source, outcome, now);
    if (outcome.outcome !== "unsupported" || action !== "remove") return outcome;
    // What cannot be removed may be hidden: it is out of sight.
    const hidden = await call("hide");
    this.#heed(source, hidden, now);
    if (hidden.outcome === "unsupported") return outcome;
    return hidden.outcome === "applied" ? { ...hidden, instead: `It was hidden. ${outcome.message}` } : hidden;
  }

  #heed({ no }: CataloguedSource, outcome: Done, now: number): void {
    if (outcome.outcome !== "failed") this.#pausedUntil.delete(no);
    else if (outcome.retryAfterMs !== null && ASKING_TO_WAIT.has(outcome.status ?? 0)) {
      this.#pausedUntil.set(no, now + outcome.retryAfterMs);
    }
  }

  #end(enforcement: Enforcement, state: EnforcementState, error: string | null): Enforcement {
    return { ...enforcement, state, error, at: this.#deps.clock.now() };
  }
}

type Failed = Extract<Done, { outcome: "failed" }>;

function done(enforcements: readonly Enforcement[]): InnerResult {
  return { failure: null, events: [], moderation: { items: [], enforcements } };
}

function retried({ message, status, retryAfterMs }: Failed, enforcements: readonly Enforcement[]): InnerResult {
  const retryAfter = retryAfterMs === null ? null : String(Math.ceil(retryAfterMs / 1_000));
  return {
    failure: { message, statusCode: status, retryAfter },
    events: [],
    moderation: { items: [], enforcements },
  };
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
