/** The two checks of moderation_ai's page "Webhook Patterns", by themselves. */
import { moderationAi } from "@tabellary/contracts";
import { checkAge, readAnyTimestamp } from "@tabellary/contracts/schemes";
import { systemClock } from "./clock.ts";

export interface SignatureInput {
  payload: string | Uint8Array;
  /** What the header `X-Signature` holds. */
  signature: string | null | undefined;
  secret: string | readonly string[];
}

/** Whether `signature` is the hex HMAC-SHA256 of the payload. False, never an error, for anything else. */
export function verifyWebhookSignature({ payload, signature, secret }: SignatureInput): boolean {
  const headers = typeof signature === "string" ? { "X-Signature": signature } : {};
  return moderationAi.verify({ headers, body: payload, secrets: secret, nowMs: 0, toleranceSeconds: null }).ok;
}

export interface TimestampOptions {
  /** Default: 300. 0 means 0. */
  maxAgeSeconds?: number;
  /** Milliseconds since 1970. Default: the real time. */
  now?: number;
}

/** Whether the timestamp (Unix seconds or milliseconds in digits, or RFC 3339) is at most so old, or so far ahead. */
export function validateWebhookTimestamp(
  timestamp: string | number | null | undefined,
  { maxAgeSeconds = 300, now = systemClock.now() }: TimestampOptions = {},
): boolean {
  const read = timestamp === null || timestamp === undefined ? undefined : readAnyTimestamp(String(timestamp));
  return read !== undefined && checkAge(read, now, maxAgeSeconds, { seconds: 300, sides: "both" }) === undefined;
}
