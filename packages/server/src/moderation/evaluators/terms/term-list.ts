import type { Fault } from "../../../model/errors.ts";
import type { Severity } from "../../../model/finding.ts";
import { type Entry, readWord } from "./entry.ts";
import { type Pattern, readTermPattern } from "./patterns.ts";

/** A list of a site's own. */
export interface TermList {
  /** What its findings are called: `spam`, `competitors`, … */
  label: string;
  severity: Severity;
  /**
   * Found however they are spelled (`b4dw0rd`, `b.a.d.w.o.r.d`). Whole words; a star at an end lets the word go on
   * there: `bad*`, `*bad`, `*bad*`.
   */
  words: readonly string[];
  /** RE2 patterns (https://github.com/google/re2/wiki/Syntax), on the text as it was written, whatever its case. */
  patterns: readonly string[];
  /** Texts in which a word of this list does not count: `Scunthorpe`. */
  except: readonly string[];
}

export interface ReadTermList {
  label: string;
  severity: Severity;
  entries: readonly Entry[];
  patterns: readonly Pattern[];
  except: readonly string[];
}

export const LISTS_MAX = 50;
/** Of all lists together. */
export const WORDS_MAX = 10_000;
export const PATTERNS_MAX = 100;
export const EXCEPTIONS_MAX = 1_000;
export const WORD_CHARS_MAX = 100;
/** Of all patterns together. At the very worst half a second for 20,000 characters, once, while RE2 builds its automata. */
export const STEPS_MAX = 5_000;
const FAULTS_MAX = 10;
const LABEL = /^[a-z0-9_]{1,64}$/;

/** The lists cannot be used. The paths of its faults are JSON pointers into the list of lists. */
export class InvalidTermsError extends Error {
  readonly code = "invalid_terms";
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(`The term lists cannot be used: ${faults.map(({ path, message }) => `${path} ${message}`).join("; ")}.`);
    this.name = "InvalidTermsError";
    this.faults = faults;
  }
}

/** @throws InvalidTermsError */
export function readTermLists(lists: readonly TermList[]): ReadTermList[] {
  const faults = tooMany(lists);
  if (faults.length > 0) throw new InvalidTermsError(faults);
  const read = lists.map((list, index) => readTermList(list, `/${index}`, faults));
  const steps = read.flatMap(({ patterns }) => patterns).reduce((sum, { re }) => sum + re.programSize(), 0);
  if (steps > STEPS_MAX)
    faults.push({ path: "", message: `has patterns of more than ${STEPS_MAX} steps, all together` });
  if (faults.length > 0) throw new InvalidTermsError(faults.slice(0, FAULTS_MAX));
  return read;
}

function tooMany(lists: readonly TermList[]): Fault[] {
  if (lists.length > LISTS_MAX) return [{ path: "", message: `has more than ${LISTS_MAX} lists` }];
  const bounds = { words: WORDS_MAX, patterns: PATTERNS_MAX, except: EXCEPTIONS_MAX } as const;
  const faults: Fault[] = [];
  for (const [kind, max] of Object.entries(bounds) as [keyof typeof bounds, number][]) {
    const count = lists.reduce((sum, list) => sum + list[kind].length, 0);
    if (count > max) faults.push({ path: "", message: `has more than ${max} ${kind}, all lists together` });
  }
  return faults;
}

function readTermList(list: TermList, path: string, faults: Fault[]): ReadTermList {
  const { label, severity, except } = list;
  if (!LABEL.test(label)) {
    faults.push({ path: `${path}/label`, message: "must be 1 to 64 of a-z, 0-9 and _" });
  }
  const entries: Entry[] = [];
  list.words.forEach((word, index) => {
    const entry = word.length > WORD_CHARS_MAX ? null : readWord(word, severity);
    if (entry !== null) entries.push(entry);
    else
      faults.push({ path: `${path}/words/${index}`, message: `must have 1 to ${WORD_CHARS_MAX} characters to find` });
  });
  const patterns: Pattern[] = [];
  list.patterns.forEach((written, index) => {
    const read = readTermPattern(written);
    if ("re" in read) patterns.push(read);
    else faults.push({ path: `${path}/patterns/${index}`, ...read });
  });
  except.forEach((text, index) => {
    if (text.trim() !== "" && text.length <= WORD_CHARS_MAX) return;
    faults.push({ path: `${path}/except/${index}`, message: `must have 1 to ${WORD_CHARS_MAX} characters` });
  });
  return { label, severity, entries, patterns, except };
}
