import assert from "node:assert/strict";
import { test } from "node:test";
import { getContract, type HeadersLike, type VerifyInput } from "../src/index.ts";

const nowMs = 1_705_745_400_000;
const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const event = { id: "evt_1", type: "a.b", createdAt: "2024-01-20T10:10:00Z", data: '{"a":1}', deliveryId: "del_1" };

interface SignedRequest extends VerifyInput {
  headers: Record<string, string>;
  body: string;
}

function signed(name: string): SignedRequest {
  const contract = getContract(name);
  const body = contract.envelope(event);
  return { headers: contract.sign({ event, body, secrets: [secret], nowMs }), body, secrets: secret, nowMs };
}

function reasonOf(name: string, change: Partial<{ [field in keyof VerifyInput]: unknown }>): string {
  const verdict = getContract(name).verify({ ...signed(name), ...change } as VerifyInput);
  return verdict.ok ? "ok" : verdict.reason;
}

test("headers are read from whatever shape they come in", () => {
  const { headers } = signed("standard");
  const pairs = Object.entries(headers);
  const shapes: Record<string, HeadersLike> = {
    "a record": headers,
    "a record in capitals": Object.fromEntries(pairs.map(([name, value]) => [name.toUpperCase(), value])),
    "lists of one, as some frameworks have them": Object.fromEntries(pairs.map(([name, value]) => [name, [value]])),
    "fetch Headers": new Headers(headers),
    "a Map with names as printed": new Map(pairs.map(([name, value]) => [name.replace("web", "Web"), value])),
    "a list of pairs": pairs,
  };
  for (const [shape, value] of Object.entries(shapes)) {
    assert.equal(reasonOf("standard", { headers: value }), "ok", shape);
  }
});

test("a signature header that came twice is refused, in every shape that can say so", () => {
  const { headers } = signed("pixelpatrol");
  const name = "X-PixelPatrol-Signature";
  const value = headers[name]!;
  const twice = new Headers(headers);
  twice.append(name, value);
  for (const repeated of [
    { ...headers, [name]: [value, value] },
    { ...headers, [name.toLowerCase()]: value },
    { ...headers, [name]: `${value}, ${value}` },
    [...Object.entries(headers), [name, value]],
    twice,
  ]) {
    assert.equal(reasonOf("pixelpatrol", { headers: repeated }), "signature_repeated");
  }
});

test("joined by a comma, two of a list header are a repetition too", () => {
  for (const [name, header] of [
    ["standard", "webhook-signature"],
    ["stripe", "Stripe-Signature"],
  ] as const) {
    const { headers } = signed(name);
    const joined = { ...headers, [header]: `${headers[header]}, ${headers[header]}` };
    assert.equal(reasonOf(name, { headers: joined }), "signature_repeated");
    assert.equal(reasonOf(name, { headers: { ...headers, [header]: [headers[header], "x"] } }), "signature_repeated");
  }
});

test("a body that a framework has parsed is refused with the way out", () => {
  for (const body of [{ a: 1 }, undefined, null, 7, [1, 2]])
    assert.equal(reasonOf("generic", { body }), "body_invalid");
});

test("bytes and text of one body are the same", () => {
  assert.equal(reasonOf("generic", { body: new TextEncoder().encode(signed("generic").body) }), "ok");
});

test("no secret, an empty one and one that is no text verify nothing", () => {
  for (const secrets of ["", [], [""], undefined, null, 7, [undefined]]) {
    assert.equal(reasonOf("pixelpatrol", { secrets }), "secret_invalid");
    assert.equal(reasonOf("standard", { secrets }), "secret_invalid");
  }
});

test("every secret is tried, and one that is no use does not stop the others", () => {
  assert.equal(reasonOf("standard", { secrets: ["plain text", secret] }), "ok");
  assert.equal(reasonOf("standard", { secrets: ["plain text"] }), "secret_invalid");
});

for (const name of ["pixelpatrol", "generic", "omnifence-signed", "moderation-ai", "standard"]) {
  test(`${name} lets a timestamp be 300 s off, either way, and not 301`, () => {
    for (const seconds of [300, -300]) assert.equal(reasonOf(name, { nowMs: nowMs + seconds * 1000 }), "ok");
    for (const seconds of [301, -301]) {
      assert.equal(reasonOf(name, { nowMs: nowMs + seconds * 1000 }), "timestamp_outside_tolerance");
    }
  });
}

test("stripe refuses the past alone, as Stripe's own libraries do", () => {
  assert.equal(reasonOf("stripe", { nowMs: nowMs - 3_600_000 }), "ok");
  assert.equal(reasonOf("stripe", { nowMs: nowMs + 301_000 }), "timestamp_outside_tolerance");
});

test("a tolerance of 0 is 0, null is no check, and one that is no number lets nothing pass", () => {
  assert.equal(reasonOf("standard", { toleranceSeconds: 0 }), "ok");
  assert.equal(reasonOf("standard", { toleranceSeconds: 0, nowMs: nowMs + 999 }), "ok");
  assert.equal(reasonOf("standard", { toleranceSeconds: 0, nowMs: nowMs + 1000 }), "timestamp_outside_tolerance");
  assert.equal(reasonOf("standard", { toleranceSeconds: null, nowMs: 0 }), "ok");
  assert.equal(reasonOf("standard", { toleranceSeconds: Number.NaN }), "timestamp_outside_tolerance");
  assert.equal(reasonOf("standard", { nowMs: Number.NaN }), "timestamp_outside_tolerance");
  for (const odd of [["999999999"], { valueOf: () => ({}) }, Object.create(null), 10n, Symbol("s"), "300", true]) {
    assert.equal(reasonOf("standard", { toleranceSeconds: odd as never }), "timestamp_outside_tolerance");
    assert.equal(reasonOf("standard", { nowMs: odd as never }), "timestamp_outside_tolerance");
  }
});

test("moderation-ai takes seconds, milliseconds and RFC 3339, and requires one of them", () => {
  const withTimestamp = (timestamp: string) => ({
    headers: { ...signed("moderation-ai").headers, "X-Timestamp": timestamp },
  });
  for (const timestamp of ["1705745400", "1705745400000", "2024-01-20T10:10:00Z", "2024-01-20T11:10:00.5+01:00"]) {
    assert.equal(reasonOf("moderation-ai", withTimestamp(timestamp)), "ok", timestamp);
  }
  for (const timestamp of [
    "",
    "soon",
    "1705745400.5",
    "0x65ab",
    "-1",
    "2024-01-20",
    "2024-01-20T10:10:00",
    "9".repeat(16),
  ]) {
    assert.equal(reasonOf("moderation-ai", withTimestamp(timestamp)), "timestamp_malformed", timestamp);
  }
  const { "X-Timestamp": _, ...headers } = signed("moderation-ai").headers;
  assert.equal(reasonOf("moderation-ai", { headers }), "timestamp_missing");
  assert.equal(reasonOf("moderation-ai", { headers, toleranceSeconds: null }), "ok");
  assert.equal(reasonOf("moderation-ai", withTimestamp("1705745090")), "timestamp_outside_tolerance");
});

test("pixelpatrol does without a timestamp, and refuses a garbled one", () => {
  const { "X-PixelPatrol-Timestamp": timestamp, ...headers } = signed("pixelpatrol").headers;
  assert.equal(reasonOf("pixelpatrol", { headers }), "ok");
  const garbled = { ...headers, "X-PixelPatrol-Timestamp": `${timestamp}abc` };
  assert.equal(reasonOf("pixelpatrol", { headers: garbled }), "timestamp_malformed");
});

test("a digest in capitals, with a prefix or cut short is malformed", () => {
  const { headers } = signed("pixelpatrol");
  const name = "X-PixelPatrol-Signature";
  const value = headers[name]!;
  for (const other of [value.toUpperCase(), `sha256=${value}`, value.slice(1), `${value} `, "", "⚠️", "0".repeat(1e6)]) {
    assert.equal(reasonOf("pixelpatrol", { headers: { ...headers, [name]: other } }), "signature_malformed");
  }
});

test("omnifence cannot be verified, and says to ask the job endpoint", () => {
  const verdict = getContract("omnifence").verify(signed("omnifence"));
  assert.ok(!verdict.ok && verdict.reason === "unsigned_contract" && verdict.message.includes("GET /job/{job_id}"));
});

test("what a verification returns is what the headers say", () => {
  const { headers, body } = signed("standard");
  assert.deepEqual(getContract("standard").verify({ headers, body, secrets: secret, nowMs }), {
    ok: true,
    id: "evt_1",
    timestampMs: nowMs,
  });
});
