import assert from "node:assert/strict";
import { test } from "node:test";
import { findPlatform } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const nowMs = 1_768_480_200_000;

function registrarOf(platform: string) {
  const { register } = findPlatform(platform)!;
  assert.ok(register?.kind === "api");
  return register;
}

test("X: an address is registered, listed and deleted with the app's bearer token", async () => {
  // https://docs.x.com/x-api/webhooks/quickstart
  const webhook = {
    id: "1146654567674912769",
    url: "https://example.org/w",
    valid: true,
    created_at: "2026-01-15T12:30:00Z",
  };
  const api = fakeApi(({ method }) => {
    if (method === "POST") return json({ data: webhook });
    return json(method === "GET" ? { data: [webhook], meta: { result_count: 1 } } : { data: { deleted: true } });
  });
  const x = registrarOf("x");
  const input = { credentials: { bearerToken: ["app-token"] }, fetch: api.fetch, nowMs };
  const made = await x.register({ ...input, url: "https://example.org/w", options: {} });
  assert.deepEqual(made, { id: "1146654567674912769", url: "https://example.org/w", isActive: true, expiresAt: null });
  assert.deepEqual(await x.list(input), [made]);
  await x.delete({ ...input, id: made.id });
  assert.deepEqual(
    api.asked.map((one) => [lineOf(one), one.body, one.headers.get("authorization")]),
    [
      ["POST /2/webhooks", '{"url":"https://example.org/w"}', "Bearer app-token"],
      ["GET /2/webhooks", "", "Bearer app-token"],
      ["DELETE /2/webhooks/1146654567674912769", "", "Bearer app-token"],
    ],
  );
});

test("X: an address that failed its challenge is a failure that says so", async () => {
  const problem = { title: "Invalid Request", errors: [{ message: "CrcValidationFailed" }] };
  const { fetch } = fakeApi(() => json(problem, { status: 400 }));
  const wish = { url: "https://example.org/w", options: {}, credentials: { bearerToken: ["t"] }, fetch, nowMs };
  await assert.rejects(registrarOf("x").register(wish), {
    code: "registration_failed",
    message: /CrcValidationFailed/,
  });
});

test("YouTube: a channel's feed is subscribed to for a lease, renewed by the same call, and ended", async () => {
  // https://developers.google.com/youtube/v3/guides/push_notifications
  const api = fakeApi(() => new Response(null, { status: 202 }));
  const youtube = registrarOf("youtube");
  const credentials = { hubSecret: ["hub-secret"], verifyToken: ["token"] };
  const input = { credentials, fetch: api.fetch, nowMs };
  const options = { channel: "UCabc", leaseSeconds: 86_400 };
  const made = await youtube.register({ ...input, url: "https://example.org/w", options });
  assert.equal(made.isActive, null);
  assert.equal(made.expiresAt, "2026-01-16T12:30:00.000Z");
  await youtube.delete({ ...input, id: made.id });
  const [subscribe, unsubscribe] = api.asked.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  const common = {
    "hub.topic": "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc",
    "hub.callback": "https://example.org/w",
    "hub.verify": "async",
    "hub.secret": "hub-secret",
    "hub.verify_token": "token",
  };
  assert.deepEqual(subscribe, { ...common, "hub.mode": "subscribe", "hub.lease_seconds": "86400" });
  assert.deepEqual(unsubscribe, { ...common, "hub.mode": "unsubscribe" });
  assert.equal(api.asked[0]?.url.href, "https://pubsubhubbub.appspot.com/subscribe");
  await assert.rejects(youtube.list(input), { code: "registration_unlistable" });
  const nothing = { ...input, url: "https://example.org/w", options: {} };
  await assert.rejects(youtube.register(nothing), { code: "registration_incomplete" });
});

test("where there is no API, the portal is told with its address", () => {
  for (const platform of ["reddit", "tiktok", "medium", "mastodon", "bluesky"]) {
    const { register } = findPlatform(platform)!;
    assert.ok(register?.kind === "portal", platform);
    assert.match(register.portal, /https:\/\//, platform);
  }
});
