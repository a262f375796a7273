/** The value that `share` of all values do not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** `p50 1.2, p99 8.0, max 12.3 ms` */
export function summary(values: readonly number[]): string {
  const show = (ms: number) => ms.toFixed(1);
  const max = values.reduce((a, b) => Math.max(a, b), 0);
  return `p50 ${show(percentile(values, 0.5))}, p99 ${show(percentile(values, 0.99))}, max ${show(max)} ms of ${values.length}`;
}
