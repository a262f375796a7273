import { type EnglishProfaneWord, englishDataset } from "obscenity";
import type { Severity } from "../../../model/finding.ts";
import { type Entry, readPattern } from "./entry.ts";

/** Words against groups of people: a label of their own. */
const SLURS: ReadonlySet<EnglishProfaneWord> = new Set([
  "abeed",
  "abo",
  "africoon",
  "arabush",
  "boonga",
  "chingchong",
  "chink",
  "dyke",
  "fag",
  "kike",
  "negro",
  "nigger",
  "retard",
  "spastic",
  "tranny",
]);

/** Coarse, or merely of the body: nobody should be kept waiting for these. */
const MILD: ReadonlySet<EnglishProfaneWord> = new Set([
  "anus",
  "arse",
  "ass",
  "bollocks",
  "boob",
  "hooker",
  "orgasm",
  "penis",
  "piss",
  "prick",
  "semen",
  "sex",
  "tit",
  "turd",
  "vagina",
  "wank",
]);

/** That the data spell otherwise. */
const MORE_EXCEPTIONS = ["shiitake"];

export interface EnglishList {
  label: "hate" | "profanity";
  entries: readonly Entry[];
  except: readonly string[];
}

/**
 * The starter list: obscenity's words (https://github.com/jo3-l/obscenity, its data from
 * https://github.com/words/cuss), parted into `hate` (high) and `profanity` (medium, and low what is mild).
 */
export function englishLists(): readonly EnglishList[] {
  const { blacklistedTerms, whitelistedTerms = [] } = englishDataset.build();
  const hate: Entry[] = [];
  const profanity: Entry[] = [];
  for (const { id, pattern } of blacklistedTerms) {
    const word = wordOf(id);
    const isSlur = SLURS.has(word);
    (isSlur ? hate : profanity).push(readPattern(pattern, word, isSlur ? "high" : severityOf(word)));
  }
  const except = [...whitelistedTerms, ...MORE_EXCEPTIONS];
  return [
    { label: "hate", entries: hate, except },
    { label: "profanity", entries: profanity, except },
  ];
}

function severityOf(word: EnglishProfaneWord): Severity {
  return MILD.has(word) ? "low" : "medium";
}

function wordOf(termId: number): EnglishProfaneWord {
  const match = { termId, startIndex: 0, endIndex: 0, matchLength: 0 };
  return englishDataset.getPayloadWithPhraseMetadata(match).phraseMetadata!.originalWord;
}
