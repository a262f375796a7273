import type { NotePosition } from "./reads.ts";

/** A walk from source to source, from `first` to `last`, in each along the keys from `prefix` up to, not including, `end`. */
export interface NoteRange {
  first: number;
  last: number;
  prefix: string;
  end: string;
  /** Where the walk begins in the first source. */
  from: string;
  /** A key of the first source that was read before. */
  after: string | null;
}

const NO_MAX = 0x7fff_ffff;
/** Behind every other character, by the bytes of UTF-8. */
const LAST_CHARACTER = "\u{10ffff}";

export function noteRange(sourceNo: number | null, prefix: string, after: NotePosition | null): NoteRange {
  const first = sourceNo ?? after?.sourceNo ?? 0;
  const afterKey = after?.sourceNo === first ? after.key : null;
  return {
    first,
    last: sourceNo ?? NO_MAX,
    prefix,
    end: prefix + LAST_CHARACTER,
    from: afterKey ?? prefix,
    after: afterKey,
  };
}
