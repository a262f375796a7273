/** `#hash` in browsers and workers: WebCrypto is asynchronous, and this package is not, so the hashes are JavaScript. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { hmac as keyedHash } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { DigestEncoding, HashAlgorithm, Signed } from "./hash.node.ts";
import { encodeBase64 } from "./scheme/encoding.ts";

export type { DigestEncoding, HashAlgorithm, Signed };

const hashes = { sha1, sha256, sha384, sha512 };

/** HMAC (RFC 2104) of `signed`, as text. A key given as text is its UTF-8 bytes. */
export function hmac(
  algorithm: HashAlgorithm,
  key: string | Uint8Array,
  signed: Signed,
  encoding: DigestEncoding,
): string {
  const digest = keyedHash(hashes[algorithm], typeof key === "string" ? utf8ToBytes(key) : key, toBytes(signed));
  return encoding === "hex" ? bytesToHex(digest) : encodeBase64(digest);
}

/** The SHA-256 of a text's UTF-8 bytes or of bytes, in hexadecimal. */
export function sha256Hex(content: string | Uint8Array): string {
  return bytesToHex(sha256(typeof content === "string" ? utf8ToBytes(content) : content));
}

/** Whether two ASCII texts are the same, in time that depends on their length alone. */
export function isEqualText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/** Signs with an Ed25519 seed of 32 bytes (RFC 8032). */
export function signEd25519(seed: Uint8Array, signed: Signed): Uint8Array {
  return ed25519.sign(toBytes(signed), seed);
}

/** Whether an Ed25519 signature of 64 bytes is `publicKey`'s. False, never an error, for bytes that are not a point. */
export function verifyEd25519(publicKey: Uint8Array, signed: Signed, signature: Uint8Array): boolean {
  // RFC 8032's strict reading, as OpenSSL has it; noble's default is the laxer ZIP 215.
  return ed25519.verify(signature, toBytes(signed), publicKey, { zip215: false });
}

/** The 32-byte public key of an Ed25519 seed. */
export function publicKeyOfSeed(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed);
}

function toBytes({ before, body, after }: Signed): Uint8Array {
  if (typeof body === "string") return utf8ToBytes(before + body + after);
  return concatBytes(utf8ToBytes(before), body, utf8ToBytes(after));
}
