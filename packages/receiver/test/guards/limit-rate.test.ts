import assert from "node:assert/strict";
import { test } from "node:test";
import {
  findPlatform,
  GuardOptionError,
  limitRate,
  type RateLimit,
  type Refusal,
  WebhookHandler,
} from "../../src/index.ts";

/** Asks as `from`; 0 is let through, all else is when to come again. */
function limiter(limit: RateLimit): (from: string | undefined, nowMs: number, platform?: string) => number {
  const guard = limitRate(limit);
  return (remoteAddress, nowMs, platform = "github") => {
    const request = { method: "POST", path: "/", query: "", headers: {}, readBody: async () => "" };
    const refusal = guard({ ...request, remoteAddress, source: platform }, nowMs) as Refusal | undefined;
    if (refusal !== undefined) assert.equal(refusal.reason, "rate_limited");
    return refusal?.retryAfterMs ?? 0;
  };
}

test("a burst is let through, then as many as are refilled", () => {
  const ask = limiter({ perSecond: 2, burst: 3 });
  assert.deepEqual(
    [1, 2, 3, 4].map(() => ask("192.0.2.1", 0)),
    [0, 0, 0, 500],
  );
  assert.deepEqual(
    [499, 500, 501, 1000].map((nowMs) => ask("192.0.2.1", nowMs)),
    [1, 0, 499, 0],
  );
  assert.deepEqual(
    [1, 2, 3, 4].map(() => ask("192.0.2.1", 60_000)),
    [0, 0, 0, 500],
  );
});

test("one address's excess, or one sender's, is nobody else's", () => {
  const ask = limiter({ perSecond: 1, burst: 1 });
  assert.deepEqual([ask("192.0.2.1", 0), ask("192.0.2.1", 0)], [0, 1000]);
  assert.deepEqual([ask("192.0.2.2", 0), ask("192.0.2.1", 0, "stripe"), ask("::ffff:192.0.2.1", 0)], [0, 0, 1000]);
});

test("two senders of one format have a rate each", async () => {
  const platform = findPlatform("generic")!;
  const platforms = { acme: { platform, secret: "a" }, umbrella: { platform, secret: "b" } };
  const handler = new WebhookHandler({ platforms, rateLimit: { perSecond: 1, burst: 1 }, log: null });
  const statuses: number[] = [];
  for (const path of ["/webhook/acme", "/webhook/umbrella", "/webhook/acme"]) {
    const request = { method: "POST", path, query: "", headers: {}, readBody: async () => "{}" };
    statuses.push((await handler.answer({ ...request, remoteAddress: "192.0.2.1" })).status);
  }
  assert.deepEqual(statuses, [401, 401, 429]);
});

test("the addresses of one IPv6 network are one, and so are those that are not known", () => {
  const ask = limiter({ perSecond: 1, burst: 1 });
  assert.deepEqual([ask("2001:db8::1", 0), ask("2001:db8::ffff:2", 0), ask("2001:db8:0:1::1", 0)], [0, 1000, 0]);
  assert.deepEqual([ask(undefined, 0), ask("nonsense", 0)], [0, 1000]);
});

test("a clock that goes back neither fills nor empties", () => {
  const ask = limiter({ perSecond: 1, burst: 2 });
  assert.deepEqual([ask("192.0.2.1", 10_000), ask("192.0.2.1", 0), ask("192.0.2.1", 0)], [0, 0, 1000]);
});

test("no more addresses are remembered than were allowed, and the newest are", () => {
  const ask = limiter({ perSecond: 1, burst: 1, addressesMax: 100 });
  for (let i = 0; i < 1000; i++) assert.equal(ask(`10.0.${i >> 8}.${i & 255}`, 0), 0);
  assert.equal(ask("10.0.3.231", 0), 1000);
  assert.equal(ask("10.0.0.0", 0), 0);
});

test("a limit that is none is named when the handler is made", () => {
  for (const limit of [{ perSecond: 0 }, { perSecond: Number.NaN }, { perSecond: 1, burst: 0.5 }]) {
    assert.throws(() => limitRate(limit), GuardOptionError);
  }
  assert.throws(() => limitRate({ perSecond: -1 }), /rateLimit\.perSecond is -1/);
});
