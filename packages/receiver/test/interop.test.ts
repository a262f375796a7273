/**
 * The verifications that others publish, and ours: what theirs sign ours takes, what ours sign theirs take, and both
 * refuse one flipped bit. Some of them read the real clock, so these tests live in its time.
 */
import assert from "node:assert/strict";
import { generateKeyPairSync, sign as signWith } from "node:crypto";
import { test } from "node:test";
import * as octokit from "@octokit/webhooks-methods";
import { type Contract, github, standard, stripe } from "@tabellary/contracts";
import { verifyKey } from "discord-interactions";
import fc from "fast-check";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Stripe } from "stripe";
import { Webhook as SvixWebhook } from "svix";
import { verify } from "../src/index.ts";
import { readVectors } from "./vectors.ts";

const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

type Headers = Record<string, string>;

interface Library {
  /** Undefined: it only verifies. */
  sign?: (body: string, nowMs: number) => Headers | Promise<Headers>;
  /** Refuses by false, or by throwing. */
  takes: (body: string, headers: Headers) => unknown;
  platform: string;
  ours: (body: string, nowMs: number) => Headers;
  secret: string;
}

const event = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", type: "any", createdAt: "", data: "{}", deliveryId: "72d3162e" };

function signBy(contract: Contract) {
  return (body: string, nowMs: number) => contract.sign({ event, body, secrets: [secret], nowMs });
}

function signAsStandard(webhook: { sign(id: string, time: Date, body: string): string }, name: string) {
  return (body: string, nowMs: number): Headers => ({
    [`${name}-id`]: event.id,
    [`${name}-timestamp`]: String(Math.floor(nowMs / 1000)),
    [`${name}-signature`]: webhook.sign(event.id, new Date(nowMs), body),
  });
}

const keys = generateKeyPairSync("ed25519");
const publicKey = Buffer.from(keys.publicKey.export({ format: "jwk" }).x!, "base64url").toString("hex");

function signAsDiscord(body: string, nowMs: number): Headers {
  const timestamp = String(Math.floor(nowMs / 1000));
  const signature = signWith(null, Buffer.from(timestamp + body), keys.privateKey);
  return { "X-Signature-Ed25519": signature.toString("hex"), "X-Signature-Timestamp": timestamp };
}

const standardWebhook = new StandardWebhook(secret);
const svixWebhook = new SvixWebhook(secret);

const libraries: Record<string, Library> = {
  standardwebhooks: {
    sign: signAsStandard(standardWebhook, "webhook"),
    takes: (body, headers) => standardWebhook.verify(body, headers, { jsonParse: false }),
    platform: "standard",
    ours: signBy(standard),
    secret,
  },
  svix: {
    sign: signAsStandard(svixWebhook, "svix"),
    takes: (body, headers) => svixWebhook.verify(body, headers),
    platform: "svix",
    ours: signBy(standard),
    secret,
  },
  stripe: {
    sign: (payload, nowMs) => ({
      "Stripe-Signature": Stripe.webhooks.generateTestHeaderString({
        payload,
        secret,
        timestamp: Math.floor(nowMs / 1000),
      }),
    }),
    takes: (body, headers) => Stripe.webhooks.signature!.verifyHeader(body, headers["Stripe-Signature"]!, secret, 300),
    platform: "stripe",
    ours: signBy(stripe),
    secret,
  },
  "@octokit/webhooks-methods": {
    sign: async (body) => ({ "X-Hub-Signature-256": await octokit.sign(secret, body) }),
    takes: (body, headers) => octokit.verify(secret, body, headers["X-Hub-Signature-256"]!),
    platform: "github",
    ours: signBy(github),
    secret,
  },
  "discord-interactions": {
    takes: (body, headers) =>
      verifyKey(body, headers["X-Signature-Ed25519"]!, headers["X-Signature-Timestamp"]!, publicKey),
    platform: "discord",
    ours: signAsDiscord,
    secret: publicKey,
  },
};

const bodies = fc.record({ body: fc.json({ maxDepth: 3 }).filter((text) => text.length > 0), at: fc.nat() });
const few = { numRuns: 60 };

for (const [name, { sign, takes, platform, ours, secret }] of Object.entries(libraries)) {
  const weTake = async (body: string, headers: Headers) =>
    (await verify({ platform, secret, headers, body, now: Date.now() })).ok;
  const theyTake = async (body: string, headers: Headers) => {
    try {
      return (await takes(body, headers)) !== false;
    } catch {
      return false;
    }
  };

  test(`${name} takes what we sign, and we do`, async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async ({ body }) => {
        const headers = ours(body, Date.now());
        assert.deepEqual([await theyTake(body, headers), await weTake(body, headers)], [true, true]);
      }),
      few,
    );
  });

  test(`${name} and we refuse a body with one bit flipped`, async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async ({ body, at }) => {
        const headers = ours(body, Date.now());
        const flipped = flip(body, at);
        assert.deepEqual([await theyTake(flipped, headers), await weTake(flipped, headers)], [false, false]);
      }),
      few,
    );
  });

  if (sign === undefined) continue;
  test(`we take what ${name} signs, and not with one bit flipped`, async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async ({ body, at }) => {
        const headers = await sign(body, Date.now());
        assert.deepEqual([await weTake(body, headers), await weTake(flip(body, at), headers)], [true, false]);
      }),
      few,
    );
  });
}

test("discord-interactions and we agree on every known answer", async () => {
  for (const { raw_body, headers, secret, expect, id } of readVectors("discord")) {
    const [signature, timestamp] = [headers["x-signature-ed25519"]!, headers["x-signature-timestamp"]!];
    assert.equal(await verifyKey(raw_body!, signature, timestamp, secret), expect === "valid", id);
  }
});

/** Flips the lowest bit of one letter that is ASCII, so that text stays text. */
function flip(body: string, at: number): string {
  const places = [...body].flatMap((letter, place) => (letter <= "\u007f" ? place : []));
  const letters = [...body];
  const place = places[at % places.length] ?? 0;
  letters[place] = String.fromCharCode(letters[place]!.charCodeAt(0) ^ 1);
  return letters.join("");
}
