/** When a platform is asked again. */
import type { Random } from "../model/ports.ts";

const HOUR_MS = 3_600_000;
/** Doubled no more often than this. */
const DOUBLINGS_MAX = 12;

/** An interval, never shortened: a tenth longer at most, so that those who began together do not stay together. */
export function jittered(ms: number, random: Pick<Random, "float">): number {
  return Math.round(ms * (1 + 0.1 * random.float()));
}

/** How long to wait after so many failures in a row: twice as long each time, an hour or one interval at most. */
export function backOffMs(intervalMs: number, failures: number, random: Pick<Random, "float">): number {
  const doubled = intervalMs * 2 ** Math.min(failures, DOUBLINGS_MAX);
  return jittered(Math.min(doubled, Math.max(HOUR_MS, intervalMs)), random);
}
