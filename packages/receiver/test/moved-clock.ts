import { setImmediate } from "node:timers/promises";
import type { Clock } from "../src/index.ts";

export interface MovedClock extends Clock {
  /** How many timers wait. */
  readonly waiting: number;
  /** Moves the time, rings what is due at its own moment and in order, and lets what follows from it happen. */
  move(ms: number): Promise<void>;
  /** Lets happen what needs no time. */
  settle(): Promise<void>;
}

/** A clock with timers that stands until it is moved. */
export function movedClock(startMs = 1_768_480_200_000): MovedClock {
  let nowMs = startMs;
  const timers = new Set<{ atMs: number; task: () => void }>();
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await setImmediate();
  };
  return {
    now: () => nowMs,
    after(delayMs, task) {
      const timer = { atMs: nowMs + delayMs, task };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    get waiting() {
      return timers.size;
    },
    settle,
    async move(ms) {
      const endMs = nowMs + ms;
      await settle();
      for (;;) {
        const next = [...timers].sort((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined || next.atMs > endMs) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.task();
        await settle();
      }
      nowMs = endMs;
    },
  };
}
