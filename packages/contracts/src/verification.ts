/** The outcomes of a verification. */

/** Why a request is not taken for genuine. Stable: code may branch on it; nothing should on `message`. */
export type Reason =
  /** No signature header. */
  | "signature_missing"
  /** The signature header came more than once, so which one counts is anybody's guess. */
  | "signature_repeated"
  /** The signature is not spelled as the contract spells it: prefix, alphabet or length. */
  | "signature_malformed"
  /** Signatures are there, none in a version that the secret can check. */
  | "signature_version_unknown"
  /** A well-formed signature, of other bytes or by another secret. */
  | "signature_mismatch"
  /** The contract needs a timestamp, and there is none. */
  | "timestamp_missing"
  /** The timestamp came more than once. */
  | "timestamp_repeated"
  /** The timestamp is not spelled as the contract spells it. */
  | "timestamp_malformed"
  /** Too old, or too far in the future: a replay, or a clock that is wrong. */
  | "timestamp_outside_tolerance"
  /** The contract signs a message id, and there is none. */
  | "id_missing"
  /** The id came more than once. */
  | "id_repeated"
  /** The id is not one that a sender would give. */
  | "id_malformed"
  /** No secret was given, or none that the contract can use. */
  | "secret_invalid"
  /** The body is neither text nor bytes: most often JSON that a framework has already parsed. */
  | "body_invalid"
  /** The contract has no signature, so nothing can be verified. */
  | "unsigned_contract";

/** What a header says of a message. Whether the signature covers it is the contract's affair; its docstring says. */
export type Verification = { ok: true; id?: string; timestampMs?: number } | Failure;

export interface Failure {
  ok: false;
  reason: Reason;
  /** A sentence for a log or a person; holds no secret and no valid signature. */
  message: string;
}

export interface Explanation {
  ok: boolean;
  /** The contract's name. */
  contract: string;
  /** Each step in order; those after a failed one are there as far as they could still be done. */
  steps: readonly ExplanationStep[];
  /** The reason that `verify` gives. */
  reason?: Reason;
  /** Headers that would have verified with this body and the first secret. A valid signature: not for strangers. */
  expected?: Readonly<Record<string, string>>;
  /** What the sender or the receiver probably did, each a sentence. */
  hints: readonly string[];
}

export interface ExplanationStep {
  step: "body" | "secret" | "signature header" | "id" | "timestamp" | "signature";
  ok: boolean;
  detail: string;
}

export function fail(reason: Reason, message: string): Failure {
  return { ok: false, reason, message };
}
