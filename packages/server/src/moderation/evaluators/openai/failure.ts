import { LateAnswerError } from "../../../egress/fetch.ts";
import { EvaluatorError } from "../evaluator.ts";
import { retryAfterMsOf } from "../retry-after.ts";

/** Codes of a 400 for a picture that OpenAI cannot read. https://platform.openai.com/docs/guides/error-codes */
const IMAGE_CODES: ReadonlySet<string> = new Set(["invalid_image_format", "image_parse_error", "invalid_image_url"]);

const SAID_CHARS_MAX = 300;

/** The parts of the SDK's `APIError` that are read here. */
interface ApiError {
  status?: unknown;
  code?: unknown;
  message?: unknown;
  headers?: unknown;
  cause?: unknown;
}

/**
 * What an error of OpenAI's SDK means. https://platform.openai.com/docs/guides/error-codes. A gateway may repeat the whole
 * key that it refuses: it stands in no message.
 */
export function explainOpenAi(error: unknown, nowMs: number, apiKey: string): EvaluatorError {
  const { status, code, message, headers } = error as ApiError;
  const said =
    typeof message === "string" ? ` It said: ${message.replaceAll(apiKey, "(secret)").slice(0, SAID_CHARS_MAX)}` : "";
  if (typeof status !== "number") return explainUnanswered(error);
  if (status === 401 || status === 403)
    return fail("not_configured", `OpenAI refuses the API key (${status}).${said}`, error);
  if (status === 429 && code === "insufficient_quota") {
    const details = { isFinal: true, cause: error };
    return new EvaluatorError("rate_limited", "OpenAI's account has no credit left. Check its billing.", details);
  }
  if (status === 429) {
    const retryAfterMs = retryAfterMsOf(headers instanceof Headers ? headers.get("retry-after") : null, nowMs);
    return new EvaluatorError("rate_limited", `OpenAI asks for fewer requests.${said}`, { retryAfterMs, cause: error });
  }
  if (status === 408 || status >= 500) return fail("unavailable", `OpenAI answered ${status}.${said}`, error);
  if (IMAGE_CODES.has(String(code))) return fail("media_type", `OpenAI cannot read the picture.${said}`, error);
  return fail("refused", `OpenAI refused the request (${status}).${said}`, error);
}

/** The SDK wraps what `fetch` rejects with: its cause says what was wrong. */
function explainUnanswered(error: unknown): EvaluatorError {
  const cause = (error as ApiError).cause ?? error;
  const message = cause instanceof Error ? cause.message : String(cause);
  const isLate = cause instanceof LateAnswerError || (error as Error).name === "APIConnectionTimeoutError";
  if (error instanceof SyntaxError || cause instanceof SyntaxError) {
    return fail("invalid_answer", "OpenAI's answer is not JSON.", error);
  }
  return fail(isLate ? "timeout" : "unavailable", `OpenAI could not be asked. ${message}`, error);
}

function fail(
  code: "not_configured" | "unavailable" | "refused" | "media_type" | "timeout" | "invalid_answer",
  message: string,
  cause: unknown,
) {
  return new EvaluatorError(code, message, { cause });
}
