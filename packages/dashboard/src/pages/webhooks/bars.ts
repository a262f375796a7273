import type { WebhookFigures } from "./queries.ts";

/** One step of a line: how high its two parts stand, of 1. */
export interface Bar {
  at: number;
  success: number;
  failed: number;
}

export interface Window {
  from: string;
  to: string;
  stepS: number;
}

/** A bar for every step of the window; steps without a point were quiet. The highest is 1. */
export function barsOf(points: WebhookFigures["points"], { from, to, stepS }: Window): Bar[] {
  const start = Date.parse(from);
  const stepMs = stepS * 1000;
  const count = Math.max(1, Math.ceil((Date.parse(to) - start) / stepMs));
  const bars: Bar[] = Array.from({ length: count }, (_, index) => ({
    at: start + index * stepMs,
    success: 0,
    failed: 0,
  }));
  const highest = Math.max(1, ...points.map(({ success, failed }) => success + failed));
  for (const { at, success, failed } of points) {
    const bar = bars[Math.floor((Date.parse(at) - start) / stepMs)];
    if (bar === undefined) continue;
    bar.success = success / highest;
    bar.failed = failed / highest;
  }
  return bars;
}
