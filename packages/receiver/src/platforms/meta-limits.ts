/** What Graph API answers to a decision that it is to carry out. */
import { at } from "../json/fields.ts";
import { type CallFailure, type Reading, tooOften } from "./call.ts";
import { saysSuccess } from "./meta.ts";

/**
 * Too many calls: the app's, the user's, the Page's, of one kind; "to be retried after a wait": throttled, or blocked for a
 * while. https://developers.facebook.com/docs/graph-api/overview/rate-limiting#error-codes,
 * https://developers.facebook.com/docs/graph-api/guides/error-handling#errorcodes
 */
const TOO_MANY_CODES: ReadonlySet<number> = new Set([4, 17, 32, 341, 368, 613]);
/** The business use cases have one each, 80000 to 80014: 80001 is of Pages, 80002 of Instagram. */
const USE_CASE_CODES = { min: 80_000, max: 80_014 };

export const metaReading: Reading = { isDone: saysSuccess, asLimited: withMetaLimit };

/** A limit comes with a status of 400 or 403, and a code. When it ends is in a header, where Meta says so. */
function withMetaLimit(failure: CallFailure): CallFailure {
  const code = at(failure.body, "error", "code");
  return isOfLimit(Number(code)) ? tooOften(failure, failure.retryAfterMs) : failure;
}

function isOfLimit(code: number): boolean {
  return TOO_MANY_CODES.has(code) || (code >= USE_CASE_CODES.min && code <= USE_CASE_CODES.max);
}
