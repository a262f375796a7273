import type { JsonObject } from "./event-type.ts";

/**
 * What a rule does with an item. `approve`: it is approved. `flag`: a person decides. `hide`: a person decides, and until
 * then it is hidden on its platform. `reject`: it is rejected, and removed from its platform.
 */
export type RuleAction = "approve" | "flag" | "hide" | "reject";

/** From the mildest to the gravest. */
export const RULE_ACTIONS = ["approve", "flag", "hide", "reject"] as const satisfies readonly RuleAction[];

/** The graver one of two. */
export function graver(a: RuleAction, b: RuleAction): RuleAction {
  return RULE_ACTIONS.indexOf(a) >= RULE_ACTIONS.indexOf(b) ? a : b;
}

/** `first_match`: the first rule that is hit decides. `all_must_pass`: all are asked, and the gravest that is hit decides. */
export type RuleMode = "first_match" | "all_must_pass";

export const RULE_MODES = ["first_match", "all_must_pass"] as const satisfies readonly RuleMode[];

/** A rule as its owner writes it. */
export interface RuleConfig {
  name: string;
  description: string | null;
  /** `prohibition`: it is hit where its condition holds. `requirement`: where it does not. */
  type: "prohibition" | "requirement";
  /** As it is written; `model/condition` reads it. */
  condition: JsonObject;
  action: RuleAction;
  /** Lower numbers come first; among equals, the order of the list. */
  priority: number;
  active: boolean;
}

export interface Rule extends RuleConfig {
  id: bigint;
  /** Rises by one with each change. */
  version: number;
}

/** A rule group as its owner writes it. */
export interface RuleGroupConfig<R extends RuleConfig = RuleConfig> {
  name: string;
  description: string | null;
  mode: RuleMode;
  /** Lower numbers come first; among equals, the older group. */
  priority: number;
  active: boolean;
  /** When none of its rules is hit. Null: the next group is asked. */
  defaultAction: RuleAction | null;
  /** By label, 0 to 1: a finding of less confidence is informational to this group. */
  thresholds: Readonly<Record<string, number>>;
  rules: readonly R[];
}

/** What findings lead to which decision. A site has several, one after the other. */
export interface RuleGroup extends RuleGroupConfig<Rule> {
  id: bigint;
  siteNo: number;
  /** Rises by one with each change. */
  version: number;
}

/** A rule that was hit, as it was then. */
export interface RuleHit {
  groupId: bigint;
  ruleId: bigint;
  ruleName: string;
  version: number;
  action: RuleAction;
  /** Labels of the findings that it was hit by. Empty where it asked for something else. */
  labels: readonly string[];
  /** `label` where a class was among them, `match` where only lists were; null: none. */
  foundBy: "label" | "match" | null;
  /** The highest of them; null where they have none. */
  confidence: number | null;
  /** What of the text was on a list, the first of it. */
  matchedText: string | null;
}
