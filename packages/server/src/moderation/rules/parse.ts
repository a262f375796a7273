import { parseCondition } from "../../model/condition/parse.ts";
import type { Fault } from "../../model/errors.ts";
import type { JsonObject } from "../../model/event-type.ts";
import { RULE_ACTIONS, RULE_MODES, type RuleConfig, type RuleGroupConfig, type RuleMode } from "../../model/rule.ts";
import { Fields, note } from "./fields.ts";
import { DESCRIPTION_MAX, NAME_MAX, PRIORITY_DEFAULT, PRIORITY_MAX, RULES_MAX } from "./limits.ts";
import { restsOnInformational } from "./polarity.ts";
import { readThresholds } from "./thresholds.ts";

export type ParsedRuleGroup =
  | { ok: true; group: RuleGroupConfig }
  /** The paths are JSON pointers into the document as it was given. */
  | { ok: false; faults: readonly Fault[] };

export type ParsedRule = { ok: true; rule: RuleConfig } | { ok: false; faults: readonly Fault[] };

const GROUP_FIELDS = [
  "name",
  "description",
  "mode",
  "priority",
  "active",
  "default_action",
  "thresholds",
  "rules",
] as const;
const RULE_FIELDS = ["name", "description", "type", "condition", "action", "priority", "active"] as const;

/** Reads a rule group as JSON writes it (docs/moderation/rules.md). Everything in it has a bound. */
export function parseRuleGroup(value: unknown): ParsedRuleGroup {
  const faults: Fault[] = [];
  const group = readGroup(value, faults);
  return group !== undefined && faults.length === 0 ? { ok: true, group } : { ok: false, faults };
}

/** Reads one rule, for a group of that mode. */
export function parseRule(value: unknown, mode: RuleMode): ParsedRule {
  const faults: Fault[] = [];
  const rule = readRule(value, "", mode, faults);
  return rule !== undefined && faults.length === 0 ? { ok: true, rule } : { ok: false, faults };
}

function readGroup(value: unknown, faults: Fault[]): RuleGroupConfig | undefined {
  const fields = Fields.of(value, "", GROUP_FIELDS, faults);
  if (fields === undefined) return undefined;
  const mode = fields.choice("mode", RULE_MODES, "first_match");
  const rules = fields
    .list("rules", RULES_MAX)
    .map((rule, index) => readRule(rule, `${fields.pointer("rules")}/${index}`, mode, faults))
    .filter((rule) => rule !== undefined);
  refuseTwins(rules, fields.pointer("rules"), faults);
  return {
    name: fields.name("name", NAME_MAX),
    description: fields.text("description", DESCRIPTION_MAX),
    mode,
    priority: fields.wholeNumber("priority", PRIORITY_DEFAULT, PRIORITY_MAX),
    active: fields.flag("active", true),
    defaultAction: fields.choiceOrNull("default_action", RULE_ACTIONS),
    thresholds: readThresholds(fields, faults),
    rules,
  };
}

function readRule(value: unknown, path: string, mode: RuleMode, faults: Fault[]): RuleConfig | undefined {
  const fields = Fields.of(value, path, RULE_FIELDS, faults);
  if (fields === undefined) return undefined;
  const action = fields.choice("action", RULE_ACTIONS);
  if (action === "approve" && mode === "all_must_pass") {
    fields.blame("action", "cannot be approve where all must pass: an item that passes every rule is approved");
  }
  const type = fields.choice("type", ["prohibition", "requirement"], "prohibition");
  return {
    name: fields.name("name", NAME_MAX),
    description: fields.text("description", DESCRIPTION_MAX),
    type,
    condition: readCondition(fields, type, faults),
    action,
    priority: fields.wholeNumber("priority", PRIORITY_DEFAULT, PRIORITY_MAX),
    active: fields.flag("active", true),
  };
}

function readCondition(fields: Fields, type: RuleConfig["type"], faults: Fault[]): JsonObject {
  const value = fields.value("condition");
  const parsed = parseCondition(value);
  if (!parsed.ok) {
    for (const { path, message } of parsed.faults) note(faults, fields.pointer("condition") + path, message);
    return {};
  }
  if (restsOnInformational(parsed.condition, type === "prohibition")) {
    fields.blame("condition", "rests on informational findings alone, which are no reason by themselves; ask for more");
  }
  return value as JsonObject;
}

/** A rule is known to people by its name. */
function refuseTwins(rules: readonly RuleConfig[], path: string, faults: Fault[]): void {
  const names = new Set<string>();
  for (const [index, { name }] of rules.entries()) {
    if (name !== "" && names.has(name)) note(faults, `${path}/${index}/name`, "is the name of a rule before it");
    names.add(name);
  }
}
