/**
 * A text as it is read, not as it is spelled: look-alikes, leet speak, repeated letters and what is invisible undone.
 * The characters are those of `obscenity`; the offsets into the text as it was written are kept beside them.
 */
import { resolveConfusablesTransformer, resolveLeetSpeakTransformer, toAsciiLowerCaseTransformer } from "obscenity";

export interface Folded {
  /** UTF-16 units; only the first `length` are in use. */
  units: Uint16Array;
  length: number;
  /** Where in the source each unit begins. */
  starts: Uint32Array;
  /** Where in the source it ends, repeated letters and invisible characters after it included. */
  ends: Uint32Array;
}

/** Soft hyphens, zero-width and direction marks, variation selectors. */
const INVISIBLE = /^\p{Default_Ignorable_Code_Point}$/u;
/** Accents that stand on a letter of any script: `u` and a stroke is a `u`. A script's own vowel signs are letters. */
const ACCENT = /^[\p{Mn}&&\p{Script=Inherited}]$/v;
const DROPPED = -1;
/** Letters that English doubles, so that `boob` is not read as `bob`. As in obscenity's preset for English. */
const DOUBLED: ReadonlySet<number> = new Set([..."beolsg"].map((letter) => letter.charCodeAt(0)));
/** Between runs of spaced letters: no word has it. */
const BETWEEN_RUNS = 0;
/** Three letters or more, each alone: `f u c k`, `s.h.i.t`. */
const SPACED =
  /(?<![\p{L}\p{N}\p{M}@$])[\p{L}\p{N}@$](?:[^\p{L}\p{N}\p{M}@$]{1,3}[\p{L}\p{N}@$](?![\p{L}\p{N}\p{M}@$])){2,}/gu;
const SPACED_LETTER = /[\p{L}\p{N}@$]/u;

/**
 * One reading of the text, and a second one where a letter that may be doubled stands three times or more: `wooord` is
 * read as `woord`, and then as `word`.
 */
export function foldText(source: string): readonly Folded[] {
  const writer = new FoldedWriter(source.length, false);
  writeFolded(writer, source, 0, source.length);
  if (!writer.isStretched) return [writer.folded];
  const shorter = new FoldedWriter(source.length, true);
  writeFolded(shorter, source, 0, source.length);
  return [writer.folded, shorter.folded];
}

/** The letters of words that are spelled out letter by letter, run after run; null when there are none. */
export function foldSpacedLetters(source: string): Folded | null {
  let writer: FoldedWriter | null = null;
  for (const { 0: run, index } of source.matchAll(SPACED)) {
    writer ??= new FoldedWriter(source.length, true);
    writer.write(BETWEEN_RUNS, index, index);
    for (let at = 0; at < run.length; ) {
      const letter = String.fromCodePoint(run.codePointAt(at)!);
      if (SPACED_LETTER.test(letter)) writeFolded(writer, source, index + at, index + at + letter.length);
      at += letter.length;
    }
  }
  return writer?.folded ?? null;
}

function writeFolded(writer: FoldedWriter, source: string, from: number, to: number): void {
  for (let index = from; index < to; ) {
    const point = source.codePointAt(index)!;
    const end = index + (point > 0xffff ? 2 : 1);
    writer.write(foldPoint(point), index, end);
    index = end;
  }
}

class FoldedWriter {
  readonly folded: Folded;
  readonly #isShorter: boolean;
  #last = DROPPED;
  #repeated = 0;
  /** A letter that may be doubled stood three times or more. */
  isStretched = false;

  /** `isShorter`: such a letter is then taken for one. No text is folded into a longer one. */
  constructor(lengthMax: number, isShorter: boolean) {
    this.#isShorter = isShorter;
    // A run of spaced letters has two separators at least, so the unit between runs has room.
    this.folded = {
      units: new Uint16Array(lengthMax),
      length: 0,
      starts: new Uint32Array(lengthMax),
      ends: new Uint32Array(lengthMax),
    };
  }

  write(point: number, start: number, end: number): void {
    if (point !== DROPPED) {
      this.#repeated = point === this.#last ? this.#repeated + 1 : 1;
      this.#last = point;
    }
    if (point === DROPPED || this.#repeated > (DOUBLED.has(point) ? 2 : 1)) this.#extend(end);
    else if (point <= 0xffff) this.#push(point, start, end);
    else {
      this.#push(0xd800 + ((point - 0x10000) >> 10), start, end);
      this.#push(0xdc00 + ((point - 0x10000) & 0x3ff), start, end);
    }
    if (this.#repeated === 3 && DOUBLED.has(point)) this.#stretch();
  }

  #stretch(): void {
    this.isStretched = true;
    if (!this.#isShorter) return;
    const end = this.folded.ends[this.folded.length - 1]!;
    this.folded.length--;
    this.#extend(end);
  }

  #push(unit: number, start: number, end: number): void {
    const { folded } = this;
    folded.units[folded.length] = unit;
    folded.starts[folded.length] = start;
    folded.ends[folded.length] = end;
    folded.length++;
  }

  #extend(end: number): void {
    const { folded } = this;
    if (folded.length > 0) folded.ends[folded.length - 1] = end;
  }
}

/** Most texts have few different characters, and working one out takes microseconds. */
const KNOWN_MAX = 8_192;
const known = new Map<number, number>();
let transform: ((point: number) => number | undefined) | undefined;

/** What a code point is read as; `DROPPED` when it is not read. */
function foldPoint(point: number): number {
  const kept = known.get(point);
  if (kept !== undefined) return kept;
  const character = String.fromCodePoint(point);
  transform ??= createTransform();
  const isRead = !INVISIBLE.test(character) && !ACCENT.test(character);
  const folded = isRead ? (transform(withoutAccents(character)) ?? DROPPED) : DROPPED;
  if (known.size < KNOWN_MAX) known.set(point, folded);
  return folded;
}

function createTransform(): (point: number) => number | undefined {
  const steps = [resolveConfusablesTransformer(), resolveLeetSpeakTransformer(), toAsciiLowerCaseTransformer()].map(
    (transformer) => transformer.transform,
  );
  return (point) => {
    let folded: number | undefined = point;
    for (const step of steps) if (folded !== undefined) folded = step(folded);
    return folded;
  };
}

/** `ế` is in no list of look-alikes; what Unicode takes apart into a letter and accents is the letter. */
function withoutAccents(character: string): number {
  const [letter = "", ...accents] = character.normalize("NFKD");
  const isLetter = letter.length <= character.length && accents.every((accent) => ACCENT.test(accent));
  return (isLetter ? letter : character).codePointAt(0)!;
}
