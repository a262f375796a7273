/** Reads what a platform sent without trusting its shape: a field that is not there, or is another kind, is undefined. */

export type JsonObject = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at the end of a path of names; undefined where the path breaks off. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (!isObject(here) || !Object.hasOwn(here, name)) return undefined;
    here = here[name];
  }
  return here;
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** An id: text, or an integer as its digits. (Integers beyond 2^53 are text already, see `exact-json.ts`.) */
export function idAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  if (typeof found === "string" && found !== "") return found;
  return Number.isSafeInteger(found) ? String(found) : undefined;
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/**
 * A time as ISO 8601 in UTC with `Z`; null when it is none. Text is ISO 8601, or a date as mail and X write it; without
 * a zone it is UTC. A number is in `unit`s since 1970.
 */
export function timeAt(value: unknown, path: readonly string[], unit: "s" | "ms" = "s"): string | null {
  const found = at(value, ...path);
  if (typeof found === "number" || (typeof found === "string" && /^\d{1,15}$/.test(found))) {
    const number = Number(found);
    return toIso(unit === "s" && number < SECONDS_MAX ? number * 1000 : number);
  }
  return typeof found === "string" && found.length <= 64 ? toIso(parseDate(found)) : null;
}

/** The year 5138. What is more is milliseconds, whatever a sender's page says. */
const SECONDS_MAX = 1e11;

/** Without a zone, or with the one that `Date.parse` knows by its name in no more than some engines. */
const IN_UTC = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?: ?UTC)?$/;
const WITH_ZONE = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,18} ?(?:Z|[+-]\d\d:?\d\d))?$/;
/** `Thu, 01 Jan 2026 08:00:00 GMT` (RFC 5322), `Wed Oct 10 20:19:24 +0000 2018`. */
const IN_WORDS =
  /^(?:[A-Z][a-z]{2},? )?(?:\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2} \d{1,2}) (?=.*(?:\b[A-Z]{1,4}|[+-]\d{4})\b)[A-Z\d:+ -]{8,}$/;

/** NaN for what is none of these: of other text `Date.parse` makes a time by guessing, and by this machine's zone. */
function parseDate(text: string): number {
  const [, day, time] = IN_UTC.exec(text) ?? [];
  if (day !== undefined) return Date.parse(`${day}T${time}Z`);
  return WITH_ZONE.test(text) || IN_WORDS.test(text) ? Date.parse(text) : Number.NaN;
}

/** ISO 8601 with `Z`, without the milliseconds when there are none; null for what is no time. */
export function toIso(ms: number): string | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace(".000Z", "Z");
}
