import type { paths } from "../../api/schema.ts";

/** A page of `GET /v1/stats/webhooks`. */
type Figures = paths["/v1/stats/webhooks"]["get"]["responses"][200]["content"]["application/json"];

export type WebhookFigures = Figures["webhooks"][number];

/** The time and the step of a line. */
export interface Window {
  from: string;
  to: string;
  stepS: number;
}

/** Each webhook's own points, all of the same window. */
export interface Lines extends Window {
  byWebhook: ReadonlyMap<string, WebhookFigures>;
}

/** One step of a line: how high its two parts stand, of 1. */
interface Bar {
  at: number;
  success: number;
  failed: number;
}

/** A bar for every step of the window; steps without a point were quiet. The highest is 1. */
export function barsOf(points: WebhookFigures["points"], { from, to, stepS }: Window): Bar[] {
  const start = Date.parse(from);
  const stepMs = stepS * 1000;
  const count = Math.max(1, Math.ceil((Date.parse(to) - start) / stepMs));
  const bars = Array.from({ length: count }, (_, index) => ({ at: start + index * stepMs, success: 0, failed: 0 }));
  for (const { at, success, failed } of points) {
    const bar = bars[Math.floor((Date.parse(at) - start) / stepMs)];
    if (bar === undefined) continue;
    bar.success += success;
    bar.failed += failed;
  }
  const highest = Math.max(1, ...bars.map(({ success, failed }) => success + failed));
  return bars.map(({ at, success, failed }) => ({ at, success: success / highest, failed: failed / highest }));
}
