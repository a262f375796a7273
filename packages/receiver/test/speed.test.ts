import assert from "node:assert/strict";
import { test } from "node:test";
import { eventsPerSecond, verificationMicroseconds } from "./speed.ts";

test("a body of 2 kB is verified in less than 20 µs of processor time", () => {
  assert.ok(verificationMicroseconds(20_000) < 20);
});

test("the pipeline takes events as fast as it should, within a factor for a busy machine", async () => {
  await eventsPerSecond(2000);
  const rate = await eventsPerSecond(10_000);
  assert.ok(rate > 10_000, `${Math.round(rate)} events/s`);
});
