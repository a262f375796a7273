/** What the library asks of time. Pass another to a handler and it lives in that one's time. */

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `task` once, `delayMs` from now. Does not keep a process alive, unless somebody waits for it. */
  after(delayMs: number, task: () => void, options?: { isAwaited?: boolean }): Timer;
}

/** The real clock: the one place of this package that reads it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task, { isAwaited = false } = {}) {
    const timer: unknown = setTimeout(task, delayMs);
    if (isAwaited) return { cancel: () => clearTimeout(timer as number) };
    if (typeof timer === "object" && timer !== null && "unref" in timer) (timer.unref as () => void).call(timer);
    return { cancel: () => clearTimeout(timer as number) };
  },
};
