import {
  type Failure,
  fail,
  isHex,
  type Reading,
  readHeader,
  readSeconds,
  type Scheme,
  type Timestamp,
  verifyEd25519,
} from "@tabellary/contracts/schemes";
import type { Incoming, Verdict } from "../platform.ts";
import { verifyScheme } from "../signature.ts";

const SIGNATURE_HEADER = "X-Signature-Ed25519";
const TIMESTAMP_HEADER = "X-Signature-Timestamp";

/**
 * Ed25519 over the timestamp and the body, by the application's key; signature and key in hex.
 * https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
 *
 * Discord documents no tolerance, so by default none is kept: an address is dropped when it refuses what is genuine,
 * and a clock that is wrong must not cost it. Pass `toleranceSeconds` to keep one.
 */
const scheme: Scheme<Uint8Array> = {
  signatureHeaders: [SIGNATURE_HEADER],
  headerNames: [SIGNATURE_HEADER, TIMESTAMP_HEADER],
  tolerance: { seconds: Number.POSITIVE_INFINITY, sides: "past" },
  isList: false,
  readKey: (key) =>
    isHex(key, 64)
      ? { key: bytesOf(key) }
      : { problem: "The public key of a Discord application is 64 lowercase hexadecimal digits." },
  sign: () => {},
  read: readSignature,
  matches: ({ signatures, timestamp }, body, key) =>
    isGenuine(key, { before: timestamp?.text ?? "", body, after: "" }, bytesOf(signatures[0] ?? "")),
  mistakenKeys: () => [],
};

export function verifyDiscord(incoming: Incoming): Verdict {
  return verifyScheme(scheme, incoming, "publicKey");
}

function readSignature(headers: unknown): Reading {
  const signature = readHeader(headers, SIGNATURE_HEADER, "signature");
  const text = readHeader(headers, TIMESTAMP_HEADER, "timestamp");
  const timestamp = typeof text === "string" ? readSeconds(text) : undefined;
  const failures: Failure[] = [];
  if (typeof signature !== "string") failures.push(signature);
  else if (!isHex(signature, 128)) {
    failures.push(
      fail("signature_malformed", `The header ${SIGNATURE_HEADER} is not 128 lowercase hexadecimal digits.`),
    );
  }
  if (typeof text !== "string") failures.push(text);
  else if (timestamp === undefined) {
    failures.push(fail("timestamp_malformed", `The header ${TIMESTAMP_HEADER} is not Unix seconds in digits.`));
  }
  return { signatures: typeof signature === "string" ? [signature] : [], timestamp: timestamp as Timestamp, failures };
}

/** False for a key that is no point of the curve, where an implementation may throw instead. */
function isGenuine(...input: Parameters<typeof verifyEd25519>): boolean {
  try {
    return verifyEd25519(...input);
  } catch {
    return false;
  }
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}
