import assert from "node:assert/strict";
import { test } from "node:test";
import { findPlatform, receive, verify } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const now = 1_768_480_200_000;

/** As https://developer.okta.com/docs/concepts/event-hooks/ prints it, shortened. */
const payload = {
  eventType: "com.okta.event_hook",
  eventTypeVersion: "1.0",
  cloudEventsVersion: "0.1",
  eventId: "b5a188b9-5ece-4636-b041-482ffda96311",
  eventTime: "2019-03-27T16:59:53.032Z",
  source: "https://example.okta.com/api/v1/eventHooks/whoql0HfiLGPWc8Jx0g3",
  data: {
    events: [
      {
        uuid: "f790999f-fe87-467a-9880-6982a583986c",
        eventType: "user.session.start",
        published: "2019-03-27T16:59:52Z",
      },
      { uuid: "f790999f-fe87-467a-9880-6982a583986d", eventType: "user.lifecycle.create" },
    ],
  },
};

function requestOf(authorization: string, secret: string | object = "shared") {
  const headers = { authorization };
  return { platform: "okta", secret: secret as { secret: string }, headers, body: JSON.stringify(payload), now };
}

test("a delivery has an event for each entry of the log, known by its own id", async () => {
  const received = await receive(requestOf("shared"));
  assert.ok(received.kind === "events");
  assert.deepEqual(
    received.events.map(({ eventType, eventId, timestamp }) => [eventType, eventId, timestamp]),
    [
      ["okta.user.session.start", "f790999f-fe87-467a-9880-6982a583986c", "2019-03-27T16:59:52Z"],
      ["okta.user.lifecycle.create", "f790999f-fe87-467a-9880-6982a583986d", null],
    ],
  );
});

test("the secret is the header's whole value, in the header that was chosen", async () => {
  const basic = "Basic YWRtaW46c3VwZXJzZWNyZXQ=";
  assert.equal((await verify(requestOf(basic, basic))).ok, true);
  assert.equal((await verify(requestOf(basic, basic.slice(6)))).ok, false);
  const chosen = { secret: "shared", header: "X-Any-Key" };
  assert.equal((await verify({ ...requestOf("", chosen), headers: { "x-any-key": "shared" } })).ok, true);
  const elsewhere = await verify(requestOf("shared", chosen));
  assert.equal(elsewhere.ok ? "taken" : elsewhere.reason, "signature_missing");
});

test("a challenge that could be a page is not shown back", async () => {
  const headers = { "X-Okta-Verification-Challenge": "<script>" };
  const received = await receive({ platform: "okta", secret: "shared", method: "GET", headers, body: "", now });
  assert.ok(received.kind === "refused" && received.answer.status === 403);
});

test("a hook is made and verified at once; to delete it, it is put to rest first", async () => {
  // https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/
  const hook = {
    id: "who8vt36qfNpCGz9H1e6",
    status: "ACTIVE",
    verificationStatus: "UNVERIFIED",
    channel: { type: "HTTP", version: "1.0.0", config: { uri: "https://example.com/w" } },
  };
  const api = fakeApi(({ method, url }) => {
    if (method === "DELETE") return new Response(null, { status: 204 });
    return json(url.pathname.endsWith("/verify") ? { ...hook, verificationStatus: "VERIFIED" } : hook);
  });
  const { register } = findPlatform("okta")!;
  assert.ok(register?.kind === "api");
  const credentials = { domain: ["example.okta.com"], apiToken: ["00a"], secret: ["shared"] };
  const input = { credentials, fetch: api.fetch, nowMs: now };
  const options = { events: ["user.session.start"] };
  const made = await register.register({ ...input, url: "https://example.com/w", options });
  assert.deepEqual(made, { id: hook.id, url: "https://example.com/w", isActive: true, expiresAt: null });
  await register.delete({ ...input, id: hook.id });
  assert.deepEqual(api.asked.map(lineOf), [
    "POST /api/v1/eventHooks",
    `POST /api/v1/eventHooks/${hook.id}/lifecycle/verify`,
    `POST /api/v1/eventHooks/${hook.id}/lifecycle/deactivate`,
    `DELETE /api/v1/eventHooks/${hook.id}`,
  ]);
  assert.equal(api.asked[0]?.headers.get("authorization"), "SSWS 00a");
  assert.deepEqual(JSON.parse(api.asked[0]!.body).channel.config.authScheme, {
    type: "HEADER",
    key: "Authorization",
    value: "shared",
  });
  const elsewhere = { ...input, credentials: { ...credentials, domain: ["evil.example/x"] } };
  await assert.rejects(register.list(elsewhere), { code: "registration_incomplete" });
});
