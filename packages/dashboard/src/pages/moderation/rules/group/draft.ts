import type { Shape } from "../../../../api/client.ts";
import type { Fault } from "../../../../api/problem.ts";
import { nextKey } from "../../drafts/next-key.ts";
import { type Threshold, thresholdsOf, toThresholds } from "../../drafts/threshold.ts";
import {
  type Condition,
  type ConditionForm,
  fromCondition,
  isObject,
  NEW_FINDING,
  toCondition,
} from "../condition/condition-form.ts";

export type RuleGroup = Shape<"RuleGroup">;
export type Action = RuleGroup["rules"][number]["action"];

/** A rule while it is edited. */
export interface DraftRule {
  /** Of this draft alone: rules are moved and renamed. */
  key: number;
  name: string;
  description: string;
  type: "prohibition" | "requirement";
  action: Action;
  active: boolean;
  /** As it was read; null for a new one. */
  priority: number | null;
  /** Null: the condition is written as JSON. */
  form: ConditionForm | null;
  /** What is typed there. */
  json: string;
}

/** A rule group while it is edited. */
export interface Draft {
  name: string;
  description: string;
  mode: RuleGroup["mode"];
  priority: number;
  active: boolean;
  /** Null: the next group is asked. */
  defaultAction: Action | null;
  thresholds: readonly Threshold[];
  /** In the order in which they are asked. */
  rules: readonly DraftRule[];
}

/** A group as the API takes it. */
export type GroupDocument = Record<string, unknown>;

type Given = Partial<Omit<RuleGroup, "rules">> & {
  rules?: readonly Partial<Omit<RuleGroup["rules"][number], "condition">>[];
};

export function newRule(): DraftRule {
  const base = {
    name: "",
    description: "",
    type: "prohibition",
    action: "flag",
    active: true,
    priority: null,
  } as const;
  return { key: nextKey(), ...base, form: { join: "all", rows: [NEW_FINDING] }, json: "" };
}

/** Of a group as the API gives it, or takes it. */
export function toDraft(group: Given): Draft {
  const rules = [...(group.rules ?? [])].sort((a, b) => (a.priority ?? 100) - (b.priority ?? 100));
  return {
    name: group.name ?? "",
    description: group.description ?? "",
    mode: group.mode ?? "first_match",
    priority: group.priority ?? 100,
    active: group.active ?? true,
    defaultAction: group.default_action ?? null,
    thresholds: toThresholds(group.thresholds ?? {}),
    rules: rules.map((rule) => {
      const { name = "", description, type = "prohibition", action = "flag", active = true, priority = null } = rule;
      const condition = (rule as { condition?: Condition }).condition ?? {};
      const form = fromCondition(condition) ?? null;
      const json = JSON.stringify(condition, null, 2);
      return { key: nextKey(), name, description: description ?? "", type, action, active, priority, form, json };
    }),
  };
}

export type Written = { ok: true; group: GroupDocument } | { ok: false; faults: readonly Fault[] };

/** As the API takes it. What is no JSON is told with its place; all else the hub tells. */
export function toDocument(draft: Draft): Written {
  const faults: Fault[] = [];
  const priorities = prioritiesOf(draft.rules);
  const rules = draft.rules.map((rule, index) => {
    const condition = conditionOf(rule);
    if (condition === undefined) faults.push({ path: `/rules/${index}/condition`, message: "is not a JSON object" });
    const { name, description, type, action, active } = rule;
    return {
      name: name.trim(),
      description: orNull(description),
      type,
      action,
      active,
      priority: priorities[index],
      condition,
    };
  });
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    group: {
      name: draft.name.trim(),
      description: orNull(draft.description),
      mode: draft.mode,
      priority: draft.priority,
      active: draft.active,
      default_action: draft.defaultAction,
      thresholds: thresholdsOf(draft.thresholds),
      rules,
    },
  };
}

/** A group that is there already, as the API takes it: without what the hub has given it. */
export function documentOf({ id: _, version: __, rules, ...group }: RuleGroup): GroupDocument {
  return { ...group, rules: rules.map(({ id: ___, version: ____, ...rule }) => rule) };
}

function conditionOf({ form, json }: DraftRule): Condition | undefined {
  if (form !== null) return toCondition(form);
  try {
    const parsed = JSON.parse(json);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const STEP = 10;

/** Those that rules have, while they rise; so a rule that nobody changed stays as it is. Else anew. */
function prioritiesOf(rules: readonly DraftRule[]): number[] {
  const known = rules.map(({ priority }) => priority);
  const isRising = known.every((priority, at) => priority !== null && (at === 0 || priority >= known[at - 1]!));
  return isRising ? (known as number[]) : rules.map((_, index) => (index + 1) * STEP);
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
