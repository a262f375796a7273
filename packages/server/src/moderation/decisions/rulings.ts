/** Rulings that no rule gives. */
import type { Ruling } from "../../model/decision.ts";
import { verdictOf } from "../../model/decision.ts";
import { type ItemContent, partsOf } from "../../model/item.ts";

/** What a person says. `on`: the newest ruling of the item, whose hits go on being told of; null: there is none. */
export function personsRuling(action: "approve" | "reject", note: string | null, on: Ruling | null): Ruling {
  return {
    verdict: verdictOf(action),
    action,
    cause: "person",
    hits: on?.hits ?? [],
    failures: [],
    unjudged: [],
    reason: note ?? `A person has ${verdictOf(action)} it.`,
  };
}

/**
 * Nobody has judged it: in the time that its job has, or in as many attempts as are made. A person is to look into it.
 */
export function timedOutRuling(content: ItemContent, reason = "It was not judged in time."): Ruling {
  return {
    verdict: "flagged",
    action: "flag",
    cause: "timed_out",
    hits: [],
    failures: [],
    unjudged: partsOf(content),
    reason,
  };
}
