import type { Severity } from "../../../model/finding.ts";
import { Automaton } from "./automaton.ts";
import { ANY, type Entry, type Spelling } from "./entry.ts";
import { type Folded, foldSpacedLetters, foldText } from "./folding.ts";

/** Where an entry of a list was found: UTF-16 offsets into the text as it was written. */
export interface WordMatch {
  entry: Entry;
  start: number;
  end: number;
}

/** A letter, or what is read with it. A digit is none: `word1` is the word. */
const LETTER = /[\p{Alphabetic}\p{M}]/u;
/**
 * More of one list and severity in one text help nobody, and a text of nothing else is as bad at the first. Each severity
 * by itself: many mild words hide no grave one.
 */
const MATCHES_MAX = 20;
/** Overlapping ones among them; so many are looked at. */
const LOOKED_AT_MAX = MATCHES_MAX * 4;
/** Of one text. After so many no exception counts any more, so that a text can neither take long nor pass by them. */
const EXCEPTIONS_ASKED_MAX = 100_000;

/** The entries of one list, and the words in which they do not count: `Scunthorpe`. */
export interface SearchedList {
  entries: readonly Entry[];
  except: readonly string[];
}

/** What has been found of one list. */
interface Found {
  matches: WordMatch[];
  counts: Map<Severity, number>;
}

/** What one text is searched with. */
interface Search {
  source: string;
  /** The same in lower case, once it is needed. */
  lower: string | null;
  exceptionsAsked: number;
  /** By list. */
  found: readonly Found[];
}

/** Searches a text for the words of all lists at once. */
export class WordSearch {
  readonly #lists: readonly SearchedList[];
  readonly #spellings: { list: number; entry: Entry; spelling: Spelling }[] = [];
  readonly #automaton: Automaton;

  constructor(lists: readonly SearchedList[]) {
    this.#lists = lists.map(({ entries, except }) => ({ entries, except: except.map(lowered) }));
    lists.forEach(({ entries }, list) => {
      for (const entry of entries) {
        for (const spelling of entry.spellings) this.#spellings.push({ list, entry, spelling });
      }
    });
    this.#automaton = new Automaton(this.#spellings.map(({ spelling }) => spelling.anchor.units));
  }

  /** By list, in the order of the text. Of two that overlap the longer one counts. */
  search(source: string): readonly (readonly WordMatch[])[] {
    const found = this.#lists.map((): Found => ({ matches: [], counts: new Map() }));
    const search: Search = { source, lower: null, exceptionsAsked: 0, found };
    for (const folded of foldText(source)) this.#scan(folded, false, search);
    const spaced = foldSpacedLetters(source);
    if (spaced !== null) this.#scan(spaced, true, search);
    return found.map(({ matches }) => firstOfEach(withoutOverlaps(matches)));
  }

  #scan(folded: Folded, isSpaced: boolean, search: Search): void {
    const { source, found } = search;
    this.#automaton.scan(folded.units, folded.length, (index, anchorEnd) => {
      const { list, entry, spelling } = this.#spellings[index]!;
      const { matches, counts } = found[list]!;
      const count = counts.get(entry.severity) ?? 0;
      if (count >= LOOKED_AT_MAX) return;
      const from = anchorEnd - spelling.anchor.units.length - spelling.anchor.at;
      const to = from + spelling.units.length;
      if (from < 0 || to > folded.length || !isSpelled(folded.units, from, spelling.units)) return;
      const start = folded.starts[from]!;
      const end = folded.ends[to - 1]!;
      // Where letters stand apart, nobody knows where a word begins.
      if (!isSpaced && entry.beginsWord && isLetterBefore(source, start)) return;
      if (!isSpaced && entry.endsWord && isLetterAt(source, end)) return;
      if (this.#isExcepted(list, start, end, search)) return;
      matches.push({ entry, start, end });
      counts.set(entry.severity, count + 1);
    });
  }

  /** Whether it stands within one of the words in which it does not count. */
  #isExcepted(list: number, start: number, end: number, search: Search): boolean {
    const { except } = this.#lists[list]!;
    if (except.length === 0 || search.exceptionsAsked >= EXCEPTIONS_ASKED_MAX) return false;
    search.exceptionsAsked += except.length;
    search.lower ??= lowered(search.source);
    const { lower } = search;
    // Wherever the word stands in this stretch of the text, it covers the match.
    return except.some((word) => lower.slice(Math.max(0, end - word.length), start + word.length).includes(word));
  }
}

function isSpelled(units: Uint16Array, from: number, spelled: readonly number[]): boolean {
  return spelled.every((unit, index) => unit === ANY || units[from + index] === unit);
}

function isLetterBefore(source: string, index: number): boolean {
  if (index === 0) return false;
  const low = source.charCodeAt(index - 1);
  const isPair = low >= 0xdc00 && low <= 0xdfff && index > 1;
  return LETTER.test(source.slice(index - (isPair ? 2 : 1), index));
}

function isLetterAt(source: string, index: number): boolean {
  const point = source.codePointAt(index);
  return point !== undefined && LETTER.test(String.fromCodePoint(point));
}

/** Of the same length, which `toLowerCase` is not: `İ` becomes two. */
function lowered(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function withoutOverlaps(matches: WordMatch[]): WordMatch[] {
  const sorted = matches.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: WordMatch[] = [];
  for (const match of sorted) {
    const last = kept.at(-1);
    if (last === undefined || match.start >= last.end) kept.push(match);
    else if (match.end - match.start > last.end - last.start) kept[kept.length - 1] = match;
  }
  return kept;
}

/** So many of each severity. */
function firstOfEach(matches: readonly WordMatch[]): WordMatch[] {
  const counts = new Map<Severity, number>();
  return matches.filter(({ entry: { severity } }) => {
    const count = (counts.get(severity) ?? 0) + 1;
    counts.set(severity, count);
    return count <= MATCHES_MAX;
  });
}
