import { type Finding, shortReason } from "../../model/finding.ts";

/**
 * What the vendors' own classes are called here, so that a rule means the same whoever judged. A vendor's class that is
 * not mapped keeps its own name.
 */
export type Label =
  | "violence"
  | "adult"
  | "suggestive"
  | "underage"
  | "hate"
  | "harassment"
  | "self_harm"
  | "illicit"
  | "drugs"
  | "alcohol"
  | "gambling"
  | "disturbing"
  | "rude_gestures";

/** From which confidence a label counts. Below it is informational: told, and no reason by itself. */
export type Thresholds = Readonly<Record<string, number>>;

/** Where a site says nothing of a label and its vendor neither. */
export const THRESHOLD = 0.5;

/** What a vendor says of one class. */
export interface Score {
  label: string;
  /** By the vendor's own name, for the person who reads the reason. */
  vendorName: string;
  /** 0 to 1. */
  confidence: number;
  /** The vendor itself calls it a hit; undefined where it calls nothing so. */
  isFlagged?: boolean;
}

const LABEL_CHARS_MAX = 64;
const VENDOR_NAME_CHARS_MAX = 100;

/** A vendor's class by what it is called here: by `known`, where that has it. */
export function labelOf(vendorName: string, known: Readonly<Record<string, Label>>): string {
  if (Object.hasOwn(known, vendorName)) return known[vendorName]!;
  return vendorName
    .slice(0, LABEL_CHARS_MAX)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");
}

/** One finding a label, with the highest of its scores: a label may stand for several classes of a vendor. */
export function toLabelFindings(evaluator: string, scores: readonly Score[], thresholds: Thresholds): Finding[] {
  const byLabel = new Map<string, Score[]>();
  for (const score of scores) {
    const same = byLabel.get(score.label);
    if (same === undefined) byLabel.set(score.label, [score]);
    else same.push(score);
  }
  const thresholdOf = (label: string) => (Object.hasOwn(thresholds, label) ? thresholds[label] : undefined);
  return [...byLabel].map(([label, same]) => toFinding(evaluator, label, same, thresholdOf(label)));
}

function toFinding(evaluator: string, label: string, scores: readonly Score[], threshold: number | undefined): Finding {
  const counts = scores.filter((score) => isReached(score, threshold));
  const highest = (counts.length > 0 ? counts : scores).reduce((a, b) => (b.confidence > a.confidence ? b : a));
  return {
    evaluator,
    kind: "label",
    label,
    confidence: highest.confidence,
    severity: null,
    isInformational: counts.length === 0,
    evidence: null,
    reason: counts.length === 0 ? null : shortReason(`Seen as ${counts.map(toWords).join(", ")}.`),
  };
}

/** A threshold of the site's is the last word; without one it is the vendor's own opinion, where it has one. */
function isReached({ confidence, isFlagged }: Score, threshold: number | undefined): boolean {
  if (threshold !== undefined) return confidence >= threshold;
  return isFlagged ?? confidence >= THRESHOLD;
}

function toWords({ vendorName, confidence }: Score): string {
  return `${vendorName.slice(0, VENDOR_NAME_CHARS_MAX)} (${Math.round(confidence * 100)} %)`;
}
