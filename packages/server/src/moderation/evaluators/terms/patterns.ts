import { RE2JS } from "re2js";
import type { Fault } from "../../../model/errors.ts";
import { type TextMatch, textMatch } from "../../../model/finding.ts";

export const PATTERN_CHARS_MAX = 500;
/** Steps of one pattern, its repetitions unrolled. Each may be tried on every character of a text. */
export const PATTERN_STEPS_MAX = 500;
const MATCHES_MAX = 20;

export interface Pattern {
  written: string;
  re: RE2JS;
}

/**
 * RE2 runs in time that grows with the text and the pattern, and with nothing else: there is no backtracking to explode.
 * Upper and lower case are the same. A fault is without its path, which the caller knows.
 */
export function readTermPattern(written: string): Pattern | Omit<Fault, "path"> {
  if (written.length > PATTERN_CHARS_MAX) return { message: `has more than ${PATTERN_CHARS_MAX} characters` };
  let re: RE2JS;
  try {
    re = RE2JS.compile(written, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    return { message: `is no RE2 pattern: ${(error as Error).message}` };
  }
  if (re.programSize() > PATTERN_STEPS_MAX) {
    return { message: `is larger than ${PATTERN_STEPS_MAX} steps, its repetitions counted` };
  }
  if (re.test("")) return { message: "matches the empty text, and so every text" };
  return { written, re };
}

export function matchesOf({ re }: Pattern, text: string): TextMatch[] {
  if (!re.test(text)) return [];
  const matches: TextMatch[] = [];
  const matcher = re.matcher(text);
  while (matches.length < MATCHES_MAX && matcher.find()) {
    const start = matcher.start();
    const end = matcher.end();
    // What a boundary matches between two characters is nothing to show.
    if (end > start) matches.push(textMatch(text, start, end));
  }
  return matches;
}
