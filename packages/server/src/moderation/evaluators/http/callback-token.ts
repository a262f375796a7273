import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Clock, Random } from "../../../model/ports.ts";

const RANDOM_BYTES = 24;
const TIME_BYTES = 6;
const MAC_BYTES = 16;
const SIGNED_BYTES = RANDOM_BYTES + TIME_BYTES;
/** Longer than any classifier is waited for. */
const GOOD_FOR_MS = 300_000;

export interface CallbackTokensDeps {
  clock: Pick<Clock, "now">;
  random: Pick<Random, "bytes">;
  /** 32 bytes, the same at all nodes. */
  key: Uint8Array;
}

/**
 * Tokens that are good for one request: random bytes, until when it is good, and an HMAC-SHA256 of both. So every node
 * knows which have been given out by one of them, and nobody makes one up.
 */
export class CallbackTokens {
  readonly #deps: CallbackTokensDeps;

  constructor(deps: CallbackTokensDeps) {
    this.#deps = deps;
  }

  give(): string {
    const { clock, random } = this.#deps;
    const signed = Buffer.alloc(SIGNED_BYTES);
    signed.set(random.bytes(RANDOM_BYTES));
    signed.writeUIntBE(clock.now() + GOOD_FOR_MS, RANDOM_BYTES, TIME_BYTES);
    return Buffer.concat([signed, this.#macOf(signed)]).toString("base64url");
  }

  /** Whether a node has given it out, not long ago. */
  isGood(token: string): boolean {
    const bytes = Buffer.from(token, "base64url");
    if (bytes.length !== SIGNED_BYTES + MAC_BYTES) return false;
    const signed = bytes.subarray(0, SIGNED_BYTES);
    if (!timingSafeEqual(bytes.subarray(SIGNED_BYTES), this.#macOf(signed))) return false;
    return signed.readUIntBE(RANDOM_BYTES, TIME_BYTES) > this.#deps.clock.now();
  }

  #macOf(signed: Uint8Array): Buffer {
    return createHmac("sha256", this.#deps.key).update(signed).digest().subarray(0, MAC_BYTES);
  }
}

/** What it is looked up by, so that how long that takes says nothing of it: 63 bits of its hash. */
export function keyOf(token: string): bigint {
  return createHash("sha256").update(token).digest().readBigUInt64BE() >> 1n;
}
