import type { Finding } from "../../../model/finding.ts";
import { EvaluatorError } from "../evaluator.ts";
import { ANSWER_BYTES_MAX } from "./answer.ts";
import { type CallbackTokens, keyOf } from "./callback-token.ts";
import { parseJson } from "./parse-json.ts";

/** What becomes of a callback, for who answers it. */
export type CallbackVerdict =
  /** 200. `repeated`: the same had come before. */
  | { kind: "accepted" | "repeated" }
  /** 404: nobody waits for it; its time is over, or it was never given out. */
  | { kind: "unknown" }
  /** 409: the token is another request's than the one that the body names. */
  | { kind: "mismatched" }
  /** 422, with a sentence. It may be corrected and sent again. */
  | { kind: "invalid"; message: string };

/** One that is waited for. */
export interface ExpectedCallback {
  url: string;
  /** Rejects with the signal's reason. */
  findings: Promise<readonly Finding[]>;
  /** Nobody waits any longer. */
  forget(): void;
}

interface Waiting {
  requestId: string;
  read(answer: unknown): readonly Finding[];
  resolve(findings: readonly Finding[]): void;
}

/** Of callbacks that came: a classifier that did not hear our answer sends its own again. */
const ANSWERED_MAX = 1_000;

/**
 * Answers that a classifier gives later, to a URL with a token that is good for one request. Kept in memory, and as many
 * as guards let be under way: whoever waits holds a place.
 */
export class Callbacks {
  readonly #tokens: Pick<CallbackTokens, "give">;
  readonly #toUrl: (token: string) => string;
  /** By the key of the token. */
  readonly #waiting = new Map<bigint, Waiting>();
  readonly #answered = new Set<bigint>();

  /** `toUrl`: where the hub can be reached with a token. */
  constructor({ tokens, toUrl }: { tokens: Pick<CallbackTokens, "give">; toUrl(token: string): string }) {
    this.#tokens = tokens;
    this.#toUrl = toUrl;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** `read` throws an EvaluatorError for an answer that is not as documented. */
  expect(requestId: string, read: Waiting["read"], signal: AbortSignal): ExpectedCallback {
    const token = this.#tokens.give();
    const key = keyOf(token);
    const { promise, resolve, reject } = Promise.withResolvers<readonly Finding[]>();
    // Who is answered at once never looks at it.
    promise.catch(() => undefined);
    const onAbort = () => {
      this.#waiting.delete(key);
      reject(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    this.#waiting.set(key, { requestId, read, resolve });
    const forget = () => {
      this.#waiting.delete(key);
      signal.removeEventListener("abort", onAbort);
    };
    return { url: this.#toUrl(token), findings: promise, forget };
  }

  /** Whether it is, or was, waited for here. */
  knows(key: bigint): boolean {
    return this.#waiting.has(key) || this.#answered.has(key);
  }

  /** `body`: as it came to the URL of the token with this key. */
  take(key: bigint, body: Uint8Array): CallbackVerdict {
    if (this.#answered.has(key)) return { kind: "repeated" };
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return { kind: "unknown" };
    if (body.length > ANSWER_BYTES_MAX) return invalid(`The answer has more than ${ANSWER_BYTES_MAX} bytes.`);
    const answer = parseJson(body);
    if (answer === undefined) return invalid("The answer is not JSON.");
    if ((answer as { request_id?: unknown } | null)?.request_id !== waiting.requestId) return { kind: "mismatched" };
    return this.#settle(key, waiting, answer);
  }

  #settle(key: bigint, { read, resolve }: Waiting, answer: unknown): CallbackVerdict {
    try {
      resolve(read(answer));
    } catch (error) {
      if (error instanceof EvaluatorError) return invalid(error.message);
      throw error;
    }
    this.#waiting.delete(key);
    this.#answered.add(key);
    if (this.#answered.size > ANSWERED_MAX) this.#answered.delete(this.#answered.values().next().value!);
    return { kind: "accepted" };
  }
}

function invalid(message: string): CallbackVerdict {
  return { kind: "invalid", message };
}
