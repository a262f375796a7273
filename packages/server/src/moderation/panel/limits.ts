/** Evaluators of a site. */
export const EVALUATORS_MAX = 10;
/**
 * Of one attempt of an evaluator: a classifier that calls back has this long to do so. All attempts together have to end
 * before the delivery that they are made for does (catalogue/inner-webhook.ts).
 */
export const TIMEOUT_MS_MAX = 50_000;
export const TIMEOUT_MS_MIN = 100;
/** Items that one evaluator judges at once. */
export const CONCURRENCY_MAX = 64;
export const URL_CHARS_MAX = 2_048;
export const CREDENTIAL_CHARS_MAX = 4_096;
export const HEADERS_MAX = 20;
