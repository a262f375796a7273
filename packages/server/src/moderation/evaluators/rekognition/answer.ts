import { EvaluatorError } from "../evaluator.ts";
import { type Label, labelOf, type Score } from "../labels.ts";

/** The classes of the first level of https://docs.aws.amazon.com/rekognition/latest/dg/moderation-api.html, version 7. */
const LABELS: Readonly<Record<string, Label>> = {
  Explicit: "adult",
  "Non-Explicit Nudity of Intimate parts and Kissing": "suggestive",
  "Swimwear or Underwear": "suggestive",
  Violence: "violence",
  "Visually Disturbing": "disturbing",
  "Drugs & Tobacco": "drugs",
  Alcohol: "alcohol",
  "Rude Gestures": "rude_gestures",
  Gambling: "gambling",
  "Hate Symbols": "hate",
};

/** A class of a lower level that is called otherwise than what it belongs to. */
const DEEPER: Readonly<Record<string, Label>> = { "Self-Harm": "self_harm" };

/** The model has about a hundred. */
const LABELS_MAX = 500;

interface ModerationLabel {
  name: string;
  parent: string;
  confidence: number;
}

/**
 * `{ModerationLabels: [{Name, ParentName, Confidence (percent), TaxonomyLevel}]}`. An answer has each class with those
 * that it belongs to, so each leads up to one of the first level; nothing found is an empty list.
 * https://docs.aws.amazon.com/rekognition/latest/APIReference/API_ModerationLabel.html
 * @throws EvaluatorError `invalid_answer`
 */
export function readModerationLabels(answer: { ModerationLabels?: unknown }): Score[] {
  const { ModerationLabels: list } = answer;
  if (!Array.isArray(list)) throw invalid("it has no ModerationLabels");
  if (list.length > LABELS_MAX) throw invalid(`it has more than ${LABELS_MAX} ModerationLabels`);
  const labels = list.map(readLabel);
  const parents = new Map(labels.map(({ name, parent }) => [name, parent]));
  return labels.map(({ name, confidence }) => ({
    label: toLabel(name, topOf(name, parents)),
    vendorName: name,
    confidence,
  }));
}

function readLabel(value: unknown): ModerationLabel {
  const { Name: name, ParentName: parent, Confidence: percent } = (value ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || name === "") throw invalid("a label has no Name");
  if (typeof percent !== "number" || !(percent >= 0 && percent <= 100)) {
    throw invalid(`the Confidence of ${name} is not within 0 and 100`);
  }
  return { name, parent: typeof parent === "string" ? parent : "", confidence: percent / 100 };
}

/** There are three levels. */
function topOf(name: string, parents: ReadonlyMap<string, string>): string {
  let top = name;
  for (let level = 0; level < 3; level++) top = parents.get(top) || top;
  return top;
}

/** A class that belongs to none that is known keeps its own name, and not that of what it belongs to. */
function toLabel(name: string, top: string): string {
  if (Object.hasOwn(DEEPER, name)) return labelOf(name, DEEPER);
  return labelOf(Object.hasOwn(LABELS, top) ? top : name, LABELS);
}

function invalid(how: string): EvaluatorError {
  return new EvaluatorError("invalid_answer", `Rekognition's answer is not as documented: ${how}.`);
}
