/** The sentence of a decision, for the people who read it. It names rules, labels and evaluators, and quotes nothing. */
import type { Cause } from "../../model/decision.ts";
import { shortReason } from "../../model/finding.ts";
import type { RuleHit } from "../../model/rule.ts";
import type { Answer } from "./ask.ts";
import type { Gaps } from "./gaps.ts";

/** More are counted. */
const NAMED_MAX = 3;

export function reasonOf(cause: Cause, answer: Answer, gaps: Gaps): string {
  const said = cause === "rule" ? `${named(answer.hits.map(hitPhrase))}.` : undefined;
  const sentence =
    [said, ...gapSentences(gaps)].filter((one) => one !== undefined).join(" ") || defaultSentence(answer);
  return shortReason(sentence);
}

function defaultSentence({ defaultOf }: Answer): string {
  return defaultOf === null ? "No rule was hit." : `No rule of the group "${defaultOf}" was hit.`;
}

function gapSentences({ failures, unjudged, isEmpty, abandoned }: Gaps): string[] {
  const failed = failures.map(({ evaluator, code }) => `${evaluator} could not judge it (${code})`);
  const sentences: string[] = [];
  if (failed.length > 0) sentences.push(`${named(failed)}.`);
  if (unjudged.length > 0) sentences.push(`Nobody has judged its ${unjudged.join(" and ")}.`);
  if (isEmpty) sentences.push("There is nothing in it that could be judged.");
  if (abandoned.length > 0) sentences.push(`A rule would take too long to ask: ${named(abandoned)}.`);
  return sentences;
}

function hitPhrase({ ruleName, labels, confidence }: RuleHit): string {
  if (labels.length === 0) return `Rule "${ruleName}"`;
  const found = named(labels);
  return `Rule "${ruleName}": ${confidence === null ? found : `${found}, ${Math.round(confidence * 100) / 100}`}`;
}

function named(things: readonly string[]): string {
  const more = things.length - NAMED_MAX;
  const shown = things.slice(0, NAMED_MAX).join("; ");
  return more > 0 ? `${shown}; and ${more} more` : shown;
}
