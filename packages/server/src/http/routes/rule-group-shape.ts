import { type Static, Type } from "typebox";
import type { JsonObject } from "../../model/event-type.ts";
import { formatId } from "../../model/ids.ts";
import { RULE_ACTIONS, RULE_MODES, type Rule, type RuleGroup } from "../../model/rule.ts";
import { nullable, oneOf, strict } from "../shapes.ts";

const ruleFields = {
  id: Type.String(),
  version: Type.Integer({ description: "Rises by one with each change." }),
  name: Type.String(),
  description: nullable(Type.String()),
  type: oneOf(["prohibition", "requirement"], "Hit where its condition holds, or where it does not."),
  condition: Type.Unsafe<JsonObject>({ type: "object", description: "As in filters." }),
  action: oneOf(RULE_ACTIONS),
  priority: Type.Integer({ description: "Lower numbers come first." }),
  active: Type.Boolean(),
};

export const RuleShape = strict(ruleFields, { $id: "Rule" });

export const RuleGroupShape = strict(
  {
    id: Type.String(),
    version: Type.Integer({ description: "Rises by one with each change." }),
    name: Type.String(),
    description: nullable(Type.String()),
    mode: oneOf(RULE_MODES),
    priority: Type.Integer({ description: "Lower numbers come first." }),
    active: Type.Boolean(),
    default_action: nullable(oneOf(RULE_ACTIONS)),
    thresholds: Type.Unsafe<Record<string, number>>({ type: "object", additionalProperties: { type: "number" } }),
    rules: Type.Array(Type.Unsafe<Static<typeof RuleShape>>({ $ref: "Rule#" })),
  },
  { $id: "RuleGroup" },
);

/** What is read by `moderation/rules/parse.ts`, which names every fault with its place. */
export const NewRuleGroup = Type.Unsafe<JsonObject>({
  type: "object",
  description:
    "`{name, description?, mode?, priority?, active?, default_action?, thresholds?, rules}`: see docs/moderation/rules.md.",
});

export function showRuleGroup(group: RuleGroup): Static<typeof RuleGroupShape> {
  const { name, description, mode, priority, active, thresholds } = group;
  return {
    id: formatId("group", group.id),
    version: group.version,
    ...{ name, description, mode, priority, active },
    default_action: group.defaultAction,
    thresholds: { ...thresholds },
    rules: group.rules.map(showRule),
  };
}

export function showRule(rule: Rule): Static<typeof RuleShape> {
  const { version, name, description, type, condition, action, priority, active } = rule;
  return { id: formatId("rule", rule.id), version, name, description, type, condition, action, priority, active };
}
