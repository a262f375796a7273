import assert from "node:assert/strict";
import { test } from "node:test";
import { platforms, receive, verify } from "../../src/index.ts";
import { bodyOf, readVectors, type Vector } from "../vectors.ts";

/** The platform that knows the vectors of a file, and which of its credentials a challenge is answered with. */
const FILES: Record<string, { platform: string; challengedBy?: string }> = {
  github: { platform: "github" },
  meta: { platform: "instagram", challengedBy: "verifyToken" },
  "standard-webhooks": { platform: "standard" },
  svix: { platform: "svix" },
  websub: { platform: "youtube" },
  discord: { platform: "discord" },
  gitlab: { platform: "gitlab" },
  hook0: { platform: "hook0" },
  okta: { platform: "okta", challengedBy: "secret" },
  shopify: { platform: "shopify" },
  slack: { platform: "slack" },
  stripe: { platform: "stripe" },
  tiktok: { platform: "tiktok" },
  twitch: { platform: "twitch" },
  x: { platform: "x", challengedBy: "consumerSecret" },
  "x-hub-signature": { platform: "youtube" },
};

for (const [file, { platform, challengedBy }] of Object.entries(FILES)) {
  for (const vector of readVectors(file)) {
    test(`${vector.id} is ${vector.expect}: ${vector.note}`, async () => {
      if (vector.kind === "challenge") await checkChallenge(vector, platform, challengedBy!);
      else await checkSignature(vector, platform);
    });
  }
}

async function checkSignature(vector: Vector, platform: string): Promise<void> {
  const { secret, headers, query, method, now = 0 } = vector;
  const verdict = await verify({ platform, secret, headers, query, method, body: bodyOf(vector), now: now * 1000 });
  assert.equal(verdict.ok, vector.expect === "valid", JSON.stringify(verdict));
}

async function checkChallenge(vector: Vector, platform: string, credential: string): Promise<void> {
  const { headers, query, method } = vector;
  const secret = { [credential]: vector.secret };
  const received = await receive({ platform, secret, headers, query, method, body: bodyOf(vector), now: 0 });
  assert.equal(received.kind, "answered");
  assert.ok(received.kind === "answered");
  assert.equal(received.answer.status, vector.expected_status);
  assert.equal(received.answer.body, vector.expected_response_body);
}

test("every platform says where its facts come from, and what is not sure when it says that something is not", () => {
  for (const { name, status, facts, credentials } of platforms) {
    assert.ok(facts.sources.length > 0 && credentials.length > 0, name);
    assert.ok(status === "confirmed" || facts.unconfirmed.length > 0, name);
  }
});

test("no two platforms answer to one name", () => {
  const names = platforms.flatMap(({ name, aliases }) => [name, ...aliases]);
  assert.deepEqual(names.toSorted(), [...new Set(names)].toSorted());
});
