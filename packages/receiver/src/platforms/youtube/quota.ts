/**
 * What YouTube answers when there is no quota left: 403 and a reason, and no word of when to come again.
 * https://developers.google.com/youtube/v3/docs/errors, https://developers.google.com/youtube/v3/getting-started#quota
 */
import { listAt, textAt } from "../../json/fields.ts";
import { type CallFailure, tooOften } from "../call.ts";

/** The project's quota of the day is used up. */
const OF_A_DAY: ReadonlySet<string> = new Set(["quotaExceeded", "dailyLimitExceeded"]);
/** Too much in the last minute. */
const OF_A_MINUTE: ReadonlySet<string> = new Set(["rateLimitExceeded", "userRateLimitExceeded"]);

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The failure, with the time at which there is quota again, where it is for want of quota. */
export function withQuota(failure: CallFailure, nowMs: number): CallFailure {
  if (failure.retryAfterMs !== null) return failure;
  const reasons = listAt(failure.body, "error", "errors").map((error) => textAt(error, "reason") ?? "");
  if (reasons.some((reason) => OF_A_DAY.has(reason))) return tooOften(failure, untilPacificMidnightMs(nowMs));
  if (reasons.some((reason) => OF_A_MINUTE.has(reason))) return tooOften(failure, MINUTE_MS);
  return failure;
}

/** "Daily quotas reset at midnight Pacific Time (PT)." The day on which the clocks change has an hour more, or less. */
export function untilPacificMidnightMs(nowMs: number): number {
  const { hour, minute, second } = pacificTime(nowMs);
  const midnightMs = nowMs + DAY_MS - hour * HOUR_MS - minute * MINUTE_MS - second * 1_000 - (nowMs % 1_000);
  switch (pacificTime(midnightMs).hour) {
    case 23:
      return midnightMs + HOUR_MS - nowMs;
    case 1:
      return midnightMs - HOUR_MS - nowMs;
    default:
      return midnightMs - nowMs;
  }
}

const PACIFIC = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/Los_Angeles",
  hourCycle: "h23",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});

function pacificTime(atMs: number): { hour: number; minute: number; second: number } {
  const parts = PACIFIC.formatToParts(atMs);
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return { hour: read("hour"), minute: read("minute"), second: read("second") };
}
