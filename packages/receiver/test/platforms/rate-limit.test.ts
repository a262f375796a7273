import assert from "node:assert/strict";
import { test } from "node:test";
import { retryAfterMs } from "../../src/platforms/rate-limit.ts";

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
