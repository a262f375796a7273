import assert from "node:assert/strict";
import { test } from "node:test";
import { type Explanation, getContract } from "../src/index.ts";

const nowMs = 1_705_745_400_000;
const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const event = {
  id: "evt_1",
  type: "a.b",
  createdAt: "2024-01-20T10:10:00Z",
  data: '{"url":"https://a.example/ä","n":[1,2]}',
  deliveryId: "del_1",
};

interface Change {
  headers?: Record<string, string>;
  body?: (body: string) => string;
  secrets?: string;
  nowMs?: number;
}

function explain(name: string, change: Change = {}, signingSecret = secret): Explanation {
  const contract = getContract(name);
  const body = contract.envelope(event);
  const headers = contract.sign({ event, body, secrets: [signingSecret], nowMs });
  return contract.explain({
    headers: { ...headers, ...change.headers },
    body: change.body?.(body) ?? body,
    secrets: change.secrets ?? secret,
    nowMs: change.nowMs ?? nowMs,
  });
}

function assertHint(explanation: Explanation, hint: RegExp): void {
  assert.equal(explanation.ok, false);
  assert.ok(
    explanation.hints.some((one) => hint.test(one)),
    explanation.hints.join("\n"),
  );
}

test("a genuine request passes every step, and nothing is hinted", () => {
  const { ok, steps, hints, reason } = explain("standard");
  assert.deepEqual({ ok, hints, reason }, { ok: true, hints: [], reason: undefined });
  assert.deepEqual(
    steps.map((step) => step.step),
    ["body", "secret", "signature header", "id", "timestamp", "signature"],
  );
});

test("a late request is shown to be late and genuine", () => {
  const { reason, steps } = explain("standard", { nowMs: nowMs + 3_600_000 });
  assert.equal(reason, "timestamp_outside_tolerance");
  assert.deepEqual(
    steps.filter((step) => !step.ok).map((step) => step.step),
    ["timestamp"],
  );
});

test("what was expected is given, with the request's own id and time", () => {
  const genuine = explain("standard").expected;
  assert.deepEqual(explain("standard", { headers: { "webhook-signature": "v1,x" } }).expected, genuine);
});

const changes: Record<string, [change: (body: string) => string, hint: RegExp]> = {
  "pretty-printed": [(body) => JSON.stringify(JSON.parse(body), null, 2), /re-serialised as compact JSON/],
  "given a newline": [(body) => `${body}\n`, /white space at the end/],
};
for (const name of ["pixelpatrol", "standard", "stripe", "github"]) {
  for (const [what, [body, hint]] of Object.entries(changes)) {
    test(`${name} hints at a body that was ${what} on its way`, () => assertHint(explain(name, { body }), hint));
  }
}

for (const [what, serialise, hint] of [
  ["pretty-printed", (value: unknown) => JSON.stringify(value, null, 4), /pretty-printed/],
  ["Python's", () => '{"url": "https://a.example/\\u00e4", "n": [1, 2]}', /Python's json\.dumps/],
  ["PHP's", () => '{"url":"https:\\/\\/a.example\\/ä","n":[1,2]}', /PHP's json_encode/],
  ["of a file with a newline", (value: unknown) => `${JSON.stringify(value)}\n`, /with a newline at the end/],
] as const) {
  test(`a signature that was made of JSON ${what} is recognised`, () => {
    const github = getContract("github");
    const headers = github.sign({ event, body: serialise(JSON.parse(event.data)), secrets: [secret], nowMs });
    assertHint(github.explain({ headers, body: event.data, secrets: secret, nowMs }), hint);
  });
}

test("a secret used as text where it should be decoded is recognised", () => {
  const key = new TextEncoder().encode(secret);
  const sender = `whsec_${Buffer.from(key).toString("base64")}`;
  assertHint(explain("standard", {}, sender), /used as text/);
});

test("a secret used decoded or without its prefix where it is text is recognised", () => {
  assertHint(explain("stripe", {}, secret.slice("whsec_".length)), /without its whsec_ prefix/);
  assertHint(explain("github", { secrets: "whsec_YWJj" }, "abc"), /decoded from base64/);
});

test("the notation of a signature that is right otherwise is named", () => {
  const header = "X-PixelPatrol-Signature";
  const value = explain("pixelpatrol").expected![header]!;
  const base64 = Buffer.from(value, "hex").toString("base64");
  assertHint(explain("pixelpatrol", { headers: { [header]: value.toUpperCase() } }), /case of its hexadecimal/);
  assertHint(explain("pixelpatrol", { headers: { [header]: `sha256=${value}` } }), /prefix "sha256="/);
  assertHint(explain("pixelpatrol", { headers: { [header]: base64 } }), /in base64: this contract writes it in hex/);
  assertHint(
    explain("github", {
      headers: { "X-Hub-Signature-256": explain("github").expected!["X-Hub-Signature-256"]!.slice(7) },
    }),
    /prefix "sha256=", which is missing/,
  );
  const v1 = explain("standard").expected!["webhook-signature"]!;
  const hex = Buffer.from(v1.slice(3), "base64").toString("hex");
  assertHint(explain("standard", { headers: { "webhook-signature": `v1,${hex}` } }), /in hexadecimal/);
  assertHint(explain("standard", { headers: { "webhook-signature": v1.slice(0, -1) } }), /variant of base64/);
});

test("a request of another contract is recognised by its headers", () => {
  const headers = getContract("stripe").sign({ event, body: "{}", secrets: [secret], nowMs });
  const explanation = getContract("pixelpatrol").explain({ headers, body: "{}", secrets: secret, nowMs });
  assertHint(explanation, /looks like the contract stripe/);
  assert.equal(explanation.reason, "signature_missing");
});

test("white space around the secret is recognised", () => {
  assertHint(explain("github", { secrets: `${secret}\n` }), /white space around the secret/);
});

test("what verify says holds no secret and no valid signature", () => {
  for (const name of ["pixelpatrol", "generic", "standard", "stripe", "github", "custom", "moderation-ai"]) {
    const contract = getContract(name);
    const { expected } = explain(name);
    const verdict = contract.verify({ headers: explain(name).expected!, body: "changed", secrets: secret, nowMs });
    assert.ok(!verdict.ok);
    for (const text of [secret, ...Object.values(expected!)]) assert.ok(!verdict.message.includes(text));
  }
});
