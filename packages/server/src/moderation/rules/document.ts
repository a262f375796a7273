/** What the conditions of rules are asked of: docs/moderation/rules.md, "What a rule can ask for". */
import type { JsonObject, JsonValue } from "../../model/event-type.ts";
import type { Finding } from "../../model/finding.ts";
import type { Item } from "../../model/item.ts";

/** What of an item rules may ask for. */
export type Judged = Pick<Item, "content" | "origin" | "author" | "metadata">;

/** The findings of one item, as one group sees them. */
export interface Sorted {
  /** Those that may be a reason. */
  counted: readonly Finding[];
  informational: readonly Finding[];
}

/** A failure is no finding: the decision sees to it. */
export function sortFindings(findings: readonly Finding[], thresholds: Readonly<Record<string, number>>): Sorted {
  const counted: Finding[] = [];
  const informational: Finding[] = [];
  for (const finding of findings) {
    if (finding.kind === "failure") continue;
    const isCounted = !finding.isInformational && !isUnder(finding, thresholds);
    (isCounted ? counted : informational).push(finding);
  }
  return { counted, informational };
}

function isUnder({ label, confidence }: Finding, thresholds: Readonly<Record<string, number>>): boolean {
  return confidence !== null && Object.hasOwn(thresholds, label) && confidence < thresholds[label]!;
}

export function toDocument({ content, origin, author, metadata }: Judged, sorted: Sorted): JsonObject {
  return {
    text: content.text,
    modality: content.modality,
    language: content.language,
    author: { id: author.id, username: author.username },
    platform: origin.platform,
    metadata,
    findings: sorted.counted.map(findingValue),
    informational: sorted.informational.map(findingValue),
  };
}

export function findingValue({ evaluator, kind, label, confidence, severity }: Finding): JsonValue {
  return { evaluator, kind, label, confidence, severity };
}
