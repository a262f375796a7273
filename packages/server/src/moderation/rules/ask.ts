import { judge, type Work } from "../../model/condition/holds.ts";
import type { JsonObject } from "../../model/event-type.ts";
import type { Finding, Judgement } from "../../model/finding.ts";
import { graver, type RuleAction, type RuleHit } from "../../model/rule.ts";
import type { CompiledGroup, CompiledRule } from "./compile.ts";
import { type Judged, type Sorted, sortFindings, toDocument } from "./document.ts";
import { groundsOf } from "./grounds.ts";
import { ITEM_STEPS_MAX } from "./limits.ts";

/** What the groups of a site say of an item, before anybody asks whether all has been judged. */
export interface Answer {
  action: RuleAction;
  /** Of the group that decided; empty when none of its rules was hit. */
  hits: readonly RuleHit[];
  /** The gravest action of those that stay hit, whatever else is found; null: of none. */
  certain: RuleAction | null;
  /** Who decided by its default; null: a rule did, or no group at all. */
  defaultOf: string | null;
  /** Rules whose condition would have taken too long, alone or after those before them. */
  abandoned: readonly string[];
}

const NO_THRESHOLDS = {};

/**
 * Asks the groups one after the other, until one has something to say. With none, the item is approved. `stepsMax`: of all
 * rules together, and once more of the grounds of those that are hit. Null: it is less than they may take, and too few.
 */
export function askGroups(
  groups: readonly CompiledGroup[],
  item: Judged,
  { findings }: Judgement,
  stepsMax: number,
): Answer | null {
  const abandoned: string[] = [];
  const work = { left: stepsMax };
  const isCutShort = ({ left }: Work) => left < 0 && stepsMax < ITEM_STEPS_MAX;
  const everywhere = viewOf(item, sortFindings(findings, NO_THRESHOLDS));
  for (const group of groups) {
    const view = group.hasThresholds ? viewOf(item, sortFindings(findings, group.thresholds)) : everywhere;
    const hit = hitsOf(group, view.document, work, abandoned);
    if (isCutShort(work)) return null;
    if (hit.length > 0) {
      const forGrounds = { left: stepsMax };
      const hits = hit.map((rule) => toHit(group, rule, view, forGrounds));
      if (isCutShort(forGrounds)) return null;
      return {
        action: gravest(hit)!,
        hits,
        certain: gravest(hit.filter(({ outlastsFindings }) => outlastsFindings)),
        defaultOf: null,
        abandoned,
      };
    }
    if (group.defaultAction !== null) {
      return { action: group.defaultAction, hits: [], certain: null, defaultOf: group.name, abandoned };
    }
  }
  return { action: "approve", hits: [], certain: null, defaultOf: null, abandoned };
}

interface View {
  document: JsonObject;
  counted: readonly Finding[];
}

function viewOf(item: Judged, sorted: Sorted): View {
  return { document: toDocument(item, sorted), counted: sorted.counted };
}

/** The first that is hit, or all, by the group's mode. */
function hitsOf(group: CompiledGroup, document: JsonObject, work: Work, abandoned: string[]): readonly CompiledRule[] {
  const hit: CompiledRule[] = [];
  for (const compiled of group.rules) {
    const isHit = judge(compiled.condition, document, work);
    if (isHit === null) abandoned.push(compiled.rule.name);
    if (isHit !== true) continue;
    hit.push(compiled);
    if (group.mode === "first_match") break;
  }
  return hit;
}

function gravest(rules: readonly CompiledRule[]): RuleAction | null {
  if (rules.length === 0) return null;
  return rules.map(({ rule }) => rule.action).reduce(graver);
}

function toHit(
  group: CompiledGroup,
  { rule, condition }: CompiledRule,
  { document, counted }: View,
  work: Work,
): RuleHit {
  const grounds = groundsOf(condition, document, counted, work);
  const confidences = grounds.map(({ confidence }) => confidence).filter((one) => one !== null);
  return {
    groupId: group.id,
    ruleId: rule.id,
    ruleName: rule.name,
    version: rule.version,
    action: rule.action,
    labels: [...new Set(grounds.map(({ label }) => label))],
    foundBy: grounds.length === 0 ? null : grounds.some(({ kind }) => kind === "label") ? "label" : "match",
    confidence: confidences.length === 0 ? null : Math.max(...confidences),
    matchedText: matchedTextOf(grounds),
  };
}

function matchedTextOf(grounds: readonly Finding[]): string | null {
  for (const { evidence } of grounds) {
    // An offset may part a character in two.
    if (evidence?.kind === "text" && evidence.matches.length > 0) return evidence.matches[0]!.text.toWellFormed();
  }
  return null;
}
