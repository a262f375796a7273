import assert from "node:assert/strict";
import { test } from "node:test";
import { generateKeyPair, getContract, InvalidSecretError, publicKeyOf } from "../src/index.ts";

const nowMs = 1_705_745_400_000;
const event = { id: "evt_1", type: "a.b", createdAt: "2024-01-20T10:10:00Z", data: "{}", deliveryId: "del_1" };
const bytes = (from: number) => Uint8Array.from({ length: 32 }, (_, i) => from + i);
const older = getContract("generic").generateSecret(bytes(0));
const newer = getContract("generic").generateSecret(bytes(32));
const pair = generateKeyPair(bytes(64));

const sign = (name: string, secrets: string[]) => getContract(name).sign({ event, body: "{}", secrets, nowMs });
const verifies = (name: string, headers: Record<string, string>, secrets: string) =>
  getContract(name).verify({ headers, body: "{}", secrets, nowMs }).ok;

for (const name of ["standard", "omnifence-signed", "stripe"]) {
  test(`${name} signs with every secret, so a receiver may know either`, () => {
    const headers = sign(name, [older, newer]);
    assert.ok(verifies(name, headers, older));
    assert.ok(verifies(name, headers, newer));
  });
}

for (const name of ["pixelpatrol", "moderation-ai", "github", "custom"]) {
  test(`${name} has room for one signature, and the first secret makes it`, () => {
    const headers = sign(name, [older, newer]);
    assert.ok(verifies(name, headers, older));
    assert.ok(!verifies(name, headers, newer));
  });
}

test("generic signs its own header with the first secret and the list with all", () => {
  const headers = sign("generic", [older, newer]);
  assert.ok(verifies("generic", headers, older));
  assert.ok(!verifies("generic", headers, newer));
  assert.ok(verifies("standard", headers, older));
  assert.ok(verifies("standard", headers, newer));
});

test("generic sends its own header alone when the secret is no whsec_ key", () => {
  for (const secret of ["whsec_abc123...", "whsec_test", "a secret of my own"]) {
    const headers = sign("generic", [secret]);
    assert.deepEqual(Object.keys(headers), ["X-Webhook-Signature"]);
    assert.ok(verifies("generic", headers, secret));
  }
});

test("generic verifies the Standard Webhooks headers too when they are there, and does without", () => {
  const headers = sign("generic", [older]);
  assert.ok(!verifies("generic", { ...headers, "webhook-id": "evt_2" }, older));
  assert.ok(!verifies("generic", { ...headers, "webhook-timestamp": "1705745401" }, older));
  assert.ok(verifies("generic", { "X-Webhook-Signature": headers["X-Webhook-Signature"]! }, older));
  const { "X-Webhook-Signature": _, ...standard } = headers;
  assert.ok(!verifies("generic", standard, older));
});

test("a whsk_ key signs v1a, and its whpk_ key verifies it", () => {
  const headers = sign("standard", [pair.privateKey]);
  assert.match(headers["webhook-signature"]!, /^v1a,[A-Za-z0-9+/]{86}==$/);
  assert.ok(verifies("standard", headers, pair.publicKey));
  assert.ok(verifies("standard", headers, pair.privateKey));
  assert.ok(!verifies("standard", headers, generateKeyPair(bytes(1)).publicKey));
  assert.equal(publicKeyOf(pair.privateKey), pair.publicKey);
  assert.equal(publicKeyOf(older), undefined);
});

test("v1 and v1a stand side by side in the order of the secrets", () => {
  const headers = sign("standard", [older, pair.privateKey]);
  assert.match(headers["webhook-signature"]!, /^v1,\S+ v1a,\S+$/);
  assert.ok(verifies("standard", headers, older));
  assert.ok(verifies("standard", headers, pair.publicKey));
});

test("a public key used as an HMAC key verifies nothing", () => {
  const text = getContract("standard").generateSecret(bytes(0));
  const forged = sign("standard", [text]);
  assert.ok(!verifies("standard", forged, text.replace("whsec_", "whpk_")));
});

test("a list of 33 signatures is refused whatever it holds, one of 32 is not", () => {
  const headers = sign("standard", [older]);
  const list = (count: number) =>
    Array(count - 1)
      .fill("v9,x")
      .join(" ");
  const padded = (count: number) => ({
    ...headers,
    "webhook-signature": `${list(count)} ${headers["webhook-signature"]}`,
  });
  assert.ok(verifies("standard", padded(32), older));
  assert.ok(!verifies("standard", padded(33), older));
});

test("an id with a dot is refused: it would move the border between id, timestamp and body", () => {
  const headers = getContract("standard").sign({
    event: { ...event, id: "evt.1" },
    body: "{}",
    secrets: [older],
    nowMs,
  });
  assert.ok(!verifies("standard", headers, older));
});

test("a secret that cannot sign is refused in a sentence, and sign throws the same", () => {
  const { checkSecret, sign } = getContract("standard");
  const swapped = `whsk_${btoa(String.fromCharCode(...bytes(0), ...bytes(0)))}`;
  for (const secret of [
    "",
    "plain",
    "whsec_",
    "whsec_AAAA",
    "whsec_not base64",
    pair.publicKey,
    "whsk_AAAA",
    swapped,
  ]) {
    const sentence = checkSecret(secret);
    assert.match(sentence ?? "", /\.$/, secret);
    assert.throws(
      () => sign({ event, body: "{}", secrets: [secret], nowMs }),
      (error) => error instanceof InvalidSecretError && error.code === "invalid_secret" && error.message === sentence,
    );
  }
  assert.equal(checkSecret(pair.privateKey), undefined);
  assert.throws(() => sign({ event, body: "{}", secrets: [], nowMs }), InvalidSecretError);
});

test("a secret of text may be anything that is not empty, padded with white space or broken", () => {
  const { checkSecret } = getContract("pixelpatrol");
  for (const secret of ["your-webhook-secret-key", "whsec_abc123...", "s p a c e", "пароль", "🔑"]) {
    assert.equal(checkSecret(secret), undefined);
  }
  for (const secret of ["", " a", "a\n", "\ud83d", "x".repeat(1025)]) assert.match(checkSecret(secret) ?? "", /\.$/);
});

test("a secret is made of exactly 32 bytes", () => {
  assert.throws(() => getContract("generic").generateSecret(new Uint8Array(16)), RangeError);
  assert.throws(() => generateKeyPair(new Uint8Array(31)), RangeError);
});
