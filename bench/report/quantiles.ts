/** Times of one kind, in milliseconds. */
export interface Times {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  count: number;
}

export function timesOf(measuredMs: readonly number[]): Times {
  const sorted = Float64Array.from(measuredMs).sort();
  const [p50Ms, p99Ms, maxMs] = [0.5, 0.99, 1].map((share) => quantile(sorted, share));
  return { p50Ms: p50Ms!, p99Ms: p99Ms!, maxMs: maxMs!, count: sorted.length };
}

/** Of values that ascend. NaN: there are none. */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
