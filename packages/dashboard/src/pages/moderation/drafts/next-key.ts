let last = 0;

/** A key for a row of a draft, which may have no name yet, or that of another. */
export function nextKey(): number {
  last += 1;
  return last;
}
