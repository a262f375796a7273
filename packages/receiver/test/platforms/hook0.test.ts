import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { findPlatform, receive } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const now = 1_768_480_200_000;
const secret = "1d6f32be-7b5b-4a28-9b6a-7ad5a0f0c5c0";
const time = String(now / 1000);
const body = '{"order":9007199254740993}';

function digest(before: string): string {
  return createHmac("sha256", secret).update(`${time}.${before}${body}`).digest("hex");
}

const said = { "content-type": "application/json", "x-event-id": "evt_1", "x-event-type": "order.created" };

function v1(): string {
  const [names, values] = [Object.keys(said).join(" "), Object.values(said).join(".")];
  return `t=${time},h=${names},v1=${digest(`${names}.${values}.`)}`;
}

function requestOf(signature: string, headers: object = said) {
  return { platform: "hook0", secret, headers: { ...headers, "X-Hook0-Signature": signature }, body, now };
}

test("an event has the id and the type that the signature covers", async () => {
  const received = await receive(requestOf(v1()));
  assert.ok(received.kind === "events");
  const [event] = received.events;
  assert.deepEqual([event?.eventId, event?.eventType], ["evt_1", "hook0.order.created"]);
  assert.deepEqual(event?.data, { order: "9007199254740993" });
});

test("an id that was changed on the way breaks the signature", async () => {
  const received = await receive(requestOf(v1(), { ...said, "x-event-id": "evt_2" }));
  assert.ok(received.kind === "refused" && received.refusal.reason === "signature_mismatch");
});

test("what an older signature does not cover is not believed, whatever h= says", async () => {
  const ids: string[] = [];
  for (const h of ["", "h=x-event-id,"]) {
    const received = await receive(requestOf(`t=${time},${h}v0=${digest("")}`, said));
    assert.ok(received.kind === "events");
    assert.equal(received.events[0]?.eventType, "hook0.message");
    ids.push(received.events[0]!.eventId);
  }
  assert.match(ids[0]!, /^[0-9a-f]{32}$/);
  assert.equal(ids[0], ids[1]);
});

test("a body that is text, bytes or a list comes as a payload", async () => {
  for (const [content, type, data] of [
    [Buffer.from("hello !"), "text/plain", { payload: "hello !" }],
    [
      Buffer.from([0xff, 1]),
      "application/octet-stream",
      { payload: "/wE=", payload_content_type: "application/octet-stream+base64" },
    ],
    [Buffer.from("[1]"), "application/json", { payload: [1] }],
  ] as const) {
    const digest = createHmac("sha256", secret).update(`${time}.`).update(content).digest("hex");
    const headers = { "content-type": type, "X-Hook0-Signature": `t=${time},v0=${digest}` };
    const received = await receive({ platform: "hook0", secret, headers, body: content, now });
    assert.ok(received.kind === "events", JSON.stringify(received));
    assert.deepEqual(received.events[0]?.data, data);
  }
});

test("a list of headers without end is refused", async () => {
  const names = Array.from({ length: 33 }, () => "x-event-id").join(" ");
  const received = await receive(requestOf(`t=${time},h=${names},v1=${"0".repeat(64)}`));
  assert.ok(received.kind === "refused" && received.refusal.reason === "signature_malformed");
});

test("a subscription is made, listed and deleted; the secret is Hook0's", async () => {
  // https://github.com/hook0/hook0, clients/typescript/src/generated/{api,models}.ts
  const subscription = {
    subscription_id: "5d3b4a3e-0000-4000-8000-000000000001",
    is_enabled: true,
    secret,
    target: { type: "http", method: "POST", url: "https://example.com/w", headers: {} },
  };
  const api = fakeApi(({ method }) => {
    if (method === "DELETE") return new Response(null, { status: 204 });
    return json(method === "POST" ? subscription : [subscription]);
  });
  const { register } = findPlatform("hook0")!;
  assert.ok(register?.kind === "api");
  const input = { credentials: { token: ["t"], applicationId: ["app"] }, fetch: api.fetch, nowMs: now };
  const options = { event_types: ["order.created"] };
  const made = await register.register({ ...input, url: "https://example.com/w", options });
  assert.equal(made.secret, secret);
  assert.deepEqual(await register.list(input), [made]);
  await register.delete({ ...input, id: made.id });
  assert.deepEqual(api.asked.map(lineOf), [
    "POST /api/v1/subscriptions/",
    "GET /api/v1/subscriptions/?application_id=app",
    `DELETE /api/v1/subscriptions/${made.id}?application_id=app`,
  ]);
  assert.equal(api.asked[0]?.headers.get("authorization"), "Bearer t");
  assert.deepEqual(JSON.parse(api.asked[0]!.body), {
    application_id: "app",
    event_types: ["order.created"],
    is_enabled: true,
    target: subscription.target,
  });
});
