import { digestHeader } from "./scheme/digest-header.ts";
import { makeContract } from "./scheme/make-contract.ts";

/**
 * GitHub's webhooks. https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 *
 * The body is the event's data alone; its type goes into `X-GitHub-Event` as it is. `X-Hub-Signature-256` is `sha256=`
 * and the hex HMAC-SHA256 of the body; the older SHA-1 header is neither sent nor taken. `X-GitHub-Delivery` is the
 * same when a delivery is sent again; the signature does not cover it, nor is there a timestamp, so a receiver that
 * must keep replays out compares bodies. GitHub sends once and retries only when asked to.
 */
export const github = makeContract({
  name: "github",
  title: "GitHub",
  description: "The event's data alone, sha256= HMAC in X-Hub-Signature-256, sent once.",
  policy: {
    schedule: [0],
    timeoutMs: 10_000,
    ordering: "none",
    isJittered: false,
    honoursRetryAfter: false,
    disablesOn410: false,
    afterLast: "failed",
  },
  envelope: (event) => event.data,
  scheme: digestHeader({
    header: "X-Hub-Signature-256",
    algorithm: "sha256",
    encoding: "hex",
    prefix: "sha256=",
    id: { header: "X-GitHub-Delivery", of: "delivery", presence: "optional" },
  }),
  eventHeaders: {
    names: ["X-GitHub-Event"],
    add(headers, event) {
      headers["X-GitHub-Event"] = event.type;
    },
  },
});
