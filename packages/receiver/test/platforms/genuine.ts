/** Genuine requests of every platform, in each of the ways in which it may prove one. */
import { createHmac, generateKeyPairSync, sign as signBytes } from "node:crypto";
import {
  type Contract,
  generateKeyPair,
  generic,
  moderationAi,
  pixelpatrol,
  standard,
  stripe,
} from "@tabellary/contracts";
import { exportJWK, generateKeyPair as generateRsa, SignJWT } from "jose";
import type { FetchLike, RequestInput } from "../../src/index.ts";

export const now = 1_705_745_400_678;
export const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

function hex(algorithm: string, body: Uint8Array, encoding: "hex" | "base64" = "hex"): string {
  return createHmac(algorithm, secret).update(body).digest(encoding);
}

const seconds = String(Math.floor(now / 1000));

function by(contract: Contract) {
  const event = { id: "msg_1", type: "", createdAt: "", data: "", deliveryId: "" };
  return (body: Uint8Array) => contract.sign({ event, body, secrets: [secret], nowMs: now });
}

function around(before: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(before), body]);
}

/** The headers that make a body genuine by `secret`, where a text is what a platform verifies by. */
export const SIGN: Record<string, (body: Uint8Array) => Record<string, string>> = {
  bluesky: by(moderationAi),
  facebook: (body) => ({ "X-Hub-Signature-256": `sha256=${hex("sha256", body)}` }),
  generic: by(generic),
  github: (body) => ({ "X-Hub-Signature-256": `sha256=${hex("sha256", body)}` }),
  gitlab: by(standard),
  hook0: (body) => ({ "X-Hook0-Signature": `t=${seconds},v0=${hex("sha256", around(`${seconds}.`, body))}` }),
  instagram: (body) => ({ "X-Hub-Signature-256": `sha256=${hex("sha256", body)}` }),
  mastodon: (body) => ({ "X-Hub-Signature": `sha256=${hex("sha256", body)}` }),
  medium: by(moderationAi),
  "moderation-ai": by(moderationAi),
  omnifence: by(standard),
  pixelpatrol: by(pixelpatrol),
  reddit: by(moderationAi),
  shopify: (body) => ({ "X-Shopify-Hmac-SHA256": hex("sha256", body, "base64") }),
  slack: (body) => ({
    "X-Slack-Request-Timestamp": seconds,
    "X-Slack-Signature": `v0=${hex("sha256", around(`v0:${seconds}:`, body))}`,
  }),
  standard: by(standard),
  stripe: by(stripe),
  tiktok: (body) => ({ "TikTok-Signature": `t=${seconds},s=${hex("sha256", around(`${seconds}.`, body))}` }),
  twitch: (body) => {
    const [id, timestamp] = ["e76c6bd4-55c9-4987-8304-da1588d8988b", new Date(now).toISOString()];
    return {
      "Twitch-Eventsub-Message-Id": id,
      "Twitch-Eventsub-Message-Timestamp": timestamp,
      "Twitch-Eventsub-Message-Signature": `sha256=${hex("sha256", around(id + timestamp, body))}`,
    };
  },
  twitter: (body) => ({ "X-Twitter-Webhooks-Signature": `sha256=${hex("sha256", body, "base64")}` }),
  youtube: (body) => ({ "X-Hub-Signature": `sha1=${hex("sha1", body)}` }),
};

export interface Genuine {
  /** The platform, and how it proves: what a test is called by. */
  title: string;
  platform: string;
  secret: RequestInput["secret"];
  headers: Record<string, string>;
  body: Uint8Array;
  /** The headers of which no bit may be another. */
  bound: readonly string[];
  /** Whether a header may list several signatures. */
  isList: boolean;
  /** False where a shared secret or a token says who sends, and nothing of what. */
  coversBody: boolean;
  /** What its verification computes, and so what it costs. */
  computes: "digests" | "Ed25519" | "RSA";
  fetch: FetchLike;
}

const BODY = Buffer.from('{"id":"evt_1","type":"user.created","data":{"id":9007199254740993}}');
const noFetch = () => Promise.reject(new Error("nothing is fetched here"));

function genuineOf(body: Uint8Array) {
  return (title: string, headers: Record<string, string>, change: Partial<Genuine> = {}): Genuine => ({
    title,
    platform: title.split(" ")[0]!,
    secret,
    headers,
    body,
    bound: Object.keys(headers),
    coversBody: true,
    computes: "digests",
    isList: false,
    fetch: noFetch,
    ...change,
  });
}

const RELAYED: Partial<Genuine> = { bound: ["X-Signature"] };
const LISTED: Partial<Genuine> = { isList: true };

/** Where not all that is sent is signed, or a header is a list. */
const BOUND: Record<string, Partial<Genuine>> = {
  bluesky: RELAYED,
  medium: RELAYED,
  "moderation-ai": RELAYED,
  reddit: RELAYED,
  pixelpatrol: { bound: ["X-PixelPatrol-Signature"] },
  // The headers of Standard Webhooks beside it may be left out.
  generic: { bound: ["X-Webhook-Signature"] },
  gitlab: LISTED,
  hook0: LISTED,
  omnifence: LISTED,
  standard: LISTED,
  stripe: LISTED,
  tiktok: LISTED,
};

export async function listGenuine(body: Uint8Array = BODY): Promise<readonly Genuine[]> {
  const of = genuineOf(body);
  const byText = Object.entries(SIGN).map(([name, sign]) => of(name, sign(body), BOUND[name]));
  return [...byText, ...others(body), ...byEd25519(body), await byGoogle(body)];
}

/** The other ways of those platforms that have two. */
function others(body: Uint8Array): Genuine[] {
  const of = genuineOf(body);
  const svix = Object.entries(by(standard)(body)).map(([name, value]) => [name.replace("webhook", "svix"), value]);
  const named = { "X-Event-Id": "6f1c1b1e", "X-Event-Type": "user.created" };
  const v1 = hex("sha256", around(`${seconds}.x-event-id x-event-type.6f1c1b1e.user.created.`, body));
  const acme = {
    secret,
    header: "X-Acme",
    prefix: "v1=",
    signed: "{{timestamp}}.{{body}}",
    timestampHeader: "X-Acme-Time",
  };
  return [
    of("gitlab by its secret token", { "X-Gitlab-Token": "a-token" }, { secret: "a-token", coversBody: false }),
    of("okta", { Authorization: "a-secret" }, { secret: "a-secret", coversBody: false }),
    of("standard by Svix's names", Object.fromEntries(svix), LISTED),
    of("hook0 by v1", { ...named, "X-Hook0-Signature": `t=${seconds},h=x-event-id x-event-type,v1=${v1}` }),
    of("shopify by its newer header", { "Shopify-Hmac-SHA256": hex("sha256", body, "base64") }),
    of(
      "twitter by the client secret",
      { "X-Twitter-Webhooks-Signature-OAuth2": `sha256=${hex("sha256", body, "base64")}` },
      { secret: { consumerSecret: "another", clientSecret: secret } },
    ),
    of("youtube by sha512", { "X-Hub-Signature": `sha512=${hex("sha512", body)}` }),
    of(
      "generic with a time",
      { "X-Acme": `v1=${hex("sha256", around(`${seconds}.`, body))}`, "X-Acme-Time": seconds },
      { secret: acme },
    ),
  ];
}

function byEd25519(body: Uint8Array): Genuine[] {
  const of = genuineOf(body);
  const computes = "Ed25519";
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");
  const headers = {
    "X-Signature-Ed25519": signBytes(null, around(seconds, body), privateKey).toString("hex"),
    "X-Signature-Timestamp": seconds,
  };
  const pair = generateKeyPair(new Uint8Array(32).fill(7));
  const event = { id: "msg_1", type: "", createdAt: "", data: "", deliveryId: "" };
  const v1a = standard.sign({ event, body, secrets: [pair.privateKey], nowMs: now });
  return [
    of("discord", headers, { secret: key, computes }),
    of("discord-interactions", headers, { secret: key, computes }),
    of("standard by Ed25519", { ...v1a }, { ...LISTED, secret: pair.publicKey, computes }),
  ];
}

async function byGoogle(body: Uint8Array): Promise<Genuine> {
  const of = genuineOf(body);
  const { publicKey, privateKey } = await generateRsa("RS256");
  const keys = [{ ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256", use: "sig" }];
  const iat = Math.floor(now / 1000) - 60;
  const [aud, email] = ["https://example.com/webhook/youtube", "push@project.iam.gserviceaccount.com"];
  const token = await new SignJWT({
    aud,
    email,
    iss: "https://accounts.google.com",
    email_verified: true,
    iat,
    exp: iat + 3600,
  })
    .setProtectedHeader({ alg: "RS256", kid: "k1" })
    .sign(privateKey);
  return of(
    "youtube by Google's token",
    { Authorization: `Bearer ${token}` },
    {
      secret: { audience: aud, serviceAccount: email },
      coversBody: false,
      computes: "RSA",
      fetch: async () => Response.json({ keys }),
    },
  );
}
