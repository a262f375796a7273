/** Timestamps of headers, read strictly: a parser that takes "123abc" for 123 lets the signed text and the checked time differ. */

export interface Timestamp {
  /** As it stood in the header: what the signature covers. */
  text: string;
  ms: number;
  /** 1000 when the header counts seconds, 1 when it counts milliseconds. */
  unitMs: 1 | 1000;
}

/** More digits than this are no time a Date can hold. */
const DIGITS_MAX = 15;
/** Seconds have 11 digits until the year 5138; milliseconds have had 12 since 1973. */
const SECONDS_DIGITS_MAX = 11;

/** Unix seconds, digits only. Undefined when the text is anything else. */
export function readSeconds(text: string): Timestamp | undefined {
  return isDigits(text) ? { text, ms: Number(text) * 1000, unitMs: 1000 } : undefined;
}

/** Unix milliseconds, digits only. */
export function readMilliseconds(text: string): Timestamp | undefined {
  return isDigits(text) ? { text, ms: Number(text), unitMs: 1 } : undefined;
}

/** Unix seconds or milliseconds, told apart by their length, or RFC 3339. For formats that never said which. */
export function readAnyTimestamp(text: string): Timestamp | undefined {
  if (isDigits(text)) return text.length <= SECONDS_DIGITS_MAX ? readSeconds(text) : readMilliseconds(text);
  if (text.length > 40 || !RFC_3339.test(text)) return undefined;
  const ms = Date.parse(text.toUpperCase());
  return Number.isNaN(ms) ? undefined : { text, ms, unitMs: 1 };
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

function isDigits(text: string): boolean {
  if (text.length === 0 || text.length > DIGITS_MAX) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/**
 * How far the timestamp lies in the past, in seconds; negative when it lies in the future. Counted in the header's
 * own unit, because its sender rounded down: at 300.9 s a timestamp in seconds is 300 s old.
 */
export function ageSeconds(timestamp: Timestamp, nowMs: number): number {
  return (Math.floor(nowMs / timestamp.unitMs) * timestamp.unitMs - timestamp.ms) / 1000;
}
