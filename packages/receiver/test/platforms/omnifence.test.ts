import assert from "node:assert/strict";
import { test } from "node:test";
import { omnifenceSigned } from "@tabellary/contracts";
import { findPlatform, normalise, receive, verify } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const now = Date.parse("2026-05-19T12:00:02Z");
const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/** As OmniFence's "webhook-handler.md" prints them. */
const verdict = {
  is_prohibited: true,
  reason: "The text requests sexual content involving a minor.",
  job_id: "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
  status: "completed",
  completed_at: "2026-05-19T12:00:01.500Z",
  delivery_id: "wh_a1b2c3d4-e5f6-7890-abcd-ef1234567890",
};
const failure = {
  is_prohibited: null,
  error_code: "PROVIDER_RATE_LIMITED",
  job_id: "c3d4e5f6-a7b8-9012-cdef-123456789012",
  status: "failed",
  failed_at: "2026-09-02T10:11:36.000Z",
  delivery_id: "wh_c3d4e5f6-a7b8-9012-cdef-123456789012",
};
const batch = { type: "text_batch", batch_id: "96cf89a8-4baa-44a4-a953-010f4486882d", status: "completed", items: [] };

function signed(payload: object, id = verdict.delivery_id) {
  const body = JSON.stringify(payload);
  const event = { id, type: "", createdAt: "", data: body, deliveryId: id };
  const headers = omnifenceSigned.sign({ event, body, secrets: [secret], nowMs: now });
  return { platform: "omnifence", secret, headers, body, now };
}

const accepting = { secret, acceptUnverified: "yes" };

function unsigned(payload: object, credentials: string | typeof accepting = accepting) {
  const headers = { "X-Omnifence-Delivery-Id": "wh_1" };
  return { platform: "omnifence", secret: credentials, headers, body: JSON.stringify(payload), now };
}

test("a signed verdict passes whole, known by its job and how that ended", async () => {
  const received = await receive(signed(verdict));
  assert.ok(received.kind === "events");
  assert.deepEqual(JSON.parse(JSON.stringify(received.events[0])), {
    event_id: `${verdict.job_id}:completed`,
    event_type: "omnifence.job.completed",
    timestamp: "2026-05-19T12:00:01.500Z",
    platform: "omnifence",
    data: verdict,
  });
});

test("what has passed before is read as it was then, although its secret is gone", async () => {
  for (const request of [signed(verdict), signed(batch, "wh_9"), unsigned(verdict)]) {
    const then = await receive(request);
    assert.ok(then.kind === "events");
    const { secret: _, ...kept } = request;
    const now = normalise({ ...kept, wasVerified: true });
    assert.ok(now.ok);
    assert.deepEqual(JSON.parse(JSON.stringify(now.events)), JSON.parse(JSON.stringify(then.events)));
  }
});

test("a job's end is one event, whichever delivery tells of it, and a batch is known by its delivery", async () => {
  const ids: (string | undefined)[] = [];
  for (const [payload, id] of [
    [verdict, "wh_1"],
    [{ ...verdict, delivery_id: "wh_2" }, "wh_2"],
    [{ ...failure, job_id: verdict.job_id }, "wh_3"],
    [batch, "wh_4"],
  ] as const) {
    const received = await receive(signed(payload, id));
    ids.push(received.kind === "events" ? received.events[0]?.eventId : undefined);
  }
  const { job_id } = verdict;
  assert.deepEqual(ids, [`${job_id}:completed`, `${job_id}:completed`, `${job_id}:failed`, "wh_4"]);
});

test("what was not decided is a failure, and a batch is one event", async () => {
  for (const [payload, type] of [
    [failure, "omnifence.job.failed"],
    [batch, "omnifence.text_batch.completed"],
  ] as const) {
    const received = await receive(signed(payload));
    assert.ok(received.kind === "events");
    assert.equal(received.events[0]?.eventType, type);
  }
});

test("an unsigned verdict is refused unless it was allowed", async () => {
  const received = await receive(unsigned(verdict, secret));
  assert.ok(received.kind === "refused");
  assert.equal(received.refusal.reason, "signature_missing");
  assert.equal(received.answer.status, 401);
  const nearly = await verify(unsigned(verdict, { secret, acceptUnverified: "true" }));
  assert.equal(nearly.ok, false);
});

test("an unsigned verdict that was allowed is a hint by its type, and the step says that nothing was proven", async () => {
  assert.deepEqual(await verify(unsigned(verdict)), { ok: true, isUnsigned: true });
  const received = await receive(unsigned(verdict));
  assert.ok(received.kind === "events");
  const [event] = received.events;
  assert.equal(event?.eventType, "omnifence.unverified");
  assert.deepEqual(event?.data, verdict);
});

test("a forged hint does not keep the true one out, and the true one comes once", async () => {
  const ids: string[] = [];
  for (const one of [verdict, { ...verdict, is_prohibited: false }, verdict]) {
    const received = await receive(unsigned(one));
    assert.ok(received.kind === "events");
    ids.push(received.events[0]!.eventId);
  }
  assert.notEqual(ids[0], ids[1]);
  assert.equal(ids[0], ids[2]);
});

test("a bad signature never passes as none", async () => {
  const request = signed(verdict);
  const forged = request.body.replace("true", "false");
  const result = await verify({ ...request, secret: accepting, body: forged });
  assert.equal(result.ok ? "taken" : result.reason, "signature_mismatch");
  const bare = await verify({ ...request, secret: accepting, headers: { "webhook-signature": "" } });
  assert.equal(bare.ok, false);
});

test("the account's one address is set and taken away; it cannot be listed", async () => {
  // Omnifence/omnifence-skills, references/webhook-handler.md
  const api = fakeApi(() => json({ success: true }));
  const { register } = findPlatform("omnifence")!;
  assert.ok(register?.kind === "api");
  const input = { credentials: { apiKey: ["key"] }, fetch: api.fetch, nowMs: now };
  const made = await register.register({ ...input, url: "https://example.com/w", options: {} });
  await register.delete({ ...input, id: made.id });
  await assert.rejects(register.list(input), { code: "registration_unlistable" });
  assert.deepEqual(
    api.asked.map((one) => [lineOf(one), one.headers.get("authorization"), one.body]),
    [
      ["POST /api/v1/webhook/register", "Bearer key", '{"url":"https://example.com/w"}'],
      ["DELETE /api/v1/webhook/register", "Bearer key", ""],
    ],
  );
});
