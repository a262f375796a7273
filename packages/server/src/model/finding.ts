import type { ContentPart } from "./item.ts";

export type Severity = "low" | "medium" | "high" | "critical";

/** Rising. */
export const SEVERITIES = ["low", "medium", "high", "critical"] as const satisfies readonly Severity[];

/** Why an evaluator could not judge. */
export type FailureCode = (typeof FAILURE_CODES)[number];

export const FAILURE_CODES = [
  "timeout",
  "unavailable",
  "rate_limited",
  "refused",
  "invalid_answer",
  "media_unreachable",
  "media_too_large",
  "media_type",
  "not_configured",
  "overloaded",
  "not_evaluated",
] as const;

/** Where it was found. */
export type Evidence =
  | { kind: "text"; matches: readonly TextMatch[] }
  /** `distance`: bits that differ from the listed picture. */
  | { kind: "image"; distance: number; listed: string }
  /** Milliseconds from the video's beginning. */
  | { kind: "frames"; atMs: readonly number[] };

/** UTF-16 offsets into the item's text; `end` is behind the last. */
export interface TextMatch {
  start: number;
  end: number;
  /** The beginning of what stands there. */
  text: string;
}

/** What matches may be as long as the text is, and there may be thousands of them. */
const MATCHED_CHARS_MAX = 200;

export function textMatch(text: string, start: number, end: number): TextMatch {
  return { start, end, text: text.slice(start, Math.min(end, start + MATCHED_CHARS_MAX)) };
}

/** Of a finding and of a decision. */
export const REASON_CHARS_MAX = 500;

/** A sentence for a person, whoever had a say in it: well-formed, and cut between two characters. */
export function shortReason(sentence: string): string {
  const whole = sentence.toWellFormed();
  if (whole.length <= REASON_CHARS_MAX) return whole;
  const kept = whole.slice(0, REASON_CHARS_MAX - 1);
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}

/** What one evaluator says of an item. */
export interface Finding {
  /** The name of the site's evaluator, such as `terms` or `openai`. */
  evaluator: string;
  /**
   * `label`: a class, with a confidence. `match`: words or a picture that are on a list. `failure`: it could not judge,
   * which is never a pass.
   */
  kind: "label" | "match" | "failure";
  /** `violence`, `hate`, …; of a match the list's own label; of a failure its `FailureCode`. */
  label: string;
  /** 0 to 1; null where it has none. */
  confidence: number | null;
  severity: Severity | null;
  /** It is said, and never a reason by itself. */
  isInformational: boolean;
  evidence: Evidence | null;
  /** A sentence for a person. */
  reason: string | null;
}

/** What all evaluators of a site say of one item. */
export interface Judgement {
  findings: readonly Finding[];
  /** What at least one evaluator has judged. */
  judged: ReadonlySet<ContentPart>;
}
