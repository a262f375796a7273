import { digestHeader, readSeconds } from "@tabellary/contracts/schemes";
import type { Incoming, Verdict } from "../platform.ts";
import { verifyScheme } from "../signature.ts";

/** `v0=` and the hex HMAC-SHA256 of `v0:{timestamp}:{body}`; five minutes to either side. */
export const slackSignature = digestHeader({
  header: "X-Slack-Signature",
  algorithm: "sha256",
  encoding: "hex",
  prefix: "v0=",
  around: { before: [{ text: "v0:" }, "timestamp", { text: ":" }], after: [] },
  timestamp: {
    header: "X-Slack-Request-Timestamp",
    unit: "s",
    read: readSeconds,
    presence: "required",
    toleranceSeconds: 300,
  },
});

export function verifySlack(incoming: Incoming): Verdict {
  return verifyScheme(slackSignature, incoming, "signingSecret");
}
