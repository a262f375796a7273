import type { ContentPart } from "../../../model/item.ts";
import { EvaluatorError } from "../evaluator.ts";
import { type Label, labelOf, type Score } from "../labels.ts";

/** The classes as https://platform.openai.com/docs/guides/moderation names them. */
const LABELS: Readonly<Record<string, Label>> = {
  harassment: "harassment",
  "harassment/threatening": "harassment",
  hate: "hate",
  "hate/threatening": "hate",
  illicit: "illicit",
  "illicit/violent": "illicit",
  "self-harm": "self_harm",
  "self-harm/instructions": "self_harm",
  "self-harm/intent": "self_harm",
  sexual: "adult",
  "sexual/minors": "underage",
  violence: "violence",
  "violence/graphic": "violence",
};

/** There are thirteen. */
const CLASSES_MAX = 100;

/**
 * `{results: [{categories: {name: boolean}, category_scores: {name: number}, category_applied_input_types: {name: […]}}]}`,
 * where one part was asked about. Classes that do not apply to it, which have a score of 0 all the same, are left out.
 * https://platform.openai.com/docs/api-reference/moderations/object
 * @throws EvaluatorError `invalid_answer`
 */
export function readModeration(answer: unknown, part: ContentPart): Score[] {
  const results = isObject(answer) ? answer.results : undefined;
  const result: unknown = Array.isArray(results) && results.length === 1 ? results[0] : undefined;
  if (!isObject(result)) throw invalid("it has not one result");
  const { categories, category_scores: scores, category_applied_input_types: applied } = result;
  if (!isObject(categories) || !isObject(scores)) throw invalid("it has no categories with scores");
  const named = Object.entries(scores);
  if (named.length > CLASSES_MAX) throw invalid(`it has more than ${CLASSES_MAX} classes`);
  const read = named.flatMap(([name, confidence]): Score[] => {
    if (typeof confidence !== "number" || !(confidence >= 0 && confidence <= 1)) {
      throw invalid(`the score of ${name} is not within 0 and 1`);
    }
    if (!isAppliedTo(applied, name, part)) return [];
    return [{ label: labelOf(name, LABELS), vendorName: name, confidence, isFlagged: categories[name] === true }];
  });
  if (read.length === 0) throw invalid(`it has no scores for ${part}`);
  return read;
}

/** Models before 2024-09 do not say to what a class applies: all are for text. */
function isAppliedTo(applied: unknown, name: string, part: ContentPart): boolean {
  if (!isObject(applied)) return part === "text";
  const parts = applied[name];
  return Array.isArray(parts) && parts.includes(part);
}

function invalid(how: string): EvaluatorError {
  return new EvaluatorError("invalid_answer", `OpenAI's answer is not as documented: ${how}.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
