import { useSyncExternalStore } from "react";

const SECOND_MS = 1_000;
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** From which age on each unit is used, and how long it is. */
const UNITS = [
  { unit: "day", fromMs: 86_400_000, ms: 86_400_000 },
  { unit: "hour", fromMs: 3_600_000, ms: 3_600_000 },
  { unit: "minute", fromMs: 60_000, ms: 60_000 },
  { unit: "second", fromMs: 0, ms: SECOND_MS },
] as const;

/** A time of the API where people live: local, with UTC on hover. `ago` says it from now and keeps up. */
export function Time({ at, ago = false }: { at: string; ago?: boolean }) {
  const date = new Date(at);
  const now = useNow();
  return (
    <time dateTime={at} title={`${date.toISOString()} (UTC)`}>
      {ago ? fromNow(date.getTime() - now) : local.format(date)}
    </time>
  );
}

/** "in 3 min." or "5 sec. ago". */
export function fromNow(ms: number): string {
  const { unit, ms: length } = UNITS.find(({ fromMs }) => Math.abs(ms) >= fromMs)!;
  return relative.format(Math.round(ms / length), unit);
}

/** The present second: one timer for all who show it. */
export function useNow(): number {
  return useSyncExternalStore(listen, () => shown);
}

let shown = Math.floor(Date.now() / SECOND_MS) * SECOND_MS;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    timer = setInterval(tick, SECOND_MS);
    // Nobody has kept it since the last one left.
    tick();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick() {
  shown = Math.floor(Date.now() / SECOND_MS) * SECOND_MS;
  for (const listener of listeners) listener();
}
