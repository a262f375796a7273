import {
  type Evidence,
  type Finding,
  REASON_CHARS_MAX,
  SEVERITIES,
  type Severity,
  textMatch,
} from "../../../model/finding.ts";
import type { ItemContent } from "../../../model/item.ts";
import { EvaluatorError } from "../evaluator.ts";

export const ANSWER_BYTES_MAX = 64 * 1024;
const FINDINGS_MAX = 100;
const MATCHES_MAX = 100;
const LABEL = /^[a-z0-9_]{1,64}$/;
const FINDING_NAMES: ReadonlySet<string> = new Set([
  "label",
  "confidence",
  "severity",
  "informational",
  "matches",
  "frames_at_ms",
  "reason",
]);

/** Where in an answer something is wrong is in its message. */
type Members = Record<string, unknown>;

/**
 * `{"findings": [{"label", "confidence"?, "severity"?, "informational"?, "matches"?, "frames_at_ms"?, "reason"?}]}` as
 * docs/moderation/evaluators.md has it; strictly, so that a slip is seen at the first answer and not in a decision.
 * @throws EvaluatorError `invalid_answer`
 */
export function readAnswer(answer: unknown, evaluator: string, content: ItemContent): Finding[] {
  if (!isObject(answer)) throw invalid("", "must be an object");
  refuseUnknown(answer, new Set(["findings", "request_id"]), "");
  const { findings } = answer;
  if (!Array.isArray(findings) || findings.length > FINDINGS_MAX) {
    throw invalid("/findings", `must be a list of at most ${FINDINGS_MAX}`);
  }
  return findings.map((finding, index) => readFinding(finding, `/findings/${index}`, evaluator, content));
}

function readFinding(finding: unknown, path: string, evaluator: string, content: ItemContent): Finding {
  if (!isObject(finding)) throw invalid(path, "must be an object");
  refuseUnknown(finding, FINDING_NAMES, path);
  const { label } = finding;
  if (typeof label !== "string" || !LABEL.test(label)) {
    throw invalid(`${path}/label`, "must be 1 to 64 of a-z, 0-9 and _");
  }
  return {
    evaluator,
    kind: "label",
    label,
    confidence: readConfidence(finding.confidence, `${path}/confidence`),
    severity: readSeverity(finding.severity, `${path}/severity`),
    isInformational: readInformational(finding.informational, `${path}/informational`),
    evidence: readEvidence(finding, path, content),
    reason: readReason(finding.reason, `${path}/reason`),
  };
}

function readConfidence(value: unknown, path: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw invalid(path, "must be a number from 0 to 1");
}

function readSeverity(value: unknown, path: string): Severity | null {
  if (value === undefined || value === null) return null;
  const severity = SEVERITIES.find((one) => one === value);
  if (severity === undefined) throw invalid(path, `must be one of ${SEVERITIES.join(", ")}`);
  return severity;
}

function readInformational(value: unknown, path: string): boolean {
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  throw invalid(path, "must be true or false");
}

function readReason(value: unknown, path: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" && value.length <= REASON_CHARS_MAX && value.isWellFormed()) return value;
  throw invalid(path, `must be a text of at most ${REASON_CHARS_MAX} characters`);
}

function readEvidence(finding: Members, path: string, { text, videoUrl }: ItemContent): Evidence | null {
  const { matches, frames_at_ms: frames } = finding;
  if (matches !== undefined && frames !== undefined) throw invalid(path, "must not have both matches and frames_at_ms");
  if (matches !== undefined) return readMatches(matches, `${path}/matches`, text);
  if (frames === undefined) return null;
  const isFrames = Array.isArray(frames) && frames.length <= MATCHES_MAX && frames.every(isOffset);
  if (!isFrames || videoUrl === null) {
    throw invalid(
      `${path}/frames_at_ms`,
      `must be a list of at most ${MATCHES_MAX} milliseconds into the item's video`,
    );
  }
  return { kind: "frames", atMs: frames };
}

/** `[{"start", "end"}]`, in UTF-16 units as JavaScript, Java and C# count. */
function readMatches(matches: unknown, path: string, text: string | null): Evidence {
  if (!Array.isArray(matches) || matches.length > MATCHES_MAX || text === null) {
    throw invalid(path, `must be a list of at most ${MATCHES_MAX} places in the item's text`);
  }
  const read = matches.map((match: unknown, index) => {
    const { start, end } = isObject(match) ? match : {};
    if (!isOffset(start) || !isOffset(end) || start >= end || end > text.length) {
      throw invalid(`${path}/${index}`, `must have a start and an end within the item's ${text.length} characters`);
    }
    return textMatch(text, start, end);
  });
  return { kind: "text", matches: read };
}

function isOffset(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function refuseUnknown(value: Members, known: ReadonlySet<string>, path: string): void {
  const strange = Object.keys(value).find((name) => !known.has(name));
  if (strange !== undefined) throw invalid(`${path}/${strange}`, "is not known");
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(path: string, how: string): EvaluatorError {
  return new EvaluatorError("invalid_answer", `The answer is not as documented: ${path === "" ? "it" : path} ${how}.`);
}
