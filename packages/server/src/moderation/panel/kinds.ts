import type { EvaluatorKind } from "../../model/site-moderation.ts";

export const EVALUATOR_KINDS = [
  "terms",
  "openai",
  "rekognition",
  "http",
  "image-hash",
] as const satisfies readonly EvaluatorKind[];

/** What of an evaluator's settings nobody is shown. */
export const SECRETS_OF: Readonly<Record<EvaluatorKind, readonly string[]>> = {
  terms: [],
  openai: ["api_key"],
  rekognition: ["access_key_id", "secret_access_key", "session_token"],
  http: ["secret"],
  "image-hash": [],
};

/** A header that a classifier is sent is kept among the secrets, under this and its name. */
export const HEADER_PREFIX = "header:";
