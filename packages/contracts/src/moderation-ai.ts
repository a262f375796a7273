import { digestHeader } from "./scheme/digest-header.ts";
import { quote, readTextMember } from "./scheme/envelope.ts";
import { makeContract } from "./scheme/make-contract.ts";
import { readAnyTimestamp } from "./scheme/timestamp.ts";

/**
 * moderation_ai's unified webhook events, from its page "Webhook Patterns".
 *
 * The envelope's `platform` is `data.platform` when that is text, else null; `data` is passed on whole. It is read
 * without parsing when it stands first in `data` or is not there.
 *
 * `X-Signature` is the hex HMAC-SHA256 of the body. `X-Timestamp` is required and not signed; its unit is not
 * published, so seconds are sent, and seconds, milliseconds and RFC 3339 are understood. With `toleranceSeconds: null`
 * the signature alone is verified.
 */
export const moderationAi = makeContract({
  name: "moderation-ai",
  title: "moderation_ai",
  description: "Unified comment and post events, hex HMAC-SHA256 of the body in X-Signature, X-Timestamp within 300 s.",
  policy: {
    schedule: [0, 5, 5, 5],
    timeoutMs: 30_000,
    ordering: "none",
    isJittered: false,
    honoursRetryAfter: false,
    disablesOn410: false,
    afterLast: "failed",
  },
  envelope({ id, type, createdAt, data }) {
    const platform = readTextMember(data, "platform");
    const head = `{"event_id":${quote(id)},"event_type":${quote(type)},"timestamp":${quote(createdAt)}`;
    return `${head},"platform":${platform === undefined ? "null" : quote(platform)},"data":${data}}`;
  },
  scheme: digestHeader({
    header: "X-Signature",
    algorithm: "sha256",
    encoding: "hex",
    prefix: "",
    timestamp: {
      header: "X-Timestamp",
      unit: "s",
      read: readAnyTimestamp,
      presence: "required",
      toleranceSeconds: 300,
    },
  }),
});
