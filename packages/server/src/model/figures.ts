/**
 * Figures to look at: what was counted of the whole hub, of a site or of a webhook in a stretch of time. They are no
 * accounting: what a crash had not written yet is missing from them.
 */

const COUNTED = [
  /** Events accepted; of a webhook, those that it was owed. */
  "events",
  "success",
  "failed",
  "cancelled",
  "attempts",
  "attempts_failed",
  /** Failed attempts after which there will be another. */
  "retries",
  "messages_accepted",
  "messages_duplicate",
  "messages_ignored",
  "messages_rejected",
] as const;
export type Counted = (typeof COUNTED)[number];

/** A histogram: counts by upper bounds, and one more for what is above them all. */
export interface Histogram {
  /** Upper bounds in milliseconds, rising. */
  boundsMs: readonly number[];
  /** Where its counts begin in a tally. */
  at: number;
}

/** From a millisecond to the longest time limit of a webhook. */
const ATTEMPT_MS = [
  ...[1, 2, 5, 10, 20, 35, 50, 75, 100, 150],
  ...[250, 400, 700, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000],
];
/** From a millisecond to the day that retries may take. */
const LATENCY_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
  ...[2_000, 5_000, 15_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 86_400_000],
];

/** Deliveries that are owed, at most in that time: never summed. */
const DEPTH = "depth";

/** What a tally has, in its order; the store's columns have these names. */
export const FIGURES: readonly string[] = [
  ...COUNTED,
  DEPTH,
  ...columnsOf("attempt", ATTEMPT_MS),
  ...columnsOf("latency", LATENCY_MS),
];
/** The one that is the highest of its parts, and not their sum. */
export const DEPTH_AT = COUNTED.length;
export const PLACE = Object.fromEntries(COUNTED.map((name, at) => [name, at])) as Record<Counted, number>;
/** How long attempts took. */
export const ATTEMPT: Histogram = { boundsMs: ATTEMPT_MS, at: DEPTH_AT + 1 };
/** From acceptance to the first success. */
export const LATENCY: Histogram = { boundsMs: LATENCY_MS, at: ATTEMPT.at + ATTEMPT_MS.length + 1 };

function columnsOf(name: string, boundsMs: readonly number[]): string[] {
  return [...boundsMs, "more"].map((_, index) => `${name}_${index}`);
}

/** A number for each of `FIGURES`. */
export type Tally = Float64Array;

export function emptyTally(): Tally {
  return new Float64Array(FIGURES.length);
}

/** The bucket of one that took `ms`, of the histogram's own. */
export function bucketOf({ boundsMs }: Histogram, ms: number): number {
  let bucket = 0;
  while (bucket < boundsMs.length && ms > boundsMs[bucket]!) bucket += 1;
  return bucket;
}

/** Adds what was counted, and keeps the higher depth. */
export function add(to: Tally, from: ArrayLike<number>): void {
  const depth = Math.max(to[DEPTH_AT]!, from[DEPTH_AT]!);
  for (let at = 0; at < to.length; at += 1) to[at]! += from[at]!;
  to[DEPTH_AT] = depth;
}

/**
 * The time that `share` (0 to 1) of all stayed under, in milliseconds: as if those of a bucket lay evenly between its
 * bounds. What lies above the last bound counts as that bound. Null where nothing was counted.
 */
export function quantile(tally: ArrayLike<number>, { boundsMs, at }: Histogram, share: number): number | null {
  let total = 0;
  for (let bucket = 0; bucket <= boundsMs.length; bucket += 1) total += tally[at + bucket]!;
  if (total === 0) return null;
  const wanted = share * total;
  let below = 0;
  for (const [bucket, bound] of boundsMs.entries()) {
    const count = tally[at + bucket]!;
    if (count > 0 && below + count >= wanted) {
      const from = bucket === 0 ? 0 : boundsMs[bucket - 1]!;
      return from + ((wanted - below) / count) * (bound - from);
    }
    below += count;
  }
  return boundsMs.at(-1)!;
}

/** Stretches of time that are counted by themselves, in milliseconds; each begins at a multiple of itself since 1970. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** How long minutes are kept, and hours and days at most. */
export const MINUTES_KEPT_MS = 2 * DAY_MS;
export const FIGURES_KEPT_MS = 400 * DAY_MS;

/** What has not been written this long after the end of its stretch never is. */
export const LATE_MS_MAX = DAY_MS;
/** So long after the end of a stretch nobody writes of it any more, by whatever clock. */
export const SETTLED_MS = 2 * LATE_MS_MAX;

/** The number that stands for the whole hub, in place of a site's; and for the whole site, in place of a webhook's. */
export const ALL = 0;
