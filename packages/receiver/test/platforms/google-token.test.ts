import assert from "node:assert/strict";
import { before, test } from "node:test";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { type FetchLike, receive, verify, type WebhookEvent } from "../../src/index.ts";

const now = Date.parse("2026-01-15T12:30:00Z");
const seconds = now / 1000;
const claims = {
  aud: "https://example.com/webhook/youtube",
  iss: "https://accounts.google.com",
  email: "push@project.iam.gserviceaccount.com",
  email_verified: true,
  sub: "113774264463038321964",
};
const secret = { audience: claims.aud, serviceAccount: claims.email };
const envelope = JSON.stringify({
  message: {
    data: Buffer.from('{"comment":{"id":9007199254740993,"snippet":{"textDisplay":"Hi"}}}').toString("base64"),
    attributes: { event_type: "comment.update" },
    messageId: "2070443601311540",
    publishTime: "2026-01-15T12:29:59.25Z",
  },
  subscription: "projects/p/subscriptions/s",
});

type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>["privateKey"];
let google: PrivateKey;
let stranger: PrivateKey;
let keys: { keys: JWK[] };

before(async () => {
  const pair = await generateKeyPair("RS256");
  google = pair.privateKey;
  stranger = (await generateKeyPair("RS256")).privateKey;
  keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k1", alg: "RS256", use: "sig" }] };
});

/** Google's end: its keys at their address, and a count of how often they were asked for. */
function googleServer(): FetchLike & { asked: number; isAway: boolean } {
  const server = Object.assign(
    async (url: string) => {
      assert.equal(url, "https://www.googleapis.com/oauth2/v3/certs");
      server.asked++;
      if (server.isAway) throw new TypeError("fetch failed");
      return Response.json(keys);
    },
    { asked: 0, isAway: false },
  );
  return server;
}

function tokenOf(change: object = {}, key = google, kid = "k1"): Promise<string> {
  const all = { ...claims, iat: seconds - 60, exp: seconds + 3540, ...change };
  return new SignJWT(all).setProtectedHeader({ alg: "RS256", kid, typ: "JWT" }).sign(key);
}

async function check(token: string, fetch = googleServer(), known: typeof secret | object = secret, nowMs = now) {
  const headers = { authorization: `Bearer ${token}` };
  const verdict = await verify({
    platform: "youtube",
    secret: { ...known },
    headers,
    body: envelope,
    now: nowMs,
    fetch,
  });
  return verdict.ok ? "ok" : verdict.reason;
}

test("a push with Google's token for us by our account is genuine, and its message is understood", async () => {
  const headers = { Authorization: `Bearer ${await tokenOf()}` };
  const request = { platform: "youtube", secret, headers, body: envelope, now, fetch: googleServer() };
  const received = await receive(request);
  assert.ok(received.kind === "events", JSON.stringify(received));
  const event = received.events[0] as WebhookEvent<"comment.updated">;
  assert.deepEqual(
    [event.eventType, event.data.comment.id, event.data.comment.text],
    ["comment.updated", "9007199254740993", "Hi"],
  );
  assert.match(event.eventId, /2070443601311540$/);
});

test("a token of another key, audience, account, issuer or time is refused", async () => {
  assert.equal(await check(await tokenOf({}, stranger)), "signature_mismatch");
  assert.equal(await check(await tokenOf({ aud: "https://elsewhere" })), "token_claim_mismatch");
  assert.equal(await check(await tokenOf({ email: "other@project.iam.gserviceaccount.com" })), "token_claim_mismatch");
  assert.equal(await check(await tokenOf({ email_verified: false })), "token_claim_mismatch");
  assert.equal(await check(await tokenOf({ email_verified: "true" })), "token_claim_mismatch");
  assert.equal(await check(await tokenOf({ iss: "https://accounts.example" })), "token_claim_mismatch");
  assert.equal(await check(await tokenOf({ exp: seconds - 1 })), "timestamp_outside_tolerance");
  assert.equal(await check(await tokenOf({}, google, "unknown")), "signature_mismatch");
});

test("a token without a signature, or signed with the public key as a secret, is refused", async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const payload = part({ ...claims, iat: seconds, exp: seconds + 60 });
  assert.equal(await check(`${part({ alg: "none" })}.${payload}.`), "signature_malformed");
  assert.equal(await check(`${part({ alg: "none", kid: "k1" })}.${payload}.AAAA`), "signature_mismatch");
  const byPublicKey = new SignJWT({ ...claims })
    .setProtectedHeader({ alg: "HS256", kid: "k1" })
    .setExpirationTime(seconds + 60);
  const token = await byPublicKey.sign(new TextEncoder().encode(keys.keys[0]!.n!));
  assert.equal(await check(token), "signature_mismatch");
  for (const nonsense of ["", "a.b", "a.b.c", "e30.e30.e30", "x".repeat(10_000)]) {
    assert.match(await check(nonsense), /^signature_/);
  }
});

test("without an audience or an account nothing is taken", async () => {
  const token = await tokenOf();
  assert.equal(await check(token, googleServer(), { audience: claims.aud }), "secret_invalid");
  assert.equal(await check(token, googleServer(), { serviceAccount: claims.email }), "secret_invalid");
  assert.equal(await check(token, googleServer(), { hubSecret: "x" }), "secret_invalid");
});

test("Google's keys are asked for once an hour, and made-up keys do not change that much", async () => {
  const server = googleServer();
  const token = await tokenOf({ exp: seconds + 10_000 });
  for (let i = 0; i < 3; i++) assert.equal(await check(token, server), "ok");
  assert.equal(server.asked, 1);
  const madeUp = await tokenOf({}, stranger, "made-up");
  for (let i = 0; i < 3; i++) await check(madeUp, server);
  assert.equal(server.asked, 1);
  await check(madeUp, server, secret, now + 61_000);
  assert.equal(server.asked, 2);
  assert.equal(await check(token, server, secret, now + 3_700_000), "ok");
  assert.equal(server.asked, 3);
});

test("when Google's keys cannot be had, the push is asked to come again; known keys serve on", async () => {
  const server = googleServer();
  server.isAway = true;
  const token = await tokenOf({ exp: seconds + 10_000 });
  assert.equal(await check(token, server), "keys_unavailable");
  server.isAway = false;
  assert.equal(await check(token, server), "keys_unavailable");
  assert.equal(server.asked, 1, "not at the pace of whoever sends");
  assert.equal(await check(token, server, secret, now + 1_000), "ok");
  server.isAway = true;
  assert.equal(await check(token, server, secret, now + 3_700_000), "ok");
});

test("many pushes at once are one question for Google's keys, whoever made their tokens", async () => {
  const server = googleServer();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const slow: FetchLike = async (url, init) => {
    await answered;
    return server(url, init);
  };
  const tokens = [await tokenOf(), await tokenOf({}, stranger, "made-up"), await tokenOf({}, stranger)];
  const verdicts = Array.from({ length: 30 }, (_, i) => check(tokens[i % 3]!, slow as typeof server));
  answer();
  const counts = Object.groupBy(await Promise.all(verdicts), (verdict) => verdict);
  assert.deepEqual([counts.ok?.length, counts.signature_mismatch?.length, server.asked], [10, 20, 1]);
});
