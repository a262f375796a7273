import assert from "node:assert/strict";
import { test } from "node:test";
import { type HttpRequest, WebhookHandler } from "../../src/index.ts";
import { standingClock } from "../clock.ts";

function requestOf(remoteAddress: string, path = "/webhook/github", headers = {}): HttpRequest {
  const readBody = () => assert.fail("the body was read before the guards were asked");
  return { method: "POST", path, query: "", headers, remoteAddress, readBody };
}

const signed = (request: HttpRequest): HttpRequest => ({ ...request, readBody: async () => "{}" });

test("allowedIps answers everybody else with 403, before a byte of the body is read", async () => {
  const handler = new WebhookHandler({ secret: "s", allowedIps: ["192.0.2.0/24"], log: null });
  const { status, body } = await handler.answer(requestOf("203.0.113.9"));
  assert.deepEqual([status, body], [403, '{"error":"ip_not_allowed"}']);
  assert.equal((await handler.answer(signed(requestOf("::ffff:192.0.2.9")))).status, 401);
});

test("rateLimit answers 429 with the time to come again, for a platform under all of its names", async () => {
  const clock = standingClock();
  const handler = new WebhookHandler({ secret: "s", rateLimit: { perSecond: 0.1, burst: 2 }, clock, log: null });
  for (const path of ["/webhook/twitter", "/webhook/x/"]) {
    assert.equal((await handler.answer(signed(requestOf("192.0.2.9", path)))).status, 401);
  }
  const { status, headers } = await handler.answer(requestOf("192.0.2.9", "/webhook/twitter"));
  assert.deepEqual([status, headers["retry-after"]], [429, "10"]);
  clock.move(10_000);
  assert.equal((await handler.answer(signed(requestOf("192.0.2.9", "/webhook/x")))).status, 401);
});

test("the address that is counted and allowed is the one that the trusted proxy saw", async () => {
  const handler = new WebhookHandler({
    secret: "s",
    allowedIps: ["192.0.2.0/24"],
    rateLimit: { perSecond: 1, burst: 1 },
    trustedProxies: ["10.0.0.0/8"],
    clock: standingClock(),
    log: null,
  });
  const statuses: number[] = [];
  for (const sender of ["192.0.2.1", "192.0.2.2", "192.0.2.1", "203.0.113.9"]) {
    const request = requestOf("10.0.0.1", "/webhook", { "x-forwarded-for": `192.0.2.77, ${sender}` });
    statuses.push((await handler.answer(signed(request))).status);
  }
  assert.deepEqual(statuses, [401, 401, 429, 403]);
});

test("a guard of one's own is asked after them", async () => {
  const asked: string[] = [];
  const guards = [(request: HttpRequest) => void asked.push(`${request.remoteAddress} ${request.platform}`)];
  const handler = new WebhookHandler({ secret: "s", allowedIps: ["192.0.2.1"], guards, log: null });
  await handler.answer(signed(requestOf("192.0.2.1", "/webhook/x")));
  await handler.answer(signed(requestOf("192.0.2.2")));
  assert.deepEqual(asked, ["192.0.2.1 twitter"]);
});

function challengeOf(remoteAddress: string): HttpRequest {
  return { ...requestOf(remoteAddress, "/webhook/twitter"), method: "GET", query: "crc_token=abc" };
}

test("a platform's challenge is answered when its messages have used up the rate", async () => {
  const platforms = { twitter: { secret: "s" } };
  const handler = new WebhookHandler({
    platforms,
    rateLimit: { perSecond: 0.1, burst: 2 },
    clock: standingClock(),
    log: null,
  });
  const statuses: number[] = [];
  for (let i = 0; i < 3; i++) {
    statuses.push((await handler.answer(signed(requestOf("192.0.2.9", "/webhook/twitter")))).status);
  }
  assert.deepEqual(statuses, [401, 401, 429]);
  assert.equal((await handler.answer(challengeOf("192.0.2.9"))).status, 200);
});

test("challenges are let through as often as messages and no oftener, each address's by themselves", async () => {
  const clock = standingClock();
  const platforms = { twitter: { secret: "s" } };
  const handler = new WebhookHandler({ platforms, rateLimit: { perSecond: 0.1, burst: 2 }, clock, log: null });
  const statuses: number[] = [];
  for (const address of ["192.0.2.9", "192.0.2.9", "192.0.2.9", "198.51.100.7"]) {
    statuses.push((await handler.answer(challengeOf(address))).status);
  }
  assert.deepEqual(statuses, [200, 200, 429, 200]);
  // And a burst of them keeps no message out.
  assert.equal((await handler.answer(signed(requestOf("192.0.2.9", "/webhook/twitter")))).status, 401);
  clock.move(10_000);
  assert.equal((await handler.answer(challengeOf("192.0.2.9"))).status, 200);
});

test("a challenge of an address that may not send is 403", async () => {
  const handler = new WebhookHandler({
    platforms: { twitter: { secret: "s" } },
    allowedIps: ["192.0.2.0/24"],
    rateLimit: { perSecond: 1 },
    log: null,
  });
  assert.equal((await handler.answer(challengeOf("203.0.113.9"))).status, 403);
  assert.equal((await handler.answer(challengeOf("192.0.2.9"))).status, 200);
});
