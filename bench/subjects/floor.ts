import { type ComparatorOptions, startComparator } from "./comparator.ts";
import type { Subject } from "./subject.ts";

/** undici alone: it signs and posts, and keeps nothing. */
export function floor({ schedule }: Pick<ComparatorOptions, "schedule"> = {}): Subject {
  return {
    name: "undici, no store",
    promise: "in memory; lost with the process",
    missing: () => null,
    start: (options) => startComparator({ server: "floor", store: null, schedule }, options),
  };
}
