/** A span of time as the address bar has it: a name (`1h`: until now), or `from` and `to` as ISO 8601. */
export interface RangeSearch {
  range?: string;
  from?: string;
  to?: string;
}

/** Milliseconds since 1970; null is no bound. */
export interface Range {
  from: number | null;
  to: number | null;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What can be chosen by name. */
export const RANGES = [
  { value: "15m", label: "Last 15 minutes", ms: 15 * MINUTE_MS },
  { value: "1h", label: "Last hour", ms: HOUR_MS },
  { value: "6h", label: "Last 6 hours", ms: 6 * HOUR_MS },
  { value: "24h", label: "Last 24 hours", ms: DAY_MS },
  { value: "7d", label: "Last 7 days", ms: 7 * DAY_MS },
  { value: "30d", label: "Last 30 days", ms: 30 * DAY_MS },
] as const;

/** What `search` means at `now`. A name that is not known, or a time that is none, is as if it were left out. */
export function readRange(search: RangeSearch, now: number): Range {
  const known = RANGES.find(({ value }) => value === search.range);
  if (known !== undefined) return { from: now - known.ms, to: null };
  return { from: readTime(search.from), to: readTime(search.to) };
}

/** The same as parameters of a request. */
export function toParameters({ from, to }: Range): { from?: string; to?: string } {
  return {
    ...(from !== null && { from: new Date(from).toISOString() }),
    ...(to !== null && { to: new Date(to).toISOString() }),
  };
}

/** What a field `datetime-local` shows of a time: the wall clock of where it is looked at, to the minute. */
export function toFieldValue(time: string | undefined): string {
  const ms = readTime(time);
  if (ms === null) return "";
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * MINUTE_MS);
  return local.toISOString().slice(0, "2026-01-15T12:00".length);
}

/** The other way; undefined for an empty field. */
export function fromFieldValue(value: string): string | undefined {
  const ms = readTime(value === "" ? undefined : value);
  return ms === null ? undefined : new Date(ms).toISOString();
}

function readTime(text: string | undefined): number | null {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
