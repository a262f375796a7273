import type { FailureCode, Finding } from "../../model/finding.ts";
import type { ContentPart, ItemContent, ItemContext } from "../../model/item.ts";

/** Somebody who can say what a piece of content holds. One object serves every item of its site. */
export interface Evaluator {
  readonly name: string;
  readonly kind: "terms" | "openai" | "rekognition" | "http" | "image-hash";
  /** What of this content it can judge. Empty: nothing, and it is not asked. */
  judges(content: ItemContent): readonly ContentPart[];
  /** How many requests one `evaluate` of it makes to somebody who counts or bills them. */
  units(content: ItemContent): number;
  /**
   * Settles soon after `signal` is aborted: until it has settled it takes one of the places that its guard gives.
   * @throws EvaluatorError when it cannot judge
   */
  evaluate(content: ItemContent, context: ItemContext, signal: AbortSignal): Promise<readonly Finding[]>;
}

interface FailureTraits {
  /** Another attempt may end otherwise. */
  isRetried: boolean;
  /** It says something of the evaluator, not of this item: enough of these in a row and it is left alone for a while. */
  isTheirs: boolean;
}

/** `not_evaluated` is for who decides: no evaluator says it of itself. */
export type EvaluatorFailure = Exclude<FailureCode, "not_evaluated">;

export const FAILURE_TRAITS: Readonly<Record<EvaluatorFailure, FailureTraits>> = {
  timeout: { isRetried: true, isTheirs: true },
  unavailable: { isRetried: true, isTheirs: true },
  rate_limited: { isRetried: true, isTheirs: false },
  refused: { isRetried: false, isTheirs: false },
  invalid_answer: { isRetried: false, isTheirs: true },
  media_unreachable: { isRetried: true, isTheirs: false },
  media_too_large: { isRetried: false, isTheirs: false },
  media_type: { isRetried: false, isTheirs: false },
  not_configured: { isRetried: false, isTheirs: false },
  overloaded: { isRetried: false, isTheirs: false },
};

export interface FailureDetails {
  /** How long whoever is asked wants to be left alone. */
  retryAfterMs?: number | null;
  /** Another attempt would end the same, although most of this code would not. */
  isFinal?: boolean;
  cause?: unknown;
}

/** Why an evaluator could not judge. The message is a sentence for a person, and becomes the finding's reason. */
export class EvaluatorError extends Error {
  readonly code: EvaluatorFailure;
  readonly retryAfterMs: number | null;
  readonly isRetried: boolean;

  constructor(code: EvaluatorFailure, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "EvaluatorError";
    this.code = code;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.isRetried = FAILURE_TRAITS[code].isRetried && details.isFinal !== true;
  }
}
