import { EvaluatorError, type EvaluatorFailure } from "../evaluator.ts";
import { retryAfterMsOf } from "../retry-after.ts";
import { EgressRefusal } from "./egress-handler.ts";

/**
 * By the name of the error:
 * https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html#API_DetectModerationLabels_Errors
 * and https://docs.aws.amazon.com/rekognition/latest/APIReference/CommonErrors.html
 */
const CODES: Readonly<Record<string, EvaluatorFailure>> = {
  ThrottlingException: "rate_limited",
  ProvisionedThroughputExceededException: "rate_limited",
  LimitExceededException: "rate_limited",
  ImageTooLargeException: "media_too_large",
  InvalidImageFormatException: "media_type",
  AccessDeniedException: "not_configured",
  UnrecognizedClientException: "not_configured",
  InvalidSignatureException: "not_configured",
  ExpiredTokenException: "not_configured",
  IncompleteSignatureException: "not_configured",
  InvalidClientTokenId: "not_configured",
  MissingAuthenticationTokenException: "not_configured",
  OptInRequired: "not_configured",
  InternalServerError: "unavailable",
  InternalFailure: "unavailable",
  ServiceUnavailable: "unavailable",
};

interface SdkError {
  name?: unknown;
  message?: unknown;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
}

const SAID_CHARS_MAX = 300;

/**
 * What an error of the AWS SDK means. Who refuses a signature repeats what was signed, and a session's token with it: no
 * secret stands in a message.
 */
export function explainRekognition(error: unknown, nowMs: number, secrets: readonly string[]): EvaluatorError {
  if (error instanceof EgressRefusal) {
    const code = error.isTimeout ? "timeout" : "unavailable";
    return new EvaluatorError(code, `Rekognition could not be asked. ${error.message}`, { cause: error });
  }
  const { name, message, $metadata, $response } = error as SdkError;
  const clean = secrets.reduce((text, secret) => text.replaceAll(secret, "(secret)"), `${name}: ${message}`);
  const said = clean.slice(0, SAID_CHARS_MAX);
  const status = $metadata?.httpStatusCode;
  if (error instanceof SyntaxError) {
    return new EvaluatorError("invalid_answer", "Rekognition's answer is not JSON.", { cause: error });
  }
  const code = Object.hasOwn(CODES, String(name)) ? CODES[String(name)]! : codeOfStatus(status);
  const retryAfterMs = retryAfterMsOf($response?.headers?.["retry-after"], nowMs);
  return new EvaluatorError(code, `Rekognition did not judge the picture. ${said}`, { retryAfterMs, cause: error });
}

function codeOfStatus(status: number | undefined): EvaluatorFailure {
  if (status === 429) return "rate_limited";
  return status !== undefined && status < 500 ? "refused" : "unavailable";
}
