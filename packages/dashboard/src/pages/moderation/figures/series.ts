const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More points cannot be told apart. */
const HOURS_MAX = 72;

export interface Counts {
  approved: number;
  flagged: number;
  rejected: number;
}

interface Point extends Counts {
  /** When it begins, in milliseconds. */
  at: number;
}

export interface Series {
  /** `hour` for up to three days, else `day`. */
  step: "hour" | "day";
  /** Rising, without gaps; `at` is when each begins. */
  points: readonly ({ at: string } & Record<keyof Counts, number>)[];
}

interface Span {
  /** In milliseconds. Null: from the first that was decided. */
  from: number | null;
  to: number;
  /** How far from UTC it is where it is looked at: a day is one of there. */
  offsetMs: number;
}

/** Counts by the hour as points over a span of time; at least two, or there would be no line. */
export function seriesOf(hours: readonly (Counts & { at: string })[], { from, to, offsetMs }: Span): Series {
  const times = hours.map(({ at }) => Date.parse(at));
  const first = Math.min(from ?? to, ...times);
  const isShort = to - first <= HOURS_MAX * HOUR_MS;
  const stepMs = isShort ? HOUR_MS : DAY_MS;
  const shift = isShort ? 0 : offsetMs;
  const startOf = (ms: number) => Math.floor((ms + shift) / stepMs) * stepMs - shift;
  const begin = Math.min(startOf(first), startOf(to) - stepMs);
  const points = new Map<number, Point>();
  for (let at = begin; at <= to; at += stepMs) points.set(at, { at, approved: 0, flagged: 0, rejected: 0 });
  for (const [index, { approved, flagged, rejected }] of hours.entries()) {
    const point = points.get(startOf(times[index]!));
    if (point === undefined) continue;
    point.approved += approved;
    point.flagged += flagged;
    point.rejected += rejected;
  }
  return {
    step: isShort ? "hour" : "day",
    points: [...points.values()].map((point) => ({ ...point, at: new Date(point.at).toISOString() })),
  };
}

/** "45 s", "12 min", "3.5 h", "2 d". */
export function shortDuration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3_600) return `${Math.round(seconds / 360) / 10} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

export function percent(share: number | null): string {
  return share === null ? "–" : `${Math.round(share * 100)}%`;
}
