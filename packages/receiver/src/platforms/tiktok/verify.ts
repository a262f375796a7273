import {
  type Failure,
  fail,
  hmac,
  isEqualText,
  isHex,
  type Reading,
  type Reason,
  readHeader,
  readSeconds,
  readTextSecret,
  type Scheme,
  SIGNATURE_HEADER_CHARS_MAX,
} from "@tabellary/contracts/schemes";
import type { Incoming, Verdict } from "../platform.ts";
import { verifyScheme } from "../signature.ts";

const HEADER = "TikTok-Signature";

/** `t=<seconds>,s=<hex>`, in either order: the hex HMAC-SHA256 of `{t}.{body}`. The tolerance is ours to choose. */
export const tiktokSignature: Scheme<string> = {
  signatureHeaders: [HEADER],
  headerNames: [HEADER],
  tolerance: { seconds: 300, sides: "both" },
  isList: false,
  readKey: readTextSecret,
  sign(headers, { body, nowMs }, keys) {
    const timestamp = String(Math.floor(nowMs / 1000));
    headers[HEADER] = `t=${timestamp},s=${digest(timestamp, body, keys[0]!)}`;
  },
  read: readSignature,
  matches: ({ signatures, timestamp }, body, key) =>
    isEqualText(signatures[0] ?? "", digest(timestamp?.text ?? "", body, key)),
  mistakenKeys: () => [],
};

/** https://developers.tiktok.com/doc/webhooks-verification */
export function verifyTiktok(incoming: Incoming): Verdict {
  return verifyScheme(tiktokSignature, incoming, "clientSecret");
}

function digest(timestamp: string, body: string | Uint8Array, key: string): string {
  return hmac("sha256", key, { before: `${timestamp}.`, body, after: "" }, "hex");
}

function readSignature(headers: unknown): Reading {
  const value = readHeader(headers, HEADER, "signature");
  if (typeof value !== "string") return broken(value);
  if (value.length > SIGNATURE_HEADER_CHARS_MAX) return malformed("is longer than TikTok's would be");
  const parts = value.split(",");
  const times = valuesOf(parts, "t=");
  const signatures = valuesOf(parts, "s=");
  // Two headers of one name reach us joined by a comma.
  if (times.length > 1 || signatures.length > 1) {
    return broken(failure("signature_repeated", "has two times or two signatures"));
  }
  const signature = signatures[0];
  if (signature === undefined) return malformed("has no s=");
  if (!isHex(signature, 64)) return malformed("has no s= of 64 lowercase hexadecimal digits");
  if (times[0] === undefined) return broken(failure("timestamp_missing", "has no t="));
  const timestamp = readSeconds(times[0]);
  if (timestamp === undefined) return broken(failure("timestamp_malformed", "has a t= that is not Unix seconds"));
  return { signatures: [signature], timestamp, failures: [] };
}

function valuesOf(parts: readonly string[], name: string): readonly string[] {
  return parts.filter((part) => part.startsWith(name)).map((part) => part.slice(name.length));
}

function failure(reason: Reason, what: string): Failure {
  return fail(reason, `The header ${HEADER} ${what}.`);
}

function malformed(what: string): Reading {
  return broken(failure("signature_malformed", what));
}

function broken(one: Failure): Reading {
  return { signatures: [], failures: [one] };
}
