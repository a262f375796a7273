/**
 * The scheme of Standard Webhooks, symmetric (v1) and asymmetric (v1a).
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * The signature covers `{id}.{timestamp}.{body}`. Svix's header names (`svix-id`, …) are read too, never written.
 */
import { hmac, isEqualText, publicKeyOfSeed, type Signed, signEd25519, verifyEd25519 } from "#hash";
import { type Failure, fail } from "../verification.ts";
import { isMessageId, MESSAGE_ID_SHAPE } from "./digest-header.ts";
import { decodeBase64, encodeBase64, isBase64Of } from "./encoding.ts";
import { hasHeader, readHeader } from "./headers.ts";
import {
  type FormedScheme,
  type KeyResult,
  type Message,
  type Reading,
  SIGNATURE_HEADER_CHARS_MAX,
  SIGNATURES_MAX,
} from "./scheme.ts";
import { decodePrefixed, readWhsec } from "./secret.ts";
import { readSeconds, type Timestamp } from "./timestamp.ts";

/** `v1` keys are HMAC bytes; `v1a` keys are an Ed25519 seed to sign with and a public key to verify with. */
export type StandardKey =
  | { version: "v1"; bytes: Uint8Array }
  | { version: "v1a"; publicKey: Uint8Array; seed?: Uint8Array };

const TOLERANCE_SECONDS = 300;

export const standardWebhooks: FormedScheme<StandardKey> = {
  form: { kind: "standard", toleranceSeconds: TOLERANCE_SECONDS },
  signatureHeaders: ["webhook-signature"],
  headerNames: ["webhook-id", "webhook-timestamp", "webhook-signature"],
  tolerance: { seconds: TOLERANCE_SECONDS, sides: "both" },
  isList: true,
  readKey: readStandardKey,
  sign: signStandard,
  read: readStandard,
  matches: matchesStandard,
  mistakenKeys: mistakenStandardKeys,
};

export function signStandard(headers: Record<string, string>, message: Message, keys: readonly StandardKey[]): void {
  const { id, body, nowMs } = message;
  const timestamp = String(Math.floor(nowMs / 1000));
  const signed = { before: `${id}.${timestamp}.`, body, after: "" };
  let signatures = "";
  for (const key of keys) signatures += (signatures === "" ? "" : " ") + signOne(signed, key);
  headers["webhook-id"] = id;
  headers["webhook-timestamp"] = timestamp;
  headers["webhook-signature"] = signatures;
}

function signOne(signed: Signed, key: StandardKey): string {
  if (key.version === "v1") return `v1,${hmac("sha256", key.bytes, signed, "base64")}`;
  return `v1a,${encodeBase64(signEd25519(key.seed!, signed))}`;
}

export function matchesStandard(reading: Reading, body: string | Uint8Array, key: StandardKey): boolean {
  const signed = { before: `${reading.id}.${reading.timestamp?.text}.`, body, after: "" };
  if (key.version === "v1") {
    const expected = signOne(signed, key);
    return reading.signatures.some((signature) => isEqualText(signature, expected));
  }
  return reading.signatures.some(
    (signature) =>
      signature.startsWith("v1a,") && verifyEd25519(key.publicKey, signed, decodeBase64(signature.slice(4))!),
  );
}

/** Which names a message uses. Its id, its time and its signature are read under the same, or one would not be signed. */
function namesIn(headers: unknown): "webhook" | "svix" {
  return hasHeader(headers, "webhook-signature") || !hasHeader(headers, "svix-signature") ? "webhook" : "svix";
}

/** The id that the signature of a message covers; undefined where there is none, or none that a sender would give. */
export function readStandardId(headers: unknown): string | undefined {
  const id = readId(headers, `${namesIn(headers)}-id`);
  return typeof id === "string" ? id : undefined;
}

export function readStandard(headers: unknown): Reading {
  const names = namesIn(headers);
  const signatures = readSignatures(headers, `${names}-signature`);
  const id = readId(headers, `${names}-id`);
  const timestamp = readTimestamp(headers, `${names}-timestamp`);
  const failures: Failure[] = [];
  if ("reason" in signatures) failures.push(signatures);
  if (typeof id === "object") failures.push(id);
  if ("reason" in timestamp) failures.push(timestamp);
  return {
    signatures: "reason" in signatures ? [] : signatures,
    id: typeof id === "string" ? id : undefined,
    timestamp: "reason" in timestamp ? undefined : timestamp,
    failures,
  };
}

/** The `v1` and `v1a` signatures of the list. Other versions are for others, and never stand in for these. */
function readSignatures(headers: unknown, header: string): readonly string[] | Failure {
  const value = readHeader(headers, header, "signature");
  if (typeof value !== "string") return value;
  const list = value.length > SIGNATURE_HEADER_CHARS_MAX ? [] : value.split(" ");
  if (list.length === 0 || list.length > SIGNATURES_MAX) {
    return fail("signature_malformed", `The header ${header} is longer than any sender's would be.`);
  }
  if (list.some((one) => one.endsWith(",") && one.length > 4)) {
    return fail("signature_repeated", `The header ${header} came more than once; one header lists all signatures.`);
  }
  const known = list.filter((one) => one.startsWith("v1,") || one.startsWith("v1a,"));
  const wellFormed = known.filter((one) =>
    one.startsWith("v1,") ? isBase64Of(one.slice(3), 32) : isBase64Of(one.slice(4), 64),
  );
  if (wellFormed.length > 0) return wellFormed;
  if (known.length === 0 && list.some((one) => one.includes(","))) {
    return fail("signature_version_unknown", `The header ${header} has no signature of version v1 or v1a.`);
  }
  return fail(
    "signature_malformed",
    `The header ${header} is not "v1," or "v1a," and a base64 signature of full length.`,
  );
}

function readId(headers: unknown, header: string): string | Failure {
  const value = readHeader(headers, header, "id");
  if (typeof value !== "string") return value;
  // A dot would let the border between id, timestamp and body be moved under one signature.
  if (isMessageId(value) && !value.includes(".")) return value;
  return fail("id_malformed", `The header ${header} is no message id: ${MESSAGE_ID_SHAPE} and without a dot.`);
}

function readTimestamp(headers: unknown, header: string): Timestamp | Failure {
  const value = readHeader(headers, header, "timestamp");
  if (typeof value !== "string") return value;
  return readSeconds(value) ?? fail("timestamp_malformed", `The header ${header} is not Unix seconds in digits.`);
}

/** `whsec_`: HMAC key. `whsk_`: Ed25519 private key, 32 bytes of seed or these and the public key. `whpk_`: public key. */
export function readStandardKey(secret: string, use: "sign" | "verify"): KeyResult<StandardKey> {
  const bytes = readWhsec(secret);
  if (bytes !== undefined) return { key: { version: "v1", bytes } };
  if (secret.startsWith("whsec_")) {
    return {
      problem:
        "After whsec_ the secret must be padded base64 of 24 to 64 bytes. Have one generated, or use the contract generic, which takes any text.",
    };
  }
  if (secret.startsWith("whsk_")) return readPrivateKey(secret);
  if (!secret.startsWith("whpk_")) {
    return {
      problem:
        "A Standard Webhooks secret begins with whsec_, or with whsk_ for Ed25519. Have one generated, or use the contract generic, which takes any text.",
    };
  }
  if (use === "sign")
    return { problem: "A whpk_ key is public: it verifies, and cannot sign. Use the whsk_ key that it belongs to." };
  const publicKey = decodePrefixed(secret, "whpk_");
  if (publicKey?.length === 32) return { key: { version: "v1a", publicKey } };
  return { problem: "After whpk_ the key must be padded base64 of 32 bytes." };
}

/** Deriving a public key takes longer than signing, so the last few keys are kept. */
const PRIVATE_KEYS_MAX = 256;
const privateKeys = new Map<string, KeyResult<StandardKey>>();

function readPrivateKey(secret: string): KeyResult<StandardKey> {
  const kept = privateKeys.get(secret);
  if (kept !== undefined) return kept;
  const result = parsePrivateKey(secret);
  if (privateKeys.size >= PRIVATE_KEYS_MAX) privateKeys.delete(privateKeys.keys().next().value!);
  privateKeys.set(secret, result);
  return result;
}

function parsePrivateKey(secret: string): KeyResult<StandardKey> {
  const bytes = decodePrefixed(secret, "whsk_");
  if (bytes?.length !== 32 && bytes?.length !== 64) {
    return { problem: "After whsk_ the key must be padded base64 of 32 bytes (the seed) or 64 (seed and public key)." };
  }
  const seed = bytes.subarray(0, 32);
  const publicKey = publicKeyOfSeed(seed);
  if (bytes.length === 64 && !bytes.subarray(32).every((byte, i) => byte === publicKey[i])) {
    return {
      problem: "The two halves of this whsk_ key do not belong together: the second is not the first's public key.",
    };
  }
  return { key: { version: "v1a", seed, publicKey } };
}

function mistakenStandardKeys(secret: string): readonly { key: StandardKey; hint: string }[] {
  const text = new TextEncoder();
  const mistaken: { key: StandardKey; hint: string }[] = [
    {
      key: { version: "v1", bytes: text.encode(secret) },
      hint: "It matches with the secret used as text: Standard Webhooks decodes what follows whsec_ from base64 to get the key.",
    },
  ];
  const bare = secret.startsWith("whsec_") ? secret.slice("whsec_".length) : undefined;
  if (bare) {
    mistaken.push({
      key: { version: "v1", bytes: text.encode(bare) },
      hint: "It matches with what follows whsec_ used as text: Standard Webhooks decodes it from base64 to get the key.",
    });
  }
  const unprefixed = bare === undefined ? decodeBase64(secret) : undefined;
  if (unprefixed !== undefined && unprefixed.length > 0) {
    mistaken.push({
      key: { version: "v1", bytes: unprefixed },
      hint: "It matches with the secret decoded from base64: write it with the prefix whsec_ before it.",
    });
  }
  return mistaken;
}
