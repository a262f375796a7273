import type { Policy } from "@tabellary/contracts";
import type { Random } from "../model/ports.ts";

/** Retry-After may lengthen a delay to this, not more. */
const RETRY_AFTER_MS_MAX = 24 * 3_600_000;
/** A jittered delay is lengthened by up to a fifth, never shortened. */
const JITTER = 0.2;

export interface Failed {
  /** Attempts made since the schedule began, this one included. */
  attemptsMade: number;
  endedAt: number;
  statusCode: number | null;
  retryAfter: string | null;
  /** The last delay of the schedule is repeated. */
  isEndless?: boolean;
}

/** The delay in milliseconds after so many attempts; null: there is no other one. */
export function delayMsAfter(schedule: readonly number[], attemptsMade: number, isEndless = false): number | null {
  const delay = schedule[isEndless ? Math.min(attemptsMade, schedule.length - 1) : attemptsMade];
  return delay === undefined ? null : delay * 1000;
}

/**
 * When the next attempt is due, in milliseconds since 1970; null after the last.
 * `schedule[n]` is the delay in seconds before attempt n + 1, counted from the end of attempt n.
 */
export function nextDue(schedule: readonly number[], policy: Policy, failed: Failed, random: Random): number | null {
  const delayMs = delayMsAfter(schedule, failed.attemptsMade, failed.isEndless);
  if (delayMs === null) return null;
  const planned = delayMs * (policy.isJittered ? 1 + JITTER * random.float() : 1);
  const asked = policy.honoursRetryAfter && asksToWait(failed.statusCode) ? waitAsked(failed) : 0;
  return Math.round(failed.endedAt + Math.max(planned, asked));
}

/** When the attempts still to come are planned, given when the next is due. Retries count from an attempt's end. */
export function planFrom(schedule: readonly number[], attemptsMade: number, next: number): number[] {
  const times = [next];
  for (const delay of schedule.slice(attemptsMade + 1)) times.push(times.at(-1)! + delay * 1000);
  return times;
}

/** The delay before the first attempt, in milliseconds. */
export function firstDelayMs(schedule: readonly number[]): number {
  return (schedule[0] ?? 0) * 1000;
}

function asksToWait(statusCode: number | null): boolean {
  return statusCode === 429 || statusCode === 503;
}

/** Retry-After is seconds or an HTTP date (RFC 9110 section 10.2.3); anything else is not heard. */
function waitAsked({ retryAfter, endedAt }: Failed): number {
  if (retryAfter === null) return 0;
  const text = retryAfter.trim();
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - endedAt;
  return Number.isNaN(wait) ? 0 : Math.min(Math.max(wait, 0), RETRY_AFTER_MS_MAX);
}
