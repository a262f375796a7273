import { digestHeader } from "./scheme/digest-header.ts";
import { quote } from "./scheme/envelope.ts";
import { makeContract } from "./scheme/make-contract.ts";
import { readMilliseconds } from "./scheme/timestamp.ts";

/**
 * PixelPatrol's webhooks. https://docs.pixelpatrol.net/concepts/webhooks
 *
 * `X-PixelPatrol-Signature` is the bare hex HMAC-SHA256 of the body. `X-PixelPatrol-Timestamp` (milliseconds) is not
 * signed: its age is checked when it is there, which keeps out a delivery held up on its way, and no determined
 * replay; only a receiver that remembers event ids does. Attempts, order and dead letters are promised by the page.
 */
export const pixelpatrol = makeContract({
  name: "pixelpatrol",
  title: "PixelPatrol",
  description: "Ordered, five attempts over 2 h 36 min, hex HMAC-SHA256 of the body, dead letters kept for 30 days.",
  policy: {
    schedule: [0, 60, 300, 1800, 7200],
    timeoutMs: 30_000,
    ordering: "webhook",
    isJittered: false,
    honoursRetryAfter: false,
    disablesOn410: false,
    afterLast: "dead_letter",
  },
  envelope: ({ id, type, createdAt, data }) =>
    `{"id":${quote(id)},"event":${quote(type)},"created_at":${quote(createdAt)},"data":${data}}`,
  scheme: digestHeader({
    header: "X-PixelPatrol-Signature",
    algorithm: "sha256",
    encoding: "hex",
    prefix: "",
    timestamp: {
      header: "X-PixelPatrol-Timestamp",
      unit: "ms",
      read: readMilliseconds,
      presence: "optional",
      toleranceSeconds: 300,
    },
  }),
  eventHeaders: {
    names: ["X-PixelPatrol-Event"],
    add(headers, event) {
      headers["X-PixelPatrol-Event"] = event.type;
    },
  },
});
