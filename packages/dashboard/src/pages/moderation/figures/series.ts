const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More bars cannot be told apart. */
const HOURS_MAX = 72;

export interface Counts {
  approved: number;
  flagged: number;
  rejected: number;
}

export interface Bar extends Counts {
  /** When it begins, in milliseconds. */
  at: number;
}

export interface Series {
  /** `hour` for up to three days, else `day`. */
  step: "hour" | "day";
  /** Rising, without gaps. */
  bars: readonly Bar[];
}

/** Counts by the hour as bars over time. A day is one of where it is looked at: `offsetMs` is its distance from UTC. */
export function seriesOf(hours: readonly (Counts & { at: string })[], offsetMs = 0): Series {
  const times = hours.map(({ at }) => Date.parse(at));
  if (times.length === 0) return { step: "hour", bars: [] };
  const first = Math.min(...times);
  const last = Math.max(...times);
  const isShort = last - first < HOURS_MAX * HOUR_MS;
  const stepMs = isShort ? HOUR_MS : DAY_MS;
  const shift = isShort ? 0 : offsetMs;
  const startOf = (ms: number) => Math.floor((ms + shift) / stepMs) * stepMs - shift;
  const bars = new Map<number, Bar>();
  for (let at = startOf(first); at <= last; at += stepMs) bars.set(at, { at, approved: 0, flagged: 0, rejected: 0 });
  for (const [index, { approved, flagged, rejected }] of hours.entries()) {
    const bar = bars.get(startOf(times[index]!))!;
    bar.approved += approved;
    bar.flagged += flagged;
    bar.rejected += rejected;
  }
  return { step: isShort ? "hour" : "day", bars: [...bars.values()] };
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
