import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { generic } from "@tabellary/contracts";
import { findPlatform, receive, verify, WebhookHandler } from "../../src/index.ts";
import { bodyOf, readVectors, type Vector } from "../vectors.ts";

const now = 1_768_480_200_000;

type Described = Vector & { header: string; algorithm: string; encoding: string; prefix?: string };

for (const vector of readVectors("hmac-generic") as Described[]) {
  test(`${vector.id} is ${vector.expect}: ${vector.note}`, async () => {
    const { secret, header, algorithm, encoding, prefix, headers } = vector;
    const described = { secret, header, algorithm, encoding, ...(prefix !== undefined && { prefix }) };
    const verdict = await verify({ platform: "generic", secret: described, headers, body: bodyOf(vector), now });
    assert.equal(verdict.ok, vector.expect === "valid", JSON.stringify(verdict));
  });
}

test("a secret alone is the format that most pages print, and Standard Webhooks beside it", async () => {
  const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  const body = '{"id":"evt_abc123","type":"user.created","created_at":"2026-01-15T12:30:00Z","data":{"id":"user_123"}}';
  const event = { id: "evt_abc123", type: "user.created", createdAt: "", data: "", deliveryId: "" };
  const headers = generic.sign({ event, body, secrets: [secret], nowMs: now });
  assert.ok(headers["X-Webhook-Signature"] && headers["webhook-signature"]);
  const received = await receive({ platform: "generic", secret, headers, body, now });
  assert.ok(received.kind === "events");
  assert.deepEqual(JSON.parse(JSON.stringify(received.events[0])), {
    event_id: "evt_abc123",
    event_type: "generic.user.created",
    timestamp: "2026-01-15T12:30:00Z",
    platform: "generic",
    data: { id: "user_123" },
  });
});

test("a time that is signed is checked, under the names that were given", async () => {
  const described = {
    secret: "s",
    header: "X-Acme-Signature",
    algorithm: "sha512",
    encoding: "base64",
    prefix: "v1=",
    signed: "{{timestamp}}.{{body}}",
    timestampHeader: "X-Acme-Time",
    timestampUnit: "ms",
  };
  const body = "{}";
  const digest = createHmac("sha512", "s").update(`${now}.${body}`).digest("base64");
  const headers = { "x-acme-signature": `v1=${digest}`, "x-acme-time": String(now) };
  const request = { platform: "hmac", secret: described, headers, body, now };
  assert.equal((await verify(request)).ok, true);
  const late = await verify({ ...request, now: now + 301_000 });
  assert.equal(late.ok ? "taken" : late.reason, "timestamp_outside_tolerance");
});

test("a description that makes no sense lets nothing pass, and says which part of it", async () => {
  const body = "{}";
  const headers = { "X-Webhook-Signature": createHmac("md5", "s").update(body).digest("hex") };
  for (const [option, value] of [
    ["algorithm", "md5"],
    ["header", "no header"],
    ["signed", "{{timestamp}}"],
  ] as const) {
    const verdict = await verify({ platform: "generic", secret: { secret: "s", [option]: value }, headers, body, now });
    assert.ok(!verdict.ok && verdict.reason === "secret_invalid");
    assert.match(verdict.message, /options beside the secret/);
  }
});

test("the id of what an event is about is not taken for the event's", async () => {
  const ids: string[] = [];
  for (const body of ['{"type":"user","id":"user_1","name":"a"}', '{"type":"user","id":"user_1","name":"b"}']) {
    const headers = { "X-Webhook-Signature": createHmac("sha256", "s").update(body).digest("hex") };
    const received = await receive({ platform: "generic", secret: "s", headers, body, now });
    assert.ok(received.kind === "events");
    assert.equal(received.events[0]?.eventType, "generic.user");
    ids.push(received.events[0]!.eventId);
  }
  assert.notEqual(ids[0], ids[1]);
});

test("two senders have a path, a description, a secret and a memory each", async () => {
  const platform = findPlatform("generic")!;
  const acme = { secret: "a", header: "X-Acme-Signature", prefix: "sha256=" };
  const platforms = { acme: { platform, secret: acme }, other: { platform, secret: "b" } };
  const seen: string[] = [];
  const handler = new WebhookHandler({ platforms, log: null, waits: true }).on("*", ({ eventType }) => {
    seen.push(eventType);
  });
  const body = '{"type":"order.paid","data":{}}';
  const sign = (secret: string) => createHmac("sha256", secret).update(body).digest("hex");
  const readBody = async () => body;
  const post = { method: "POST", query: "", readBody };
  const toAcme = { ...post, path: "/webhook/acme", headers: { "X-Acme-Signature": `sha256=${sign("a")}` } };
  const toOther = { ...post, path: "/webhook/other", headers: { "X-Webhook-Signature": sign("b") } };
  const crossed = { ...toOther, headers: { "X-Webhook-Signature": sign("a") } };
  const statuses: number[] = [];
  for (const request of [toAcme, crossed, toOther, toAcme]) statuses.push((await handler.answer(request)).status);
  assert.deepEqual(statuses, [200, 401, 200, 200]);
  assert.deepEqual(seen, ["generic.order.paid", "generic.order.paid"]);
  const nobody = await handler.answer({ ...toOther, path: "/webhook/generic" });
  assert.equal(nobody.status, 401);
});
