import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { openHub } from "./hub.ts";

const body = '{"id":"evt_1","type":"user.created","created_at":"2026-01-15T12:30:00Z","data":{}}';
const signature = createHmac("sha256", "whsec_abc123...").update(body).digest("hex");
const genuine = { contract: "generic", headers: { "X-Webhook-Signature": signature }, body, secret: "whsec_abc123..." };

test("a genuine request is explained as such", async (t) => {
  const { call } = await openHub(t);
  const answer = await call("POST", "/v1/verify", genuine);
  assert.equal(answer.status, 200);
  assert.deepEqual([answer.body.ok, answer.body.contract], [true, "generic"]);
  const { body: text, ...rest } = genuine;
  const asBytes = { ...rest, body_base64: Buffer.from(text).toString("base64") };
  assert.equal((await call("POST", "/v1/verify", asBytes)).body.ok, true);
  const { secret, ...without } = genuine;
  assert.equal((await call("POST", "/v1/verify", { ...without, secrets: ["other", secret] })).body.ok, true);
});

test("a failed verification is 200 too, and says which step failed and what would have matched", async (t) => {
  const { call } = await openHub(t);
  const answer = await call("POST", "/v1/verify", { ...genuine, headers: { "X-Webhook-Signature": "test_signature" } });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.ok, false);
  assert.equal(answer.body.reason, "signature_malformed");
  assert.equal(answer.body.expected["X-Webhook-Signature"], signature);
  assert.ok(answer.body.steps.some((step: { ok: boolean }) => !step.ok));
});

test("the age of a request is judged as of the time that is named", async (t) => {
  const { call } = await openHub(t);
  const sent = Date.UTC(2026, 0, 15);
  const headers = {
    "X-PixelPatrol-Signature": createHmac("sha256", "s").update(body).digest("hex"),
    "X-PixelPatrol-Timestamp": String(sent),
  };
  const ask = async (over: object) =>
    (await call("POST", "/v1/verify", { contract: "pixelpatrol", headers, body, secret: "s", ...over })).body;
  assert.equal((await ask({})).reason, "timestamp_outside_tolerance");
  assert.equal((await ask({ now: "2026-01-15T00:04:00Z" })).ok, true);
  assert.equal((await ask({ now: "2026-01-15T00:04:00Z", tolerance_seconds: 60 })).ok, false);
  assert.equal((await ask({ tolerance_seconds: null })).ok, true);
});

test("a custom contract is verified by its options", async (t) => {
  const { call } = await openHub(t);
  const custom = { contract: "custom", custom_contract: { signature: { header: "X-Ours", prefix: "sha256=" } } };
  const headers = { "x-ours": `sha256=${signature}` };
  assert.equal((await call("POST", "/v1/verify", { ...genuine, ...custom, headers })).body.ok, true);
});

test("a request that was passed on is verified by its bytes", async (t) => {
  const { call } = await openHub(t);
  const bytes = Buffer.from([0xff, 0x00, 0x7b]);
  const headers = { "x-webhook-signature": createHmac("sha256", "s").update(bytes).digest("hex") };
  const asked = { contract: "pass-through", headers, secret: "s", body_base64: bytes.toString("base64") };
  assert.equal((await call("POST", "/v1/verify", asked)).body.ok, true);
});

test("a question that cannot be asked is refused by name", async (t) => {
  const { call } = await openHub(t);
  const wrong: [object, string][] = [
    [{ contract: "nonsense" }, "/contract"],
    [{ contract: "custom", custom_contract: { signature: 7 } }, "/custom_contract/signature"],
    [{ headers: { a: 7 } }, "/headers/a"],
    [{ headers: undefined }, "/headers"],
    [{ body: undefined }, "/body"],
    [{ body_base64: "e30=" }, "/body"],
    [{ body: undefined, body_base64: "###" }, "/body_base64"],
    [{ secret: undefined }, "/secret"],
    [{ secrets: ["a"] }, "/secret"],
    [{ now: "soon" }, "/now"],
    [{ tolerance_seconds: -1 }, "/tolerance_seconds"],
    [{ signature: "x" }, "/signature"],
  ];
  for (const [over, path] of wrong) {
    const answer = await call("POST", "/v1/verify", { ...genuine, ...over });
    assert.deepEqual([answer.status, answer.body.errors?.[0].path], [400, path], JSON.stringify(over));
  }
});

test("the contracts there are can be read", async (t) => {
  const { call, makeSite } = await openHub(t);
  const { token } = await makeSite("tenant", []);
  const { body: list } = await call("GET", "/v1/contracts", undefined, { key: token });
  const generic = list.contracts.find((contract: { name: string }) => contract.name === "generic");
  assert.deepEqual(generic.retry_schedule, [0, 30, 300, 1800, 7200]);
  assert.ok(generic.signature_headers.includes("X-Webhook-Signature"));
});
