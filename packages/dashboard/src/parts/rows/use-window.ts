import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { type Place, placeOf, rebase, rowsMax } from "./place.ts";

interface RowWindow {
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

  // Asked of the element only when it has another size: to ask it while rows are drawn makes it lay them out twice.
  const room = useRef(0);

  function look() {
    const element = scroller.current;
    if (element === null) return;
    const seen = placeOf(element.scrollTop, room.current, { count, rowHeight, headHeight, base: place.base });
    const moved = rebase(seen, { count, rowHeight, headHeight });
    if (moved.base !== seen.base) element.scrollTop -= (moved.base - seen.base) * rowHeight;
    if (moved.base !== place.base || moved.first !== place.first || moved.last !== place.last) setPlace(moved);
  }

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || freshCount === freshBefore) return;
    setFreshBefore(freshCount);
    if (element.scrollTop > rowHeight / 2) element.scrollTop += (freshCount - freshBefore) * rowHeight;
  }, [scroller, freshCount, freshBefore, rowHeight]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      room.current = element.clientHeight;
      element.dispatchEvent(new Event("scroll"));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: where somebody is changes by scrolling, or with the list
  useLayoutEffect(look, [count, freshCount, rowHeight, headHeight]);

  return {
    first: place.first,
    last: Math.min(place.last, count - 1),
    height: Math.max(0, Math.min(count - place.base, rowsMax(rowHeight))) * rowHeight,
    topOf: (index) => (index - place.base) * rowHeight,
    onScroll: look,
    scrollTo(index) {
      const element = scroller.current;
      if (element === null) return;
      const top = (index - place.base) * rowHeight;
      const lowest = room.current - headHeight - rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top > element.scrollTop + lowest) element.scrollTop = top - lowest;
    },
  };
}
