import type { Clock } from "../src/index.ts";

/** A clock that stands until it is moved. */
export function standingClock(startMs = 1_768_480_200_000): Clock & { move(ms: number): void } {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    after: () => ({ cancel: () => {} }),
    move: (ms) => {
      nowMs += ms;
    },
  };
}
