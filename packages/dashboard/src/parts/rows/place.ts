/** Where somebody is in a long list. */
export interface Place {
  /** The row at the top of what the scroll bar stands for. */
  base: number;
  /** The first row to draw, and the last. */
  first: number;
  last: number;
}

interface ListShape {
  count: number;
  rowHeight: number;
  /** Of the head, which stays in sight, in pixels. */
  headHeight: number;
}

/** Rows that are drawn beyond each edge, so that a quick turn of the wheel shows no gap. */
const BEYOND = 12;
/** No browser draws an element higher than this: Firefox ends at 17.8 million pixels, Chromium at 33.5 million. */
const HEIGHT_MAX = 16_000_000;

/** How many rows a scroll bar stands for at most. */
export function rowsMax(rowHeight: number): number {
  return Math.floor(HEIGHT_MAX / rowHeight);
}

/** `scrollTop` and `clientHeight` are those of the element that scrolls, in pixels. */
export function placeOf(scrollTop: number, clientHeight: number, shape: ListShape & { base: number }): Place {
  const { base, count, rowHeight, headHeight } = shape;
  const top = base + Math.floor(scrollTop / rowHeight);
  const inSight = Math.ceil((clientHeight - headHeight) / rowHeight);
  const first = clamp(top - BEYOND, base, count - 1);
  const last = clamp(top + inSight + BEYOND, first, Math.min(base + rowsMax(rowHeight), count) - 1);
  return { base, first, last };
}

/** The same rows, with the scroll bar standing for others where it has come near to an end that the list goes beyond. */
export function rebase(place: Place, { count, rowHeight }: ListShape): Place {
  const most = rowsMax(rowHeight);
  const step = Math.floor(most / 2);
  const { base, first, last } = place;
  if (last > base + most * 0.95 && count > base + most) return { base: base + step, first, last };
  if (base > 0 && first < base + most * 0.05) return { base: Math.max(0, base - step), first, last };
  return place;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
