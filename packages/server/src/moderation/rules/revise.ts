/** A group's next version, out of what its owner has written. A rule is the same rule while it keeps its name. */
import { isDeepStrictEqual } from "node:util";
import type { Rule, RuleConfig, RuleGroup, RuleGroupConfig } from "../../model/rule.ts";

/** What a new group is made of. `newRuleId` gives an id that was never given before. */
export function firstVersion(
  { id, siteNo }: Pick<RuleGroup, "id" | "siteNo">,
  config: RuleGroupConfig,
  newRuleId: () => bigint,
): RuleGroup {
  return { ...config, id, siteNo, version: 1, rules: config.rules.map((rule) => newRule(rule, newRuleId)) };
}

/** The group as it was, when nothing has changed; else its next version. Unchanged rules keep theirs. */
export function nextVersion(group: RuleGroup, config: RuleGroupConfig, newRuleId: () => bigint): RuleGroup {
  const byName = new Map(group.rules.map((rule) => [rule.name, rule]));
  const rules = config.rules.map((rule) => {
    const before = byName.get(rule.name);
    return before === undefined ? newRule(rule, newRuleId) : nextRule(before, rule);
  });
  const next = { ...config, id: group.id, siteNo: group.siteNo, version: group.version, rules };
  return isDeepStrictEqual(next, group) ? group : { ...next, version: group.version + 1 };
}

function newRule(rule: RuleConfig, newRuleId: () => bigint): Rule {
  return { ...rule, id: newRuleId(), version: 1 };
}

function nextRule(before: Rule, rule: RuleConfig): Rule {
  const next = { ...rule, id: before.id, version: before.version };
  return isDeepStrictEqual(next, before) ? before : { ...next, version: before.version + 1 };
}
