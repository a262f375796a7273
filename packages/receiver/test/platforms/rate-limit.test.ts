import assert from "node:assert/strict";
import { test } from "node:test";
import { allowanceOf, retryAfterMs } from "../../src/platforms/rate-limit.ts";

const nowMs = Date.parse("2026-01-15T12:30:00Z");

for (const [what, headers, expected] of [
  ["seconds of Retry-After", { "retry-after": "120" }, 120_000],
  ["a date of Retry-After", { "retry-after": "Thu, 15 Jan 2026 12:31:00 GMT" }, 60_000],
  ["a date that has passed", { "retry-after": "Thu, 15 Jan 2026 12:29:00 GMT" }, 0],
  ["X's Unix seconds", { "x-rate-limit-reset": "1768480260" }, 60_000],
  ["Reddit's seconds from now", { "x-ratelimit-reset": "311" }, 311_000],
  ["Mastodon's date", { "x-ratelimit-reset": "2026-01-15T12:35:00.141050Z" }, 300_141],
  ["Bluesky's Unix seconds", { "ratelimit-reset": "1768480500" }, 300_000],
  ["Retry-After before any other", { "retry-after": "1", "x-ratelimit-reset": "311" }, 1000],
  ["nothing that can be read", { "retry-after": "soon" }, null],
  ["nothing at all", {}, null],
  [
    "Meta's usage with room left",
    { "x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":0}]}' },
    null,
  ],
  ["Meta's usage that is no JSON", { "x-business-use-case-usage": "{" }, null],
] as const) {
  test(`a rate limit is read from ${what}`, () => {
    assert.equal(retryAfterMs(new Headers(headers), nowMs), expected);
  });
}

for (const [what, status, headers, expected] of [
  ["X's, with any answer", 200, { "x-rate-limit-remaining": "0", "x-rate-limit-reset": "1768480260" }, [0, 60_000]],
  [
    "Reddit's, of which there are parts",
    200,
    { "x-ratelimit-remaining": "9.5", "x-ratelimit-reset": "311" },
    [9.5, 311_000],
  ],
  [
    "a refusal for too much, whatever else it says",
    429,
    { "retry-after": "30", "ratelimit-remaining": "7" },
    [0, 30_000],
  ],
  ["an absence that says how long", 503, { "retry-after": "30" }, [0, 30_000]],
  ["an absence that does not", 503, {}, null],
  ["an answer that says when the period ends, and not what is left of it", 403, { "x-rate-limit-reset": "900" }, null],
  [
    "Meta's usage with no room left",
    400,
    { "x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":2}]}' },
    [0, 120_000],
  ],
] as const) {
  test(`what is left of a rate limit is read from ${what}`, () => {
    const allowance = allowanceOf(status, new Headers(headers), nowMs);
    assert.deepEqual(allowance && [allowance.remaining, allowance.renewsInMs], expected);
  });
}
