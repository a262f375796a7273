import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { firstDelayMs, nextDue, planFrom } from "../../src/engine/retry.ts";

const NOW = Date.UTC(2026, 0, 1);
const PLAIN = { isJittered: false, honoursRetryAfter: true } as never;
const JITTERED = { isJittered: true, honoursRetryAfter: false } as never;
const DEAF = { isJittered: false, honoursRetryAfter: false } as never;
const never = { float: () => 0, bytes: () => new Uint8Array() };

function waited(retryAfter: string | null, statusCode = 429, policy = PLAIN): number {
  return nextDue([0, 10], policy, { attemptsMade: 1, endedAt: NOW, statusCode, retryAfter }, never)! - NOW;
}

describe("The next attempt", () => {
  test("comes after the schedule's delay, counted from the end of the last", () => {
    const failed = { attemptsMade: 2, endedAt: NOW, statusCode: 500, retryAfter: null };
    assert.equal(nextDue([0, 1, 2.5], PLAIN, failed, never), NOW + 2500);
    assert.equal(nextDue([0, 1], PLAIN, failed, never), null);
    assert.equal(
      nextDue([0, 1], PLAIN, { ...failed, isEndless: true }, never),
      NOW + 1000,
      "or repeats its last delay",
    );
  });

  test("is later when Retry-After asks for it, in seconds or as a date, and never earlier", () => {
    assert.equal(waited("60"), 60_000);
    assert.equal(waited(new Date(NOW + 90_000).toUTCString()), 90_000);
    assert.equal(waited("3"), 10_000);
    assert.equal(waited(new Date(NOW - 90_000).toUTCString()), 10_000);
    for (const nonsense of ["soon", "", "-5", "1e9"]) assert.equal(waited(nonsense), 10_000);
  });

  test("is put off by Retry-After for a day at most, on 429 and 503 alone, where the contract hears it", () => {
    assert.equal(waited("999999999"), 24 * 3_600_000);
    assert.equal(waited("60", 503), 60_000);
    assert.equal(waited("60", 500), 10_000);
    assert.equal(waited("60", 429, DEAF), 10_000);
  });

  test("is lengthened by jitter, by a fifth at most, and never shortened", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 86_400 }),
        (dice, delay) => {
          const failed = { attemptsMade: 1, endedAt: NOW, statusCode: null, retryAfter: null };
          const wait = nextDue([0, delay], JITTERED, failed, { ...never, float: () => dice })! - NOW;
          assert.ok(wait >= delay * 1000 && wait <= delay * 1200);
        },
      ),
    );
  });

  test("is planned to the end of the schedule", () => {
    assert.deepEqual(planFrom([0, 1, 2, 3], 1, NOW), [NOW, NOW + 2000, NOW + 5000]);
    assert.equal(firstDelayMs([0.5, 1]), 500);
    assert.equal(firstDelayMs([]), 0);
  });
});
