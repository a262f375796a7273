/** Secrets: making them, and saying what is wrong with one. */
import { decodeBase64, encodeBase64 } from "./encoding.ts";
import type { KeyResult } from "./scheme.ts";

/** Longer than any secret seen, short enough to keep a pasted file out. */
const SECRET_CHARS_MAX = 1024;

/** The Standard Webhooks specification asks for 24 to 64 bytes. */
const KEY_BYTES_MIN = 24;
const KEY_BYTES_MAX = 64;

/**
 * `whsec_` and base64: a Standard Webhooks key, and a good secret for the contracts that use it as text, so that a
 * webhook can change its contract and keep its secret.
 */
export function generateSecret(randomBytes: Uint8Array): string {
  if (randomBytes.length !== 32)
    throw new RangeError(`A secret is made of 32 random bytes; these are ${randomBytes.length}.`);
  return `whsec_${encodeBase64(randomBytes)}`;
}

/** What Standard Webhooks writes before an Ed25519 key that verifies. */
const PUBLIC_KEY_PREFIX = "whpk_";

/** A secret that is used as typed: its UTF-8 bytes are the key. */
export function readTextSecret(secret: string): KeyResult<string> {
  if (secret === "") return { problem: "The secret is empty. Enter one, or leave it out to have one generated." };
  if (secret.length > SECRET_CHARS_MAX) {
    return { problem: `The secret has ${secret.length} characters; at most ${SECRET_CHARS_MAX} are allowed.` };
  }
  if (secret.trim() !== secret) {
    return { problem: "The secret begins or ends with white space, which copying often adds. Remove it." };
  }
  if (secret.startsWith(PUBLIC_KEY_PREFIX)) {
    return {
      problem: "A whpk_ key is public, so anybody could sign with its text. It verifies Standard Webhooks alone.",
    };
  }
  if (!secret.isWellFormed())
    return { problem: "The secret holds half of a character (a lone surrogate). Enter it again." };
  return { key: secret };
}

/** The bytes behind a prefix, as Standard Webhooks writes keys. */
export function decodePrefixed(secret: string, prefix: string): Uint8Array | undefined {
  if (!secret.startsWith(prefix) || secret.length > SECRET_CHARS_MAX) return undefined;
  return decodeBase64(secret.slice(prefix.length));
}

/** A `whsec_` secret's key, or undefined when it is no valid Standard Webhooks key. */
export function readWhsec(secret: string): Uint8Array | undefined {
  const bytes = decodePrefixed(secret, "whsec_");
  return bytes !== undefined && bytes.length >= KEY_BYTES_MIN && bytes.length <= KEY_BYTES_MAX ? bytes : undefined;
}
