/** When an API that has had enough of us wants to be asked again. */
import { parseExactJson } from "../json/exact-json.ts";
import { at, isObject } from "../json/fields.ts";
import type { Allowance } from "./platform.ts";

/**
 * `Retry-After` (RFC 9110: seconds or a date), else the end of the period under the names that platforms have for it.
 * Milliseconds from now; null when the answer does not say.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | null {
  const after = headers.get("retry-after");
  if (after !== null) return untilMs(after, nowMs);
  for (const name of RESET_HEADERS) {
    const reset = headers.get(name);
    if (reset !== null) return untilMs(reset, nowMs);
  }
  return metaRegainMs(headers.get("x-business-use-case-usage"));
}

/** A wait in a body: seconds, with a fraction. Milliseconds; null where there is none. */
export function waitMsAt(body: unknown, ...path: readonly string[]): number | null {
  const seconds = at(body, ...path);
  return typeof seconds === "number" && seconds >= 0 ? seconds * 1000 : null;
}

/** Too much at once, or away for a while: with a time, both ask to be left alone until then. */
const ASKING_TO_WAIT: ReadonlySet<number> = new Set([429, 503]);

/**
 * How many calls an answer says are left, and for how long: X, Reddit, Mastodon and Bluesky say so with every answer
 * (https://docs.x.com/fundamentals/rate-limits), Meta when none is left. Null: it does not say.
 */
export function allowanceOf(status: number, headers: Headers, nowMs: number): Allowance | null {
  const renewsInMs = retryAfterMs(headers, nowMs);
  if (renewsInMs === null) return null;
  if (ASKING_TO_WAIT.has(status) || metaRegainMs(headers.get("x-business-use-case-usage")) !== null) {
    return { remaining: 0, renewsInMs };
  }
  const said = REMAINING_HEADERS.map((name) => headers.get(name)).find((text) => text !== null);
  return said === undefined || !/^\d{1,9}(?:\.\d{1,9})?$/.test(said) ? null : { remaining: Number(said), renewsInMs };
}

const REMAINING_HEADERS = ["x-rate-limit-remaining", "x-ratelimit-remaining", "ratelimit-remaining"];

/** X; Reddit (seconds from now) and Mastodon (ISO 8601); Bluesky (Unix seconds). */
const RESET_HEADERS = ["x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset"];

/** More seconds than this are counted from 1970 and not from now: thirty years. */
const PERIOD_SECONDS_MAX = 946_080_000;

function untilMs(text: string, nowMs: number): number | null {
  const seconds = /^\d{1,11}(?:\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
  if (seconds !== undefined && seconds <= PERIOD_SECONDS_MAX) return seconds * 1000;
  const atMs = seconds === undefined ? Date.parse(text) : seconds * 1000;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/**
 * `{<account>: [{type, estimated_time_to_regain_access}]}`, in minutes; 0 while there is room.
 * https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
function metaRegainMs(usage: string | null): number | null {
  const value = usage === null ? undefined : parseExactJson(usage)?.value;
  if (!isObject(value)) return null;
  const minutes = Object.values(value)
    .flat()
    .map((one) => (isObject(one) ? Number(one.estimated_time_to_regain_access) : 0));
  const longest = Math.max(0, ...minutes.filter(Number.isFinite));
  return longest === 0 ? null : longest * 60_000;
}
