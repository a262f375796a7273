import type { Judgement } from "../model/finding.ts";
import type { ContentPart, ItemContent, ItemContext } from "../model/item.ts";
import type { Cost, Guard } from "./guard/guard.ts";

export interface Evaluation extends Judgement {
  /** By the evaluator's name; who was not asked is not in it. */
  costs: ReadonlyMap<string, Cost>;
}

/**
 * Asks a site's evaluators side by side. Findings come in the order of `guards`, so that the same item gives the same
 * judgement whoever answers first. A failure is a finding; what `judged` does not hold nobody has looked at.
 * @throws the signal's reason
 */
export async function evaluate(
  guards: readonly Guard[],
  content: ItemContent,
  context: ItemContext,
  signal: AbortSignal,
): Promise<Evaluation> {
  const asked = guards.filter(({ evaluator }) => evaluator.judges(content).length > 0);
  const opinions = await Promise.all(asked.map((guard) => guard.ask(content, context, signal)));
  return {
    findings: opinions.flatMap(({ findings }) => findings),
    judged: new Set<ContentPart>(opinions.flatMap(({ judged }) => judged)),
    costs: new Map(asked.map(({ evaluator }, index) => [evaluator.name, opinions[index]!.cost])),
  };
}
