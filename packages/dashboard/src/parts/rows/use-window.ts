import { type RefObject, useLayoutEffect, useState } from "react";
import { type Place, placeOf, rebase, rowsMax } from "./place.ts";

export interface RowWindow {
  /** The first and the last row to draw, among all. */
  first: number;
  last: number;
  /** How high all rows are together that the scroll bar stands for, in pixels. */
  height: number;
  /** Where a row's top is, in pixels. */
  topOf(index: number): number;
  onScroll(): void;
  scrollTo(index: number): void;
}

interface WindowOptions {
  scroller: RefObject<HTMLDivElement | null>;
  /** Rows that there are, those to come included. */
  count: number;
  /** Rows on top that came in later. */
  freshCount: number;
  rowHeight: number;
  headHeight: number;
}

/**
 * Which rows are in sight. All rows are equally high, so that a million cost no more than ten; a library that measures
 * rows keeps a note of each. What comes in on top does not move what is looked at.
 */
export function useWindow({ scroller, count, freshCount, rowHeight, headHeight }: WindowOptions): RowWindow {
  const [place, setPlace] = useState<Place>({ base: 0, first: 0, last: 0 });
  const [freshBefore, setFreshBefore] = useState(freshCount);
  const shape = { count, rowHeight, headHeight };

  function look(base = place.base) {
    const element = scroller.current;
    if (element === null) return;
    const seen = placeOf(element.scrollTop, element.clientHeight, { ...shape, base });
    const moved = rebase(seen, shape);
    if (moved.base !== seen.base) element.scrollTop -= (moved.base - seen.base) * rowHeight;
    if (moved.base !== place.base || moved.first !== place.first || moved.last !== place.last) setPlace(moved);
  }

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || freshCount === freshBefore) return;
    setFreshBefore(freshCount);
    if (element.scrollTop > rowHeight / 2) element.scrollTop += (freshCount - freshBefore) * rowHeight;
  }, [scroller, freshCount, freshBefore, rowHeight]);

  // After every drawing: the list may have grown, or the window changed its size.
  useLayoutEffect(() => look());

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => element.dispatchEvent(new Event("scroll")));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  return {
    first: place.first,
    last: Math.min(place.last, count - 1),
    height: Math.max(0, Math.min(count - place.base, rowsMax(rowHeight))) * rowHeight,
    topOf: (index) => (index - place.base) * rowHeight,
    onScroll: () => look(),
    scrollTo(index) {
      const element = scroller.current;
      if (element === null) return;
      const top = (index - place.base) * rowHeight;
      const room = element.clientHeight - headHeight - rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top > element.scrollTop + room) element.scrollTop = top - room;
    },
  };
}
