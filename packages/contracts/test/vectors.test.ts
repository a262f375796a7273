import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Contract, type CustomOptions, defineCustom, getContract } from "../src/index.ts";

/** Known answers, each with where it was published. */
interface Vector {
  id: string;
  note: string;
  secret: string;
  headers: Record<string, string>;
  raw_body?: string;
  raw_body_base64?: string;
  /** Unix seconds; left out where the format has no time. */
  now?: number;
  expect: "valid" | "invalid";
  header?: string;
  algorithm?: "sha256" | "sha512";
  encoding?: "hex" | "base64";
  prefix?: string;
}

const verifiers: Record<string, (vector: Vector) => Contract> = {
  github: () => getContract("github"),
  "standard-webhooks": () => getContract("standard"),
  svix: () => getContract("standard"),
  stripe: () => getContract("stripe"),
  "hmac-generic": ({ header, algorithm, encoding, prefix }) =>
    defineCustom({
      signature: {
        header: header!,
        algorithm: algorithm!,
        encoding: encoding!,
        ...(prefix !== undefined && { prefix }),
      },
    }),
  "x-hub-signature": ({ headers }) => {
    const algorithm = headers["x-hub-signature"]!.startsWith("sha512=") ? "sha512" : "sha1";
    return defineCustom({ signature: { header: "X-Hub-Signature", algorithm, prefix: `${algorithm}=` } });
  },
  shopify: () => defineCustom({ signature: { header: "X-Shopify-Hmac-SHA256", encoding: "base64" } }),
  slack: () => defineCustom(slack),
  x: () =>
    defineCustom({ signature: { header: "x-twitter-webhooks-signature", encoding: "base64", prefix: "sha256=" } }),
};

const slack: CustomOptions = {
  signature: { header: "X-Slack-Signature", prefix: "v0=", signed: "v0:{{timestamp}}:{{body}}" },
  timestamp: { header: "X-Slack-Request-Timestamp" },
};

for (const [provider, choose] of Object.entries(verifiers)) {
  const file = new URL(`./vectors/${provider}.json`, import.meta.url);
  for (const vector of JSON.parse(readFileSync(file, "utf8")) as Vector[]) {
    test(`${vector.id} is ${vector.expect}: ${vector.note}`, () => {
      const body = Buffer.from(vector.raw_body_base64 ?? vector.raw_body!, vector.raw_body_base64 ? "base64" : "utf8");
      const { headers, secret } = vector;
      const input = { headers, body, secrets: secret, nowMs: (vector.now ?? 0) * 1000 };
      const contract = choose(vector);
      assert.equal(contract.verify(input).ok, vector.expect === "valid");
      assert.equal(contract.explain(input).ok, vector.expect === "valid");
    });
  }
}

test("the printed PixelPatrol payload has the signature computed for it", () => {
  const body =
    '{"id":"webhook_123","event":"media.moderated","created_at":"2024-01-20T10:30:00Z","data":{"media_id":"media_456","site_id":"site_789","status":"approved","ai_results":{"labels":[]},"applied_rules":[]}}';
  assertSigns("pixelpatrol", "your-webhook-secret-key", body, {
    "X-PixelPatrol-Signature": "ba36a1812534fe6008745cafb232ad2710cca4943e31388a7ee485bcc6fa2f8a",
  });
});

test("the printed generic payload has the signature computed for it", () => {
  const body =
    '{"id":"evt_abc123","type":"user.created","created_at":"2026-01-15T12:30:00Z","data":{"id":"user_123","name":"John Doe","email":"john@example.com","status":"active"}}';
  assertSigns("generic", "whsec_abc123...", body, {
    "X-Webhook-Signature": "9f282f97bb3e6b638ef804a09aeef53dd2b21021a33cbf14e38e87ee6bc74aed",
  });
});

test("the printed moderation_ai event has the signature computed for it", () => {
  const body =
    '{"event_id":"evt_123456789","event_type":"comment.created","timestamp":"2024-01-08T10:30:00Z","platform":"twitter","data":{"comment":{"id":"comment_id","post_id":"post_id","author_id":"author_id","author_username":"username","text":"Comment text","created_at":"2024-01-08T10:30:00Z"}}}';
  assertSigns("moderation-ai", "your_secret", body, {
    "X-Signature": "80346f84f2317367a846d183380428c1ab477139d9d8f88b0e65aab3bde2672e",
  });
});

function assertSigns(name: string, secret: string, body: string, expected: Record<string, string>): void {
  const contract = getContract(name);
  const event = { id: "evt_1", type: "any", createdAt: "2026-01-15T12:30:00Z", data: "{}", deliveryId: "del_1" };
  const headers = contract.sign({ event, body, secrets: [secret], nowMs: 1_768_480_200_000 });
  assert.deepEqual({ ...headers, ...expected }, headers);
  assert.ok(contract.verify({ headers, body, secrets: secret, nowMs: 1_768_480_200_000 }).ok);
}
