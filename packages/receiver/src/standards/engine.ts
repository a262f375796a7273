/** What is to be done about a text: the judge of the page's real-time pattern. */
import type { ModerationDecision } from "../platforms/platform.ts";
import { plainOf, type Severity, type StandardsRule, standardsRules } from "./rules.ts";

export interface StandardsDecision {
  /** For `getPlatform(…).moderateComment`. */
  action: ModerationDecision;
  /** What the action follows from; empty for `approve`. */
  violations: readonly Violation[];
  /** A sentence for operators. */
  reason: string | null;
}

export interface Violation {
  rule: string;
  standard: string;
  severity: Severity;
  /** What in the text broke the rule. */
  evidence: string;
}

export interface StandardsEngine {
  /** @throws StandardsUnavailableError when nobody could judge; nothing is approved then */
  validate(text: string): Promise<StandardsDecision>;
}

/** What an engine throws that asks another when that one cannot be had. */
export class StandardsUnavailableError extends Error {
  override readonly name = "StandardsUnavailableError";
  readonly code = "standards_unavailable";
}

/** A longer text is looked at so far and goes to a person. */
const TEXT_CHARS_MAX = 20_000;

/**
 * Judges by rules, here and at once. The gravest violation decides: critical is `remove`, high and medium are `hide`, low
 * is `flag`, none is `approve`.
 */
export function localStandards(rules: readonly StandardsRule[] = standardsRules): StandardsEngine {
  return {
    async validate(text) {
      const read = text.slice(0, TEXT_CHARS_MAX);
      const plain = plainOf(read);
      const violations = rules.flatMap(({ name, standard, severity, find }): Violation[] => {
        const evidence = find(read, plain);
        return evidence === undefined ? [] : [{ rule: name, standard, severity, evidence: evidence.slice(0, 100) }];
      });
      if (text.length > TEXT_CHARS_MAX) {
        const evidence = `${text.length} characters`;
        violations.push({ rule: "too_long_to_judge", standard: "quality", severity: "low", evidence });
      }
      return decide(violations);
    },
  };
}

function decide(violations: readonly Violation[]): StandardsDecision {
  const gravest = SEVERITIES.find((severity) => violations.some((one) => one.severity === severity));
  if (gravest === undefined) return { action: "approve", violations, reason: null };
  return { action: ACTIONS[gravest], violations, reason: violations.map(({ rule }) => rule).join(", ") };
}

const SEVERITIES = ["critical", "high", "medium", "low"] as const;
const ACTIONS: Record<Severity, ModerationDecision> = {
  critical: "remove",
  high: "hide",
  medium: "hide",
  low: "flag",
};

/** By the rules of `rules.ts`. */
export const standardsEngine: StandardsEngine = localStandards();
