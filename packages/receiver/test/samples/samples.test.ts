import assert from "node:assert/strict";
import { test } from "node:test";
import { generateKeyPair } from "@tabellary/contracts";
import { platforms, receive, type SampleRequest, type SecretInput, sampleRequest } from "../../src/index.ts";

const now = 1_768_480_200_678;
const TEXT = "This is a sample, sent to see that all is in order.";
const whsec = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/** With what each platform signs, and what its sample is to become. */
const samples: Record<string, readonly [secret: SecretInput, type: string, platform?: string]> = {
  bluesky: ["relay", "comment.created"],
  facebook: [{ appSecret: "app", verifyToken: "mine" }, "comment.created"],
  generic: ["secret", "generic.sample.sent"],
  github: ["secret", "comment.created"],
  gitlab: [whsec, "comment.created"],
  hook0: ["secret", "hook0.sample.sent"],
  instagram: [{ appSecret: "app", verifyToken: "mine" }, "comment.created"],
  mastodon: ["secret", "comment.created"],
  medium: ["relay", "comment.created"],
  "moderation-ai": ["secret", "comment.created"],
  okta: ["secret", "okta.user.session.start"],
  omnifence: [whsec, "omnifence.job.completed"],
  pixelpatrol: ["secret", "moderation.action"],
  reddit: ["relay", "comment.created"],
  shopify: ["secret", "shopify.orders.create"],
  slack: ["secret", "comment.created"],
  standard: [whsec, "standard.sample.sent"],
  stripe: ["whsec_test", "stripe.setup_intent.created"],
  tiktok: ["secret", "comment.created"],
  twitch: ["secret-of-ten", "comment.created"],
  twitter: [{ consumerSecret: "consumer" }, "comment.created"],
  youtube: [{ hubSecret: "hub", channels: "UC1" }, "post.created"],
};

function sample(platform: string, secret: SecretInput, nowMs = now): SampleRequest {
  const made = sampleRequest(platform, secret, nowMs);
  assert.ok(!("unsupported" in made), `${platform}: ${JSON.stringify(made)}`);
  return made;
}

for (const [platform, [secret, type]] of Object.entries(samples)) {
  test(`a sample of ${platform} passes as ${type}, is another each time, and is forged by any other secret`, async () => {
    const request = sample(platform, secret);
    const received = await receive({ platform, secret, now, ...request });
    assert.ok(received.kind === "events", JSON.stringify(received));
    assert.deepEqual(
      received.events.map(({ eventType }) => eventType),
      [type],
    );
    const said = JSON.stringify(received.events[0]);
    if (type === "comment.created" || type === "post.created") assert.ok(said.includes(TEXT), said);
    const next = await receive({ platform, secret, now: now + 1, ...sample(platform, secret, now + 1) });
    assert.ok(next.kind === "events");
    assert.notEqual(next.events[0]?.eventId, received.events[0]?.eventId);
    const forged = await receive({ platform, secret: anotherOf(secret), now, ...request });
    assert.ok(forged.kind === "refused" && forged.answer.status === 401, JSON.stringify(forged));
  });
}

function anotherOf(secret: SecretInput): SecretInput {
  if (typeof secret === "string") return secret.startsWith("whsec_") ? whsec.replace("AAEC", "AAED") : `${secret}!`;
  return Object.fromEntries(Object.entries(secret).map(([name, value]) => [name, `${value}!`]));
}

test("every platform has a sample, or a sentence why there is none", () => {
  for (const { name } of platforms) {
    if (name in samples) continue;
    const made = sampleRequest(name, "secret", now);
    assert.ok("unsupported" in made, name);
    assert.match(made.unsupported, /^[A-Z].{20,}\.$/);
  }
});

test("what is shared, or accepted unsigned, is sent as its platform would", async () => {
  for (const [platform, secret, type] of [
    ["gitlab", "a-plain-token", "comment.created"],
    ["okta", { secret: "shared", header: "X-Any-Key" }, "okta.user.session.start"],
    ["omnifence", { acceptUnverified: "yes" }, "omnifence.unverified"],
    [
      "generic",
      {
        secret: "s",
        header: "X-Acme",
        prefix: "v1=",
        signed: "{{timestamp}}.{{body}}",
        timestampHeader: "X-Acme-Time",
      },
      "generic.sample.sent",
    ],
  ] as const) {
    const received = await receive({ platform, secret, now, ...sample(platform, secret) });
    assert.ok(received.kind === "events", JSON.stringify(received));
    assert.equal(received.events[0]?.eventType, type);
  }
});

test("where only the sender can sign, or nothing is there to sign with, it is said", () => {
  const { publicKey } = generateKeyPair(new Uint8Array(32).fill(7));
  for (const [platform, secret, sentence] of [
    ["standard", publicKey, /whpk_/],
    ["discord", "a".repeat(64), /Discord signs with a private key/],
    ["youtube", { audience: "a", serviceAccount: "b" }, /no hubSecret/],
    ["reddit", {}, /sends no webhooks/],
    ["twitter", {}, /no consumerSecret/],
    ["generic", { secret: "s", header: "no header" }, /make no signature/],
  ] as const) {
    const made = sampleRequest(platform, secret, now);
    assert.ok("unsupported" in made, platform);
    assert.match(made.unsupported, sentence);
  }
});
