import assert from "node:assert/strict";
import { test } from "node:test";
import { eventsPerSecond, verificationCosts } from "../speed.ts";

test("a body of 2 kB is verified in less than 20 µs of processor time, by every platform with a shared secret", async () => {
  const costs = (await verificationCosts(100)).filter(({ computes }) => computes === "digests");
  assert.ok(costs.length > 20);
  const slow = costs.filter(({ microseconds }) => microseconds >= 20);
  assert.deepEqual(slow, []);
});

test("one core takes 20,000 events a second from the request to the end of the handler", async () => {
  const rate = await eventsPerSecond(1000);
  assert.ok(rate > 20_000, `${Math.round(rate)} events/s of one core`);
});
