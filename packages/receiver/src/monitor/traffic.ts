/** What came, and how it ended, by platform. Takes the same room however much comes. */
import type { End } from "../listeners.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MINUTES = 60;
const DAYS = 7;
/** Names come from outside: those past this are counted together, as `other`. */
const PLATFORMS_MAX = 100;
const OTHER = "other";

export interface PlatformTraffic {
  /** The source of its events: the platform, the name that it has in `platforms`, or the handler's own `source`. */
  platform: string;
  /** Since the monitor began. */
  handled: number;
  duplicate: number;
  unhandled: number;
  failed: number;
  refused: number;
  /** In the last hour. A repeat is not counted. */
  lastHour: { received: number; failed: number; refused: number };
  /** Received a minute, over the last hour. */
  perMinute: number;
  /** When the last event came, in milliseconds since 1970. */
  lastAtMs: number | null;
  /** How long nothing has come. */
  silentForMs: number | null;
  /** The longest time without an event in the last seven days; the present silence is not in it. */
  longestGapMs: number;
  /** How long this platform has been listened to. */
  heardForMs: number;
}

/** Counts by the minute, of the last hour. */
class Hour {
  readonly #counts = new Array<number>(MINUTES).fill(0);
  #minute = 0;

  add(nowMs: number): void {
    this.#advance(nowMs);
    this.#counts[this.#minute % MINUTES]!++;
  }

  sum(nowMs: number): number {
    this.#advance(nowMs);
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  #advance(nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    for (let next = Math.max(this.#minute + 1, minute - MINUTES + 1); next <= minute; next++) {
      this.#counts[next % MINUTES] = 0;
    }
    this.#minute = Math.max(this.#minute, minute);
  }
}

/** The longest gaps by the day, of the last seven. */
class Gaps {
  readonly #longest = new Map<number, number>();

  add(gapMs: number, nowMs: number): void {
    const day = Math.floor(nowMs / DAY_MS);
    this.#longest.set(day, Math.max(this.#longest.get(day) ?? 0, gapMs));
    for (const old of this.#longest.keys()) if (old <= day - DAYS) this.#longest.delete(old);
  }

  get longest(): number {
    return Math.max(0, ...this.#longest.values());
  }
}

class Meter {
  readonly totals: Record<End | "refused", number> = {
    ...{ handled: 0, duplicate: 0, busy: 0, unhandled: 0, failed: 0, refused: 0 },
  };
  readonly received = new Hour();
  readonly failed = new Hour();
  readonly refused = new Hour();
  readonly gaps = new Gaps();
  readonly sinceMs: number;
  lastAtMs: number | null = null;

  constructor(nowMs: number) {
    this.sinceMs = nowMs;
  }
}

export class Traffic {
  readonly #meters = new Map<string, Meter>();

  ended(platform: string, end: End, nowMs: number): void {
    const meter = this.#meterOf(platform, nowMs);
    meter.totals[end]++;
    if (meter.lastAtMs !== null) meter.gaps.add(nowMs - meter.lastAtMs, nowMs);
    meter.lastAtMs = nowMs;
    if (end !== "duplicate" && end !== "busy") meter.received.add(nowMs);
    if (end === "failed") meter.failed.add(nowMs);
  }

  refused(platform: string, nowMs: number): void {
    const meter = this.#meterOf(platform, nowMs);
    meter.totals.refused++;
    meter.refused.add(nowMs);
  }

  snapshot(nowMs: number): readonly PlatformTraffic[] {
    return [...this.#meters].map(([platform, meter]) => describe(platform, meter, nowMs));
  }

  #meterOf(platform: string, nowMs: number): Meter {
    const name = this.#meters.has(platform) || this.#meters.size < PLATFORMS_MAX ? platform : OTHER;
    let meter = this.#meters.get(name);
    if (meter === undefined) {
      meter = new Meter(nowMs);
      this.#meters.set(name, meter);
    }
    return meter;
  }
}

function describe(platform: string, meter: Meter, nowMs: number): PlatformTraffic {
  const { totals, lastAtMs, sinceMs, gaps } = meter;
  const received = meter.received.sum(nowMs);
  const { handled, duplicate, busy, unhandled, failed, refused } = totals;
  return {
    platform,
    handled,
    duplicate: duplicate + busy,
    unhandled,
    failed,
    refused,
    lastHour: { received, failed: meter.failed.sum(nowMs), refused: meter.refused.sum(nowMs) },
    perMinute: received / MINUTES,
    lastAtMs,
    silentForMs: lastAtMs === null ? null : nowMs - lastAtMs,
    longestGapMs: gaps.longest,
    heardForMs: nowMs - sinceMs,
  };
}
