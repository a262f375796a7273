import type { Finding, Severity, TextMatch } from "../../../model/finding.ts";
import { SEVERITIES } from "../../../model/finding.ts";
import type { ItemContent } from "../../../model/item.ts";
import { partsOf } from "../../../model/item.ts";
import type { Evaluator } from "../evaluator.ts";
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

/**
 * Words and patterns that a site does not want, however they are spelled. Asks nobody and takes microseconds.
 * @throws InvalidTermsError
 */
export function createTerms({ name, hasEnglish, lists }: TermsOptions): Evaluator {
  const all: ReadTermList[] = [...readTermLists(lists), ...(hasEnglish ? readEnglish() : [])];
  const search = new WordSearch(all);
  return {
    name,
    kind: "terms",
    judges: (content) => (partsOf(content).includes("text") ? ["text"] : []),
    units: () => 0,
    evaluate: async ({ text }: ItemContent) => (text === null ? [] : judge(name, all, search, text)),
  };
}

function readEnglish(): ReadTermList[] {
  return englishLists().map((list) => ({ ...list, severity: "medium", patterns: [] }));
}

function judge(evaluator: string, lists: readonly ReadTermList[], search: WordSearch, text: string): Finding[] {
  const words = search.search(text);
  return lists.flatMap(({ label, severity, patterns }, index) => {
    const found = new Map<Severity, Found>();
    for (const match of words[index]!) noteWord(found, match, text);
    for (const pattern of patterns) {
      const matches = matchesOf(pattern, text);
      if (matches.length > 0) note(found, severity, `the pattern ${pattern.written}`, matches);
    }
    return SEVERITIES.filter((one) => found.has(one)).map((one) => toFinding(evaluator, label, one, found.get(one)!));
  });
}

/** What of one list and severity was found, and where. */
interface Found {
  what: Set<string>;
  matches: TextMatch[];
}

function noteWord(found: Map<Severity, Found>, { entry, start, end }: WordMatch, text: string): void {
  note(found, entry.severity, `"${entry.word}"`, [{ start, end, text: text.slice(start, end) }]);
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
