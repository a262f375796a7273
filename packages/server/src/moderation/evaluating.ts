import type { Judgement } from "../model/finding.ts";
import type { ContentPart, ItemContent, ItemContext } from "../model/item.ts";
import type { Cost, Guard, Opinion } from "./guard/guard.ts";
import { type Answers, NOTHING_KEPT } from "./kept-answers.ts";

const NO_COST: Cost = { attempts: 0, units: 0 };

export interface Evaluation extends Judgement {
  /** By the evaluator's name; who was not asked is not in it. */
  costs: ReadonlyMap<string, Cost>;
}

/**
 * Asks a site's evaluators side by side. Findings come in the order of `guards`, so that the same item gives the same
 * judgement whoever answers first. A failure is a finding; what `judged` does not hold nobody has looked at. Who has
 * answered before, by `answers`, is not asked again; whoever bills for it is kept there.
 * @throws the signal's reason
 */
export async function evaluate(
  guards: readonly Guard[],
  content: ItemContent,
  context: ItemContext,
  signal: AbortSignal,
  answers: Answers = NOTHING_KEPT,
): Promise<Evaluation> {
  async function ask(guard: Guard): Promise<Opinion> {
    const opinion = await guard.ask(content, context, signal);
    const hasAnswered = !opinion.findings.some(({ kind }) => kind === "failure");
    if (hasAnswered && opinion.cost.units > 0) answers.keep(guard, { ...opinion, cost: NO_COST });
    return opinion;
  }

  const asked = guards.filter(({ evaluator }) => evaluator.judges(content).length > 0);
  const opinions = await Promise.all(asked.map((guard) => answers.of(guard) ?? ask(guard)));
  return {
    findings: opinions.flatMap(({ findings }) => findings),
    judged: new Set<ContentPart>(opinions.flatMap(({ judged }) => judged)),
    costs: new Map(asked.map(({ evaluator }, index) => [evaluator.name, opinions[index]!.cost])),
  };
}
