/** What a contract is: a wire format as data and pure functions. The sender signs with it, the receiver verifies with it. */
import type { SignatureForm } from "./scheme/form.ts";
import type { HeadersLike } from "./scheme/headers.ts";
import type { Explanation, Verification } from "./verification.ts";

/** An event as a contract sees it: everything already text, so that an envelope is made by concatenation. */
export interface ContractEvent {
  /** `evt_…`: the same on every attempt and for every webhook. */
  id: string;
  type: string;
  /** ISO 8601 in UTC, with `Z`. */
  createdAt: string;
  /**
   * The event's data: the canonical JSON text of an object, `JSON.stringify(JSON.parse(data)) === data`. It is spliced
   * into the envelope as it stands.
   */
  data: string;
  /** `del_…`: the same on every attempt of one delivery. */
  deliveryId: string;
}

/** A request that came in, as one that sends it on has kept it. */
export interface InboundRequest {
  /** The bytes as they arrived. */
  body: Uint8Array;
  /** As they came, in their order. */
  headers: readonly (readonly [string, string])[];
}

/** How a delivery is carried out, unless the webhook says otherwise. */
export interface Policy {
  /** Seconds before attempt 1, 2, …, each counted from the end of the previous attempt. */
  schedule: readonly number[];
  timeoutMs: number;
  /** `webhook`: one delivery in flight, in order. `key`: the same for each `ordering_key`. */
  ordering: "none" | "webhook" | "key";
  /** Whether a delay may be stretched at random, so that many deliveries do not come back at one instant. */
  isJittered: boolean;
  /** Whether `Retry-After` on 429 and 503 lengthens a delay. */
  honoursRetryAfter: boolean;
  /** Whether an answer of 410 Gone disables the webhook. */
  disablesOn410: boolean;
  /** What becomes of a delivery after its last attempt. Dead letters are kept for 30 days. */
  afterLast: "failed" | "dead_letter";
}

export interface SignInput {
  event: ContractEvent;
  /** Exactly what is sent. */
  body: string | Uint8Array;
  /** The first is the one that signs. Where the format carries a list of signatures, all sign, in this order. */
  secrets: readonly string[];
  nowMs: number;
}

export interface VerifyInput {
  headers: HeadersLike;
  /** The bytes as they arrived, before any parser has had them. */
  body: string | Uint8Array;
  /** Every secret that is valid now; each is tried. */
  secrets: string | readonly string[];
  nowMs: number;
  /** How far a timestamp may be off. 0 means 0; left out, the contract's default holds; null turns the check off. */
  toleranceSeconds?: number | null | undefined;
}

export interface Contract {
  /** What `getContract` knows it by. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly policy: Policy;
  /** How it signs, as data. */
  readonly signature: SignatureForm;
  /** The headers that carry a signature. */
  readonly signatureHeaders: readonly string[];
  /** Every header that `sign` may set. */
  readonly headerNames: readonly string[];
  /** The body of a delivery: compact JSON with `JSON.stringify(JSON.parse(body)) === body`. */
  envelope(event: ContractEvent): string;
  /**
   * What is delivered of a request that came in, in place of an envelope: its own bytes, and those of its headers that
   * go on, their names in lower case, `content-type` always among them. `sign` adds to these. Absent where a contract
   * has one form for every event.
   */
  passOn?(request: InboundRequest): { body: Uint8Array; headers: Record<string, string> };
  /**
   * The headers of an attempt: signature, timestamp, event, delivery id, as the format has them.
   * @throws InvalidSecretError when a secret is none that `checkSecret` would pass
   */
  sign(input: SignInput): Record<string, string>;
  /** Whether a request is genuine. Never throws, whatever it is given. */
  verify(input: VerifyInput): Verification;
  /**
   * Which step of a verification failed, and what would have matched. Never throws. The answer holds a valid
   * signature, so it is for the owner of the secret alone.
   */
  explain(input: VerifyInput): Explanation;
  /** A secret for this contract out of 32 random bytes. */
  generateSecret(randomBytes: Uint8Array): string;
  /** Undefined when `sign` can use the secret, else a sentence that says what is wrong and the way out. */
  checkSecret(secret: string): string | undefined;
}
