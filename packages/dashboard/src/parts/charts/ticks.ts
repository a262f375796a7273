const DAY_MS = 86_400_000;

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const date = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const both = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** What stands below a chart that is so many milliseconds wide: the clock, or days. */
export function sayTick(at: string, spanMs: number): string {
  return (spanMs > 2 * DAY_MS ? date : clock).format(new Date(at));
}

export function sayTime(at: string): string {
  return both.format(new Date(at));
}
