/**
 * For platforms that send no webhooks. A relay of the owner's (a bot, a reader of a stream) may hand on what it reads,
 * signed as moderation_ai's page "Webhook Patterns" signs: `X-Signature` and `X-Timestamp`.
 */
import { moderationAi } from "@tabellary/contracts";
import type { AnswerRule, CredentialField, Incoming, Verdict } from "./platform.ts";

export const relayCredentials = [
  {
    name: "secret",
    description: "The secret that a relay of your own signs with: the hex HMAC-SHA256 of the body in X-Signature.",
    isRequired: false,
    isSecret: true,
  },
] as const satisfies readonly CredentialField[];

export const relayAnswer: AnswerRule = {
  deadlineMs: null,
  success: "2xx",
  retries: "The platform sends nothing by itself: whatever your relay does.",
};

export function verifyRelayed({ headers, body, nowMs, toleranceSeconds, credentials }: Incoming): Verdict {
  const secrets = credentials.secret ?? [];
  const verification = moderationAi.verify({ headers, body, nowMs, toleranceSeconds, secrets });
  return verification.ok ? { ...verification, isRelayed: true } : verification;
}
