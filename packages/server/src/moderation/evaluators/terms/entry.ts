import type { ParsedPattern } from "obscenity";
import type { Severity } from "../../../model/finding.ts";
import { foldText } from "./folding.ts";

/** A word on a list, in every way in which it may be read. */
export interface Entry {
  /** As its list has it. */
  word: string;
  severity: Severity;
  /** No letter may stand before it, or after it. */
  beginsWord: boolean;
  endsWord: boolean;
  spellings: readonly Spelling[];
}

/** Units as folding gives them, `ANY` for any one; the longest piece without `ANY` is what a text is searched for. */
export interface Spelling {
  units: readonly number[];
  anchor: { at: number; units: readonly number[] };
}

export const ANY = -1;
/** `b[b]l[l][o]wj[o]b` has sixteen; nothing in obscenity's data has more. */
const SPELLINGS_MAX = 64;

/** `word`, or with a star at an end that may go on: `word*`, `*word`, `*word*`. Null: nothing is left of it to find. */
export function readWord(written: string, severity: Severity): Entry | null {
  const beginsWord = !written.startsWith("*");
  const endsWord = !written.endsWith("*");
  const word = written.slice(beginsWord ? 0 : 1, endsWord ? undefined : -1);
  const { units, length } = foldText(word)[0]!;
  if (length === 0) return null;
  return { word: written, severity, beginsWord, endsWord, spellings: [toSpelling([...units.subarray(0, length)])] };
}

/** A pattern of obscenity's: letters, `?` for any one and what may be left out. */
export function readPattern(pattern: ParsedPattern, word: string, severity: Severity): Entry {
  let spellings: number[][] = [[]];
  for (const node of pattern.nodes) {
    const isOptional = "childNode" in node;
    const units = toUnits(isOptional ? node.childNode : node);
    const longer = spellings.map((spelling) => [...spelling, ...units]);
    spellings = isOptional ? [...spellings, ...longer] : longer;
    if (spellings.length > SPELLINGS_MAX) throw new RangeError(`The pattern for ${word} has too many spellings.`);
  }
  return {
    word,
    severity,
    beginsWord: pattern.requireWordBoundaryAtStart,
    endsWord: pattern.requireWordBoundaryAtEnd,
    spellings: spellings.map(toSpelling),
  };
}

function toUnits(node: object): readonly number[] {
  return "chars" in node ? (node.chars as number[]) : [ANY];
}

function toSpelling(units: readonly number[]): Spelling {
  let anchor = { at: 0, units: [] as readonly number[] };
  for (let from = 0; from < units.length; from++) {
    const any = units.indexOf(ANY, from);
    const end = any === -1 ? units.length : any;
    if (end - from > anchor.units.length) anchor = { at: from, units: units.slice(from, end) };
    from = end;
  }
  return { units, anchor };
}
