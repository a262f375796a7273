/** The real clock and the real dice. Handed in by `hub.ts`; the simulation hands in others. */
import { randomBytes } from "node:crypto";
import type { Clock, Random } from "./model/ports.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
  soon: (task) => void setImmediate(task),
};

export const systemRandom: Random = {
  float: () => Math.random(),
  bytes: (length) => randomBytes(length),
};
