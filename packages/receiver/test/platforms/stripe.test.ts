import assert from "node:assert/strict";
import { test } from "node:test";
import { Stripe } from "stripe";
import { findPlatform, normalise, receive } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const nowMs = 1_768_480_200_000;
const secret = "whsec_test_secret";

/** As https://docs.stripe.com/api/events/object prints it, shortened. */
const payload = {
  id: "evt_1NG8Du2eZvKYlo2CUI79vXWy",
  object: "event",
  created: 1686089970,
  type: "setup_intent.created",
  data: { object: { id: "seti_1NG8Du2eZvKYlo2C9XMqbR0x", object: "setup_intent" } },
};

test("an event passes whole, under its own type and id", async () => {
  const body = JSON.stringify(payload);
  const headers = {
    "Stripe-Signature": Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: nowMs / 1000 }),
  };
  const received = await receive({ platform: "stripe", secret, headers, body, now: nowMs });
  assert.ok(received.kind === "events");
  assert.deepEqual(JSON.parse(JSON.stringify(received.events[0])), {
    event_id: "evt_1NG8Du2eZvKYlo2CUI79vXWy",
    event_type: "stripe.setup_intent.created",
    timestamp: "2023-06-06T22:19:30Z",
    platform: "stripe",
    data: payload,
  });
  const late = await receive({ platform: "stripe", secret, headers, body, now: nowMs + 301_000 });
  assert.ok(late.kind === "refused" && late.answer.body === '{"error":"Invalid timestamp"}');
});

test("a thin event of API v2 has its time as a date", () => {
  const thin = { id: "evt_test_1", object: "v2.core.event", type: "v1.billing.meter.error_report_triggered" };
  const body = JSON.stringify({ ...thin, created: "2024-09-17T06:20:52.246Z" });
  const result = normalise({ platform: "stripe", headers: {}, body });
  assert.ok(result.ok);
  assert.equal(result.events[0]?.eventType, "stripe.v1.billing.meter.error_report_triggered");
  assert.equal(result.events[0]?.timestamp, "2024-09-17T06:20:52.246Z");
});

test("an endpoint is made by a form, with its secret in the answer; all pages are listed; it is deleted", async () => {
  // https://docs.stripe.com/api/webhook_endpoints
  const endpoint = { object: "webhook_endpoint", status: "enabled", url: "https://example.com/w" };
  const firstPage = Array.from({ length: 100 }, (_, i) => ({ ...endpoint, id: `we_${i}` }));
  const api = fakeApi(({ method, url }) => {
    if (method === "POST") return json({ ...endpoint, id: "we_new", secret: "whsec_made" });
    if (method === "DELETE") return json({ id: "we_new", object: "webhook_endpoint", deleted: true });
    const isSecond = url.searchParams.get("starting_after") === "we_99";
    return json({ object: "list", data: isSecond ? [{ ...endpoint, id: "we_100", status: "disabled" }] : firstPage });
  });
  const { register } = findPlatform("stripe")!;
  assert.ok(register?.kind === "api");
  const input = { credentials: { apiKey: ["sk_test"] }, fetch: api.fetch, nowMs };
  const options = { events: ["charge.failed", "charge.succeeded"] };
  assert.deepEqual(await register.register({ ...input, url: "https://example.com/w", options }), {
    id: "we_new",
    url: "https://example.com/w",
    isActive: true,
    expiresAt: null,
    secret: "whsec_made",
  });
  const listed = await register.list(input);
  assert.equal(listed.length, 101);
  assert.equal(listed.at(-1)?.isActive, false);
  await register.delete({ ...input, id: "we_new" });
  assert.deepEqual(api.asked.map(lineOf), [
    "POST /v1/webhook_endpoints",
    "GET /v1/webhook_endpoints?limit=100",
    "GET /v1/webhook_endpoints?limit=100&starting_after=we_99",
    "DELETE /v1/webhook_endpoints/we_new",
  ]);
  const [made] = api.asked;
  assert.equal(made?.headers.get("authorization"), "Bearer sk_test");
  assert.match(made?.headers.get("content-type") ?? "", /^application\/x-www-form-urlencoded/);
  assert.deepEqual(
    [...new URLSearchParams(made?.body)],
    [
      ["url", "https://example.com/w"],
      ["enabled_events[]", "charge.failed"],
      ["enabled_events[]", "charge.succeeded"],
    ],
  );
});

test("without a key nothing is asked, and the error says which", async () => {
  const api = fakeApi(() => json({}));
  const { register } = findPlatform("stripe")!;
  assert.ok(register?.kind === "api");
  const call = register.list({ credentials: {}, fetch: api.fetch, nowMs });
  await assert.rejects(call, { code: "registration_incomplete", message: /"apiKey"/ });
  assert.equal(api.asked.length, 0);
});
