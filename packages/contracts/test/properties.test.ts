import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Contract, type ContractEvent, contracts, defineCustom, type VerifyInput } from "../src/index.ts";

const nowMs = 1_705_745_400_678;
const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

const surrounded = defineCustom({
  envelope: {
    meta: { id: "{{id}}", note: 'a "{{type}}" of {{created_at}}' },
    at: "{{created_at_ms}}",
    data: "{{data}}",
  },
  signature: { algorithm: "sha512", encoding: "base64", prefix: "v0=", signed: "{{id}}:{{timestamp}}:{{body}}:end" },
  timestamp: { header: "X-Time", unit: "ms" },
  id: { header: "X-Id" },
});
const all: readonly Contract[] = [...contracts, surrounded];
const signing = all.filter((contract) => contract.signatureHeaders.length > 0);

const events: fc.Arbitrary<ContractEvent> = fc
  .record({
    id: fc.stringMatching(/^evt_[0-9a-z]{13}$/),
    type: fc.oneof(fc.stringMatching(/^[a-z]{1,9}\.[a-z_]{1,9}$/), fc.string()),
    createdAt: fc.date({ min: new Date(0), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true }),
    data: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("delivery_id", "platform", "10", "2")), fc.jsonValue()),
    deliveryId: fc.stringMatching(/^del_[0-9a-z]{13}$/),
  })
  .map((event) => ({
    ...event,
    createdAt: event.createdAt.toISOString(),
    // Twice, as a hub makes it canonical: the order of keys settles in the first round.
    data: JSON.stringify(JSON.parse(JSON.stringify(event.data))),
  }));

const bodies = fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array());

for (const contract of all) {
  const label = contract === surrounded ? "custom, with everything in it," : contract.name;

  test(`${label} makes envelopes that re-serialise to themselves`, () => {
    fc.assert(
      fc.property(events, (event) => {
        const body = contract.envelope(event);
        assert.equal(JSON.stringify(JSON.parse(body)), body);
      }),
      { numRuns: 300 },
    );
  });

  test(`${label} throws for no request, when it verifies or explains`, () => {
    fc.assert(
      fc.property(hostileInputs(contract), (input) => {
        const verdict = contract.verify(input);
        const explanation = contract.explain(input);
        assert.equal(verdict.ok, false);
        assert.equal(explanation.ok, false);
        assert.equal(explanation.reason, verdict.ok ? undefined : verdict.reason);
      }),
      { numRuns: 500 },
    );
  });
}

for (const contract of signing) {
  const label = contract === surrounded ? "custom, with everything in it," : contract.name;

  test(`${label} verifies what it signed`, () => {
    fc.assert(
      fc.property(events, bodies, (event, body) => {
        const headers = contract.sign({ event, body, secrets: [secret], nowMs });
        const input = { headers, body, secrets: ["another secret", secret], nowMs };
        assert.equal(contract.verify(input).ok, true);
        const explanation = contract.explain(input);
        assert.ok(explanation.ok && explanation.steps.every((step) => step.ok));
      }),
      { numRuns: 100 },
    );
  });

  test(`${label} refuses a body with one bit flipped`, () => {
    const flips = fc.record({ event: events, body: fc.uint8Array({ minLength: 1 }), at: fc.nat(), bit: fc.nat(7) });
    fc.assert(
      fc.property(flips, ({ event, body, at, bit }) => {
        const headers = contract.sign({ event, body, secrets: [secret], nowMs });
        const flipped = body.with(at % body.length, body[at % body.length]! ^ (1 << bit));
        assert.equal(contract.verify({ headers, body: flipped, secrets: secret, nowMs }).ok, false);
      }),
      { numRuns: 200 },
    );
  });

  test(`${label} refuses a signature with any one bit flipped`, () => {
    const event = { id: "evt_1", type: "a.b", createdAt: "2024-01-20T10:30:00Z", data: "{}", deliveryId: "del_1" };
    const body = contract.envelope(event);
    const headers = contract.sign({ event, body, secrets: [secret], nowMs });
    for (const name of contract.signatureHeaders) {
      const value = headers[name]!;
      for (let i = 0; i < value.length * 8; i++) {
        const letter = String.fromCharCode(value.charCodeAt(i >> 3) ^ (1 << (i & 7)));
        const flipped = value.slice(0, i >> 3) + letter + value.slice((i >> 3) + 1);
        const input = { headers: { ...headers, [name]: flipped }, body, secrets: secret, nowMs };
        assert.equal(contract.verify(input).ok, false, `${name}: ${flipped}`);
      }
    }
  });

  test(`${label} expects, when it explains a forgery, headers that verify`, () => {
    fc.assert(
      fc.property(hostileInputs(contract), bodies, (hostile, body) => {
        const input = { ...hostile, body, secrets: secret, nowMs, toleranceSeconds: undefined };
        const { expected } = contract.explain(input);
        assert.equal(contract.verify({ ...input, headers: expected! }).ok, true);
      }),
      { numRuns: 100 },
    );
  });
}

/** Near-genuine and absurd requests alike: none has a right signature. */
function hostileInputs(contract: Contract): fc.Arbitrary<VerifyInput> {
  const values = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("", ",", " ", "v1,", "v1a,", "t=", "t=1,v1=", "sha256=", "=".repeat(100_000), "1705745400", "⚠️"),
    fc.constantFrom("0".repeat(64), `sha256=${"a".repeat(64)}`, `v1,${"A".repeat(43)}=`, `v1a,${"A".repeat(86)}==`),
    fc.constant(`t=1705745400,v1=${"0".repeat(64)}`),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.anything(),
  );
  const names = [...contract.headerNames, ...contract.headerNames.map((name) => name.toUpperCase()), "svix-signature"];
  const records = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), values);
  const headers = fc.oneof(
    records,
    fc.array(fc.tuple(fc.constantFrom(...names), values)),
    records.map((record) => new Map(Object.entries(record))),
    fc.anything(),
  );
  const secrets = fc.oneof(
    fc.string(),
    fc.constantFrom(secret, "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", `whpk_${"/".repeat(43)}=`),
    fc.array(fc.string()),
    fc.anything(),
  );
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  return fc.record({
    headers,
    body: fc.oneof(bodies, fc.constantFrom(deep, "{}", '{"a":[1.0]}\r\n'), fc.anything()),
    secrets,
    nowMs: fc.oneof(fc.constant(nowMs), fc.double()),
    toleranceSeconds: fc.oneof(fc.constant(undefined), fc.constant(null), fc.double()),
  }) as fc.Arbitrary<VerifyInput>;
}
