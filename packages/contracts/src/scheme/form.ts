/** How a contract signs, as data: for who writes a receiver in a language that this package does not speak. */
import type { DigestEncoding, HashAlgorithm } from "#hash";

/** A piece of the signed text: a literal, or one of the two that come in headers. */
export type SignedPart = { text: string } | "id" | "timestamp";

/** One header holds one HMAC, keyed with the secret as it is typed: `prefix` and the digest of `before`, body, `after`. */
export interface DigestForm {
  kind: "digest";
  header: string;
  algorithm: HashAlgorithm;
  encoding: DigestEncoding;
  prefix: string;
  before: readonly SignedPart[];
  after: readonly SignedPart[];
  /** `unit` is what the sender writes. */
  timestamp?: { header: string; unit: "s" | "ms"; toleranceSeconds: number };
  id?: { header: string };
}

/**
 * - `standard`: Standard Webhooks, `webhook-id`, `webhook-timestamp`, `webhook-signature`;
 * - `digest-and-standard`: the digest, and those of `standard` as well when the secret is a `whsec_` key;
 * - `stripe`: `t=` and `v1=` in one header;
 * - `none`: nothing is signed.
 */
export type SignatureForm =
  | DigestForm
  | { kind: "digest-and-standard"; digest: DigestForm; toleranceSeconds: number }
  | { kind: "standard"; toleranceSeconds: number }
  | { kind: "stripe"; header: string; toleranceSeconds: number }
  | { kind: "none" };
