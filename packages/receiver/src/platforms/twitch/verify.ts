import { digestHeader, readAnyTimestamp, type Timestamp } from "@tabellary/contracts/schemes";
import type { Incoming, Verdict } from "../platform.ts";
import { verifyScheme } from "../signature.ts";

/**
 * `sha256=` and the hex HMAC-SHA256 of the message's id, its time (RFC 3339) and the body, with nothing between them.
 * Ten minutes. https://dev.twitch.tv/docs/eventsub/handling-webhook-events/#verifying-the-event-message
 */
const scheme = digestHeader({
  header: "Twitch-Eventsub-Message-Signature",
  algorithm: "sha256",
  encoding: "hex",
  prefix: "sha256=",
  around: { before: ["id", "timestamp"], after: [] },
  id: { header: "Twitch-Eventsub-Message-Id", of: "event", presence: "required" },
  timestamp: {
    header: "Twitch-Eventsub-Message-Timestamp",
    unit: "ms",
    read: readDate,
    presence: "required",
    toleranceSeconds: 600,
  },
});

/** A date and nothing else: were digits taken too, the border between id and time could be moved. */
function readDate(text: string): Timestamp | undefined {
  return text.includes("T") ? readAnyTimestamp(text) : undefined;
}

export function verifyTwitch(incoming: Incoming): Verdict {
  return verifyScheme(scheme, incoming, "secret");
}
