import assert from "node:assert/strict";
import { test } from "node:test";
import { getPlatform } from "../../src/index.ts";
import { untilPacificMidnightMs } from "../../src/platforms/youtube/quota.ts";
import { standingClock } from "../clock.ts";
import { fakeApi, json } from "../fake-api.ts";

const nowMs = standingClock().now();

for (const [what, now, end] of [
  ["in winter", "2026-01-15T10:34:56.789Z", "2026-01-16T08:00:00Z"],
  ["in summer", "2026-07-15T10:34:56.789Z", "2026-07-16T07:00:00Z"],
  ["at midnight itself", "2026-01-15T08:00:00Z", "2026-01-16T08:00:00Z"],
  ["a moment before midnight", "2026-01-15T07:59:59.999Z", "2026-01-15T08:00:00Z"],
  ["before the clocks go forward", "2026-03-08T09:30:00Z", "2026-03-09T07:00:00Z"],
  ["after they have gone forward", "2026-03-08T19:00:00Z", "2026-03-09T07:00:00Z"],
  ["before the clocks go back", "2026-11-01T08:30:00Z", "2026-11-02T08:00:00Z"],
  ["after they have gone back", "2026-11-01T20:00:00Z", "2026-11-02T08:00:00Z"],
] as const) {
  test(`YouTube's day ends at midnight in California ${what}`, () => {
    assert.equal(
      new Date(Date.parse(now) + untilPacificMidnightMs(Date.parse(now))).toISOString(),
      new Date(end).toISOString(),
    );
  });
}

/** As https://developers.google.com/youtube/v3/docs/errors has them. */
function refusal(reason: string): Response {
  const error = { message: "The request cannot be completed.", domain: "youtube.quota", reason };
  return json({ error: { code: 403, message: error.message, errors: [error] } }, { status: 403 });
}

for (const [reason, waitMs] of [
  ["quotaExceeded", untilPacificMidnightMs(nowMs)],
  ["rateLimitExceeded", 60_000],
] as const) {
  test(`YouTube's ${reason} says when there is quota again, which its answer does not`, async () => {
    const { fetch } = fakeApi(() => refusal(reason));
    const clock = standingClock();
    const youtube = getPlatform("youtube", { credentials: { accessToken: "token" }, fetch, clock });
    const { message, ...rest } = (await youtube.moderateComment("Ugz-1", "hide")) as { message: string };
    assert.deepEqual(rest, {
      outcome: "failed",
      status: 403,
      retryAfterMs: waitMs,
      isTooOften: true,
      allowance: { remaining: 0, renewsInMs: waitMs },
    });
    assert.match(message, /^www\.googleapis\.com answered 403/);
  });
}

test("YouTube's refusal for another reason is no word of its quota", async () => {
  const { fetch } = fakeApi(() => refusal("forbidden"));
  const youtube = getPlatform("youtube", { credentials: { accessToken: "token" }, fetch });
  const refused = await youtube.moderateComment("Ugz-1", "hide");
  assert.ok(refused.outcome === "failed");
  assert.deepEqual([refused.status, refused.retryAfterMs, refused.allowance], [403, null, undefined]);
});
