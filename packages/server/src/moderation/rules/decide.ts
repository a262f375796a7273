import { type Ruling, verdictOf } from "../../model/decision.ts";
import type { Judgement } from "../../model/finding.ts";
import { graver } from "../../model/rule.ts";
import { type Answer, askGroups } from "./ask.ts";
import { builtInGroups } from "./built-in.ts";
import type { CompiledGroup } from "./compile.ts";
import type { Judged } from "./document.ts";
import { type Gaps, gapsOf, isClosed } from "./gaps.ts";
import { ITEM_STEPS_MAX } from "./limits.ts";
import { reasonOf } from "./reason.ts";

/**
 * What the rules of a site make of an item. It fails closed: where an evaluator failed, a part of the item was not judged,
 * or a rule could not be asked, the item is flagged at least. A graver action stands beside that when its rule is hit
 * whatever else might have been found.
 *
 * Without groups, the built-in one decides.
 */
export function decide(groups: readonly CompiledGroup[], item: Judged, judgement: Judgement): Ruling {
  return decideWithin(groups, item, judgement, ITEM_STEPS_MAX)!;
}

/** The same in so many steps; null when that is less than it takes. */
export function decideWithin(
  groups: readonly CompiledGroup[],
  item: Judged,
  judgement: Judgement,
  stepsMax: number,
): Ruling | null {
  const answer = askGroups(groups.length === 0 ? builtInGroups : groups, item, judgement, stepsMax);
  if (answer === null) return null;
  const gaps = gapsOf(item.content, judgement, answer.abandoned);
  const isCertain = isClosed(gaps);
  const action = isCertain ? answer.action : graver("flag", answer.certain ?? "flag");
  const cause = causeOf(answer, action, isCertain, gaps);
  return {
    verdict: verdictOf(action),
    action,
    cause,
    hits: answer.hits,
    failures: gaps.failures,
    unjudged: gaps.unjudged,
    reason: reasonOf(cause, answer, gaps),
  };
}

function causeOf(answer: Answer, action: Ruling["action"], isCertain: boolean, gaps: Gaps): Ruling["cause"] {
  if (isCertain) return answer.hits.length > 0 ? "rule" : "default";
  if (action !== "flag") return "rule";
  return gaps.failures.length > 0 ? "evaluator_failed" : "not_evaluated";
}
