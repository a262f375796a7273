/** Delays of a schedule, in seconds, as people say and type them. */

const UNITS = [
  { name: "d", seconds: 86_400 },
  { name: "h", seconds: 3_600 },
  { name: "min", seconds: 60 },
  { name: "s", seconds: 1 },
] as const;

/** "5 s", "1 min 30 s", "14 h", "3 d 3 h": the two largest units that it has. */
export function sayDuration(seconds: number): string {
  if (seconds < 1) return `${seconds} s`;
  const parts: string[] = [];
  let rest = seconds;
  for (const { name, seconds: length } of UNITS) {
    // A day is said from the second one on: "24 h" is how schedules are written.
    const count = name === "d" && rest < 2 * length ? 0 : Math.floor(rest / length);
    if (count === 0) continue;
    parts.push(`${count} ${name}`);
    rest -= count * length;
  }
  return parts.slice(0, 2).join(" ");
}

/** What stands at an attempt: "at once", "after 5 s". */
export function sayDelay(seconds: number): string {
  return seconds === 0 ? "at once" : `after ${sayDuration(seconds)}`;
}

/** From the first attempt to the last, if each fails at once. */
export function spanOf(schedule: readonly number[]): number {
  return schedule.reduce((sum, delay) => sum + delay, 0);
}

const DELAY = /^(\d+(?:\.\d+)?)\s*(s|sec|m|min|h|d)?$/;
const SECONDS: Readonly<Record<string, number>> = { s: 1, sec: 1, m: 60, min: 60, h: 3_600, d: 86_400 };

/** "0, 30, 5 min, 2h" as seconds; a number alone is seconds. Undefined when a piece of it is no delay. */
export function parseSchedule(text: string): number[] | undefined {
  const delays = text.split(",").map((piece) => {
    const [, count, unit = "s"] = DELAY.exec(piece.trim().toLowerCase()) ?? [];
    return count === undefined ? Number.NaN : Number(count) * SECONDS[unit]!;
  });
  return delays.some(Number.isNaN) ? undefined : delays;
}

/** The other way, so that what is read again is the same. */
export function writeSchedule(schedule: readonly number[]): string {
  return schedule
    .map((seconds) => {
      const unit = UNITS.find(
        ({ name, seconds: length }) => name !== "d" && seconds >= length && seconds % length === 0,
      );
      return unit === undefined || unit.name === "s" ? String(seconds) : `${seconds / unit.seconds} ${unit.name}`;
    })
    .join(", ");
}
