import type { Decision, Ruling } from "../../model/decision.ts";
import type { Item, ItemContent } from "../../model/item.ts";

/** A decision that somebody wants to make. */
export interface Proposal {
  id: bigint;
  jobId: bigint;
  /** The run of the item that was judged, or that the person has seen. */
  run: number;
  ruling: Ruling;
  /** Who decides; null: rules do. */
  actor: string | null;
  /** The name of the key by which a person does; null: rules do. */
  apiKey: string | null;
  /** Milliseconds since 1970. */
  at: number;
}

export type Decided =
  | { ok: true; item: Item; decision: Decision }
  /**
   * `deleted`, `outdated`: there is no such content any more, or it was changed meanwhile. `already_decided`: this run
   * is decided, and rules do not decide it anew. `unchanged`: a person has said the same before.
   */
  | { ok: false; why: "deleted" | "outdated" | "already_decided" | "unchanged" };

/**
 * The item after a decision. Rules decide a run once; a person decides over rules and over other persons, and is decided
 * over by persons alone. No item becomes pending again.
 */
export function decideItem(item: Item, proposal: Proposal): Decided {
  const { run, ruling } = proposal;
  const isByPerson = ruling.cause === "person";
  if (item.isDeleted) return { ok: false, why: "deleted" };
  if (run !== item.run) return { ok: false, why: "outdated" };
  const isDecided = item.decided?.run === run;
  if (isDecided && !isByPerson) return { ok: false, why: "already_decided" };
  if (isDecided && item.decided!.isByPerson && item.status === ruling.verdict) return { ok: false, why: "unchanged" };
  return {
    ok: true,
    item: { ...item, status: ruling.verdict, decided: { run, action: ruling.action, isByPerson } },
    decision: toDecision(item, proposal),
  };
}

function toDecision(item: Item, { id, jobId, run, ruling, actor, apiKey, at }: Proposal): Decision {
  const previous = { status: item.status, action: item.decided?.action ?? null };
  return { ...ruling, id, itemId: item.id, jobId, run, actor, apiKey, previous, at };
}

/** The item with its content changed: it is what it was until its next run is decided. */
export function changeItem(item: Item, content: ItemContent): Item {
  return { ...item, content, run: item.run + 1 };
}

/** Deleted where it came from: nothing is left to decide, and what was decided stands. */
export function deleteItem(item: Item): Item {
  return { ...item, isDeleted: true };
}

/** Whether a person is to look at it. */
export function isInReview({ status, isDeleted }: Item): boolean {
  return status === "flagged" && !isDeleted;
}
