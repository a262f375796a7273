import type { Shape } from "../../api/client.ts";
import type { ChartPoint } from "../../parts/charts/time-chart.tsx";

export type Point = Shape<"FigurePoint">;
export type Totals = Shape<"FigureTotals">;

export interface Stats {
  from: string;
  to: string;
  step_s: number;
  points: Point[];
  totals: Totals;
}

const MINUTE_S = 60;
/** What has only just begun is no rate yet. */
const STEP_MS_MIN = 10_000;

/** The figures with what the stream says of the last two minutes, counts of all included; longer steps stay as they are. */
export function withMinutes(stats: Stats, minutes: readonly (Point | null)[]): Stats {
  if (stats.step_s !== MINUTE_S) return stats;
  const points = [...stats.points];
  for (const minute of minutes) {
    if (minute === null) continue;
    const at = points.findIndex((point) => point.at === minute.at);
    if (at !== -1) points[at] = minute;
    else if (minute.at > (points.at(-1)?.at ?? "")) {
      points.push(minute);
      if (points.length > 1) points.shift();
    }
  }
  return { ...stats, points, totals: { ...stats.totals, ...countsOf(points) } };
}

/** What can be added up; how long things took cannot. */
function countsOf(points: readonly Point[]): Pick<Totals, "events" | "deliveries"> {
  const sum = (countOf: (point: Point) => number | null) => points.reduce((all, one) => all + (countOf(one) ?? 0), 0);
  return {
    events: sum(({ events }) => events),
    deliveries: {
      success: sum(({ deliveries }) => deliveries.success),
      failed: sum(({ deliveries }) => deliveries.failed),
      cancelled: sum(({ deliveries }) => deliveries.cancelled),
    },
  };
}

/** Events, successes and failures a minute, whatever a step is; a step that is not over counts for as long as it is old. */
export function toRates({ points, step_s }: Stats, now: number): ChartPoint<"events" | "success" | "failed">[] {
  return points.map(({ at, events, deliveries }) => {
    const ageMs = Math.min(step_s * 1_000, Math.max(STEP_MS_MIN, now - Date.parse(at)));
    const rate = (count: number | null) => (count === null ? null : (count * 60_000) / ageMs);
    return { at, events: rate(events), success: rate(deliveries.success), failed: rate(deliveries.failed) };
  });
}

/** Of what ended, how much succeeded: 0 to 1, null when nothing did. */
export function successRate({ success, failed }: { success: number | null; failed: number | null }): number | null {
  const ended = (success ?? 0) + (failed ?? 0);
  return ended === 0 ? null : (success ?? 0) / ended;
}

/** Of all attempts those that succeeded, in percent. */
export function toSuccess({ points }: Stats): ChartPoint<"attempts" | "deliveries">[] {
  return points.map(({ at, attempts, attempts_failed, deliveries }) => {
    const failed = attempts_failed ?? 0;
    return {
      at,
      attempts: percent(successRate({ success: attempts === null ? null : attempts - failed, failed })),
      deliveries: percent(successRate(deliveries)),
    };
  });
}

function percent(rate: number | null): number | null {
  return rate === null ? null : rate * 100;
}

const MILLION = 1_000_000;

/** "0.4", "12", "1,234", "1.65M": no more digits than anybody reads. */
export function sayNumber(value: number): string {
  if (value >= MILLION) return value.toLocaleString("en", { notation: "compact", maximumFractionDigits: 2 });
  const digits = value !== 0 && Math.abs(value) < 10 ? 1 : 0;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

/** "99.95 %"; what is not all is never rounded to 100. */
export function sayPercent(value: number): string {
  const shown = value < 100 ? Math.min(value, 99.99) : value;
  return `${shown.toLocaleString("en", { maximumFractionDigits: shown > 99 ? 2 : 1 })} %`;
}
