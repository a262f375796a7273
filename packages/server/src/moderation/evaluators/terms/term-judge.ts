import { type Finding, SEVERITIES, type Severity, type TextMatch, textMatch } from "../../../model/finding.ts";
import { englishLists } from "./english.ts";
import { matchesOf } from "./patterns.ts";
import { type ReadTermList, readTermLists, type TermList } from "./term-list.ts";
import { type WordMatch, WordSearch } from "./word-search.ts";

export interface TermsOptions {
  name: string;
  /** The starter list of English: labels `hate` and `profanity`. */
  hasEnglish: boolean;
  lists: readonly TermList[];
}

const MATCHES_MAX = 20;
/** What a character of a text costs with no pattern at all, in steps of a pattern: about 5 ns each, once it is warm. */
const WORD_STEPS = 20;

/** What a site's lists find in a text. */
export class TermJudge {
  readonly #name: string;
  readonly #lists: readonly ReadTermList[];
  readonly #search: WordSearch;
  /** Of one character, in steps of a pattern. */
  readonly stepsPerCharacter: number;

  /** @throws InvalidTermsError */
  constructor({ name, hasEnglish, lists }: TermsOptions) {
    this.#name = name;
    this.#lists = [...readTermLists(lists), ...(hasEnglish ? readEnglish() : [])];
    this.#search = new WordSearch(this.#lists);
    const patterns = this.#lists.flatMap((list) => list.patterns);
    this.stepsPerCharacter = patterns.reduce((sum, { re }) => sum + re.programSize(), WORD_STEPS);
  }

  judge(text: string): Finding[] {
    const words = this.#search.search(text);
    return this.#lists.flatMap(({ label, severity, patterns }, index) => {
      const found = new Map<Severity, Found>();
      for (const match of words[index]!) noteWord(found, match, text);
      for (const pattern of patterns) {
        const matches = matchesOf(pattern, text);
        if (matches.length > 0) note(found, severity, `the pattern ${pattern.written}`, matches);
      }
      const severities = SEVERITIES.filter((one) => found.has(one));
      return severities.map((one) => toFinding(this.#name, label, one, found.get(one)!));
    });
  }
}

function readEnglish(): ReadTermList[] {
  return englishLists().map((list) => ({ ...list, severity: "medium", patterns: [] }));
}

/** What of one list and severity was found, and where. */
interface Found {
  what: Set<string>;
  matches: TextMatch[];
}

function noteWord(found: Map<Severity, Found>, { entry, start, end }: WordMatch, text: string): void {
  note(found, entry.severity, `"${entry.word}"`, [textMatch(text, start, end)]);
}

function note(found: Map<Severity, Found>, severity: Severity, what: string, matches: readonly TextMatch[]): void {
  const noted = found.get(severity) ?? { what: new Set<string>(), matches: [] };
  noted.what.add(what);
  noted.matches.push(...matches);
  found.set(severity, noted);
}

function toFinding(evaluator: string, label: string, severity: Severity, { what, matches }: Found): Finding {
  const inOrder = matches.sort((a, b) => a.start - b.start).slice(0, MATCHES_MAX);
  return {
    evaluator,
    kind: "match",
    label,
    // What is on a list is on it.
    confidence: 1,
    severity,
    isInformational: false,
    evidence: { kind: "text", matches: inOrder },
    reason: `Has ${[...what].slice(0, MATCHES_MAX).join(", ")} of the list ${label}.`,
  };
}
