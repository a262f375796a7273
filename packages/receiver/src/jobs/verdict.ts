/**
 * What a sender like OmniFence says of a job, read so that only one reading lets anything pass.
 * https://docs.omnifence.ai/platform/webhooks
 */
import { at, type JsonObject, textAt } from "../json/fields.ts";

/** `undecided`: the sender has ended the job without a verdict. */
export interface Verdict {
  outcome: "passed" | "prohibited" | "undecided";
  /** For operators; it may quote what was judged. */
  reason: string | null;
  errorCode: string | null;
}

/**
 * Of `{status, is_prohibited, reason?, error_code?}`. Undefined while the job is under way, and for a status that nobody
 * knows. It passes only when it is completed and `is_prohibited` is false: absent or null is no verdict.
 */
export function readVerdict(job: JsonObject): Verdict | undefined {
  const status = textAt(job, "status");
  if (status !== "completed" && status !== "failed") return undefined;
  const said = { reason: textAt(job, "reason") ?? null, errorCode: textAt(job, "error_code") ?? null };
  const isProhibited = at(job, "is_prohibited");
  if (status === "failed" || typeof isProhibited !== "boolean") return { outcome: "undecided", ...said };
  return { outcome: isProhibited ? "prohibited" : "passed", ...said };
}
