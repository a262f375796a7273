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
/** More of one list in one text help nobody, and a text of nothing else is as bad at the first. */
const MATCHES_MAX = 20;

/** The entries of one list, and the words in which they do not count: `Scunthorpe`. */
export interface SearchedList {
  entries: readonly Entry[];
  except: readonly string[];
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
    const found = this.#lists.map((): WordMatch[] => []);
    for (const folded of foldText(source)) this.#scan(folded, source, false, found);
    const spaced = foldSpacedLetters(source);
    if (spaced !== null) this.#scan(spaced, source, true, found);
    if (found.every((matches) => matches.length === 0)) return found;
    const lower = lowered(source);
    return found.map((matches, list) => withoutOverlaps(this.#withoutExceptions(matches, list, lower)));
  }

  #scan(folded: Folded, source: string, isSpaced: boolean, found: WordMatch[][]): void {
    this.#automaton.scan(folded.units, folded.length, (index, anchorEnd) => {
      const { list, entry, spelling } = this.#spellings[index]!;
      const matches = found[list]!;
      if (matches.length >= MATCHES_MAX * 4) return;
      const from = anchorEnd - spelling.anchor.units.length - spelling.anchor.at;
      const to = from + spelling.units.length;
      if (from < 0 || to > folded.length || !isSpelled(folded.units, from, spelling.units)) return;
      const start = folded.starts[from]!;
      const end = folded.ends[to - 1]!;
      // Where letters stand apart, nobody knows where a word begins.
      if (!isSpaced && entry.beginsWord && isLetterBefore(source, start)) return;
      if (!isSpaced && entry.endsWord && isLetterAt(source, end)) return;
      matches.push({ entry, start, end });
    });
  }

  #withoutExceptions(matches: WordMatch[], list: number, lower: string): WordMatch[] {
    const { except } = this.#lists[list]!;
    if (matches.length === 0 || except.length === 0) return matches;
    const covered = except.flatMap((word) => [...occurrences(lower, word)]);
    return matches.filter(({ start, end }) => !covered.some((span) => span.start <= start && end <= span.end));
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

function* occurrences(text: string, word: string): Generator<{ start: number; end: number }> {
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + 1)) {
    yield { start, end: start + word.length };
  }
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
  return kept.slice(0, MATCHES_MAX);
}
