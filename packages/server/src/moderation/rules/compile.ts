import type { Condition } from "../../model/condition/condition.ts";
import { parseCondition } from "../../model/condition/parse.ts";
import type { Rule, RuleGroup } from "../../model/rule.ts";
import { outlastsFindings } from "./polarity.ts";

/** A group that is ready to judge by: what is switched off is left out, the rest is in its order. */
export interface CompiledGroup extends Omit<RuleGroup, "rules"> {
  hasThresholds: boolean;
  rules: readonly CompiledRule[];
}

export interface CompiledRule {
  rule: Rule;
  /** What hits it. */
  condition: Condition;
  /** It stays hit, whatever else is found. */
  outlastsFindings: boolean;
}

/** The active groups of a site, in the order in which they are asked. Compile once for each version of them. */
export function compileGroups(groups: readonly RuleGroup[]): readonly CompiledGroup[] {
  return groups
    .filter(({ active }) => active)
    .toSorted((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1))
    .map((group) => ({
      ...group,
      hasThresholds: Object.keys(group.thresholds).length > 0,
      rules: group.rules
        .filter(({ active }) => active)
        .toSorted((a, b) => a.priority - b.priority)
        .map(compileRule),
    }));
}

function compileRule(rule: Rule): CompiledRule {
  const parsed = parseCondition(rule.condition);
  if (!parsed.ok) throw new Error(`Rule "${rule.name}" was kept with a condition that cannot be read.`);
  const condition = rule.type === "prohibition" ? parsed.condition : ({ kind: "not", of: parsed.condition } as const);
  return { rule, condition, outlastsFindings: outlastsFindings(condition, true) };
}
