/** Times of one kind, in milliseconds. */
export interface Times {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  count: number;
}

export function timesOf(measuredMs: readonly number[]): Times {
  const sorted = measuredMs.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), count: sorted.length };
}
