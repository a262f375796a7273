import type { Shape } from "../../../api/client.ts";

/** Why a job ended without a verdict. */
const ERRORS: Readonly<Record<string, string>> = {
  PROVIDER_TIMEOUT: "nobody judged it in time",
  PROVIDER_RATE_LIMITED: "an evaluator asked for fewer requests",
  PROVIDER_UNAVAILABLE: "an evaluator could not be reached",
  MODEL_UNAVAILABLE: "an evaluator is not set up",
  MODEL_REFUSED: "an evaluator refused to judge it",
  MEDIA_UNREACHABLE: "the picture or video could not be fetched",
  UNSUPPORTED_MEDIA: "nothing here judges its like",
  REVIEW_TIMEOUT: "no person decided in time",
  ITEM_CHANGED: "its content was changed: a newer job judges that",
  ITEM_DELETED: "its content was deleted",
};

/** A job's result in a few words. Null of `is_prohibited` is no pass. */
export function verdictOf({ status, is_prohibited, reason, error_code }: Shape<"Job">): string {
  if (status === "failed") return `no verdict: ${ERRORS[error_code ?? ""] ?? error_code ?? "it failed"}`;
  if (status === "queued") return "not looked at yet";
  if (is_prohibited === null) return reason === undefined ? "being judged" : `a person is asked: ${reason}`;
  if (!is_prohibited) return "allowed";
  return reason === undefined ? "prohibited" : `prohibited: ${reason}`;
}
