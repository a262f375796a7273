import { type Failure, isEqualText, type Scheme, sha256Hex, verifyWith } from "@tabellary/contracts/schemes";
import type { Incoming } from "./platform.ts";

/** Verifies with a scheme by one of the platform's credentials. `body` where it is not the body that is signed. */
export function verifyScheme<Key>(
  scheme: Scheme<Key>,
  { headers, body, nowMs, toleranceSeconds, credentials }: Incoming,
  credential: string,
  signed: string | Uint8Array = body,
): { ok: true; id?: string; timestampMs?: number } | Failure {
  return verifyWith(scheme, { headers, body: signed, nowMs, toleranceSeconds, secrets: credentials[credential] ?? [] });
}

/** Whether a text from outside is one of ours, in time that tells nothing of how alike they are. */
export function isOneOf(given: string, ours: readonly string[] = []): boolean {
  const digest = sha256Hex(given);
  return ours.some((one) => one !== "" && isEqualText(digest, sha256Hex(one)));
}
