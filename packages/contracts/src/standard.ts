import { publicKeyOfSeed } from "#hash";
import { encodeBase64 } from "./scheme/encoding.ts";
import { quote } from "./scheme/envelope.ts";
import { makeContract } from "./scheme/make-contract.ts";
import { standardWebhooks } from "./scheme/standard-webhooks.ts";

/**
 * Standard Webhooks. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * A `whsec_` secret signs v1 (HMAC-SHA256), a `whsk_` key signs v1a (Ed25519), which anybody verifies with its
 * `whpk_` key. `webhook-id` is the event's id, so a receiver knows a repeat. Svix's header names are read as well.
 * What the specification asks of a sender is on: jitter, `Retry-After`, and 410 disables the webhook.
 */
export const standard = makeContract({
  name: "standard",
  title: "Standard Webhooks",
  description: "The Standard Webhooks specification: v1 (HMAC-SHA256) and v1a (Ed25519), ten attempts over three days.",
  policy: {
    schedule: [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400],
    timeoutMs: 15_000,
    ordering: "none",
    isJittered: true,
    honoursRetryAfter: true,
    disablesOn410: true,
    afterLast: "failed",
  },
  envelope: ({ type, createdAt, data }) => `{"type":${quote(type)},"timestamp":${quote(createdAt)},"data":${data}}`,
  scheme: standardWebhooks,
});

/** An Ed25519 pair for `standard` out of 32 random bytes: `whsk_` to sign with, `whpk_` to give to receivers. */
export function generateKeyPair(randomBytes: Uint8Array): { privateKey: string; publicKey: string } {
  if (randomBytes.length !== 32)
    throw new RangeError(`A key is made of 32 random bytes; these are ${randomBytes.length}.`);
  const publicKey = publicKeyOfSeed(randomBytes);
  const both = new Uint8Array(64);
  both.set(randomBytes);
  both.set(publicKey, 32);
  return { privateKey: `whsk_${encodeBase64(both)}`, publicKey: `whpk_${encodeBase64(publicKey)}` };
}

/** The `whpk_` key that verifies what a `whsk_` key signs, or undefined when it is no valid one. */
export function publicKeyOf(privateKey: string): string | undefined {
  if (!privateKey.startsWith("whsk_")) return undefined;
  const { key } = standardWebhooks.readKey(privateKey, "sign");
  return key?.version === "v1a" ? `whpk_${encodeBase64(key.publicKey)}` : undefined;
}
