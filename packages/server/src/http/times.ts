const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** ISO 8601 in UTC, with `Z`. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Milliseconds since 1970, or undefined when `text` is no date and time with an offset (RFC 3339 section 5.6). */
export function parseTime(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  // `Date.parse` takes 30 February for 1 March.
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const ms = Date.parse(text.toUpperCase());
  return Number.isNaN(ms) ? undefined : ms;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
