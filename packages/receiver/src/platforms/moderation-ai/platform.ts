import { moderationAi as contract } from "@tabellary/contracts";
import { unifiedTypes } from "../../event.ts";
import type { Platform } from "../platform.ts";
import { normaliseUnified } from "./normalise.ts";

/**
 * moderation_ai's unified events, from its page "Webhook Patterns": what this library itself writes as JSON. The
 * format of a path that names no platform.
 */
export const moderationAi = {
  name: "moderation-ai",
  aliases: ["unified"],
  title: "moderation_ai",
  status: "confirmed",
  facts: {
    sources: ["https://github.com/cgoss/Moderation-ai/blob/main/docs/api-reference/webhooks.md"],
    unconfirmed: ["The unit of X-Timestamp is not published: seconds, milliseconds and RFC 3339 are understood."],
  },
  credentials: [
    { name: "secret", description: "The secret that the sender signs with.", isRequired: true, isSecret: true },
  ],
  answer: { deadlineMs: 30_000, success: "2xx", retries: "Three more attempts, five seconds apart." },
  verify: ({ headers, body, nowMs, toleranceSeconds, credentials }) =>
    contract.verify({ headers, body, nowMs, toleranceSeconds, secrets: credentials.secret ?? [] }),
  unified: unifiedTypes,
  normalise: normaliseUnified,
} as const satisfies Platform;
