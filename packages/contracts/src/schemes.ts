/**
 * The second door: what contracts are made of, for those who verify formats that are no contract of ours. A scheme out
 * of `digestHeader`, or one of your own, goes to `verifyWith`, which does what is the same for all of them.
 */
export {
  type DigestEncoding,
  type HashAlgorithm,
  hmac,
  isEqualText,
  type Signed,
  sha256Hex,
  verifyEd25519,
} from "#hash";
export { type DigestHeader, digestHeader, isMessageId, type TextKey } from "./scheme/digest-header.ts";
export { decodeBase64, encodeBase64, isBase64Of, isHex } from "./scheme/encoding.ts";
export type { SignedPart } from "./scheme/form.ts";
export { type HeadersLike, hasHeader, headerValues, readHeader } from "./scheme/headers.ts";
export {
  type FormedScheme,
  type KeyResult,
  type Reading,
  type Scheme,
  SIGNATURE_HEADER_CHARS_MAX,
  SIGNATURES_MAX,
  type Tolerance,
} from "./scheme/scheme.ts";
export { readTextSecret } from "./scheme/secret.ts";
export { readStandardId } from "./scheme/standard-webhooks.ts";
export { readAnyTimestamp, readMilliseconds, readSeconds, type Timestamp } from "./scheme/timestamp.ts";
export { bodyFailure, checkAge, isBody, listSecrets, verifyWith } from "./scheme/verify.ts";
export { type Failure, fail, type Reason, type Verification } from "./verification.ts";
