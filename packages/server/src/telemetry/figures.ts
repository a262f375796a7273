import {
  ALL,
  ATTEMPT,
  add,
  bucketOf,
  type Counted,
  DAY_MS,
  DEPTH_AT,
  emptyTally,
  type Histogram,
  HOUR_MS,
  LATENCY,
  MINUTE_MS,
  PLACE,
  RESOLUTIONS_MS,
  type Tally,
} from "../model/figures.ts";
import type { MessageVerdict } from "../model/message.ts";
import type { DeliveryOutcome } from "./metrics.ts";

/** What happens, as it is counted for charts. Called for every event and attempt: each is a few additions. */
export interface FigureCounts {
  eventAccepted(siteNo: number): void;
  /** An event that a webhook is owed. */
  deliveryOwed(webhookNo: number, siteNo: number): void;
  attemptEnded(webhookNo: number, siteNo: number, isFailed: boolean, durationMs: number): void;
  /** An attempt failed, and there will be another. */
  retryPlanned(webhookNo: number, siteNo: number): void;
  deliveryEnded(webhookNo: number, siteNo: number, outcome: DeliveryOutcome): void;
  /** From acceptance to the first success. */
  succeededAfter(webhookNo: number, siteNo: number, latencyMs: number): void;
  messageReceived(siteNo: number, verdict: MessageVerdict): void;
}

/** Counts nothing: for tests that are about something else. */
export const noFigures: FigureCounts = {
  eventAccepted() {},
  deliveryOwed() {},
  attemptEnded() {},
  retryPlanned() {},
  deliveryEnded() {},
  succeededAfter() {},
  messageReceived() {},
};

/** What has been counted of one series in one stretch of time, since it began. */
export interface Counting {
  siteNo: number;
  webhookNo: number;
  resolutionMs: number;
  /** When the stretch begins. */
  at: number;
  values: Tally;
}

/** A kilobyte each; what comes above it is counted in its site, and in the hub, alone. */
const SERIES_MAX = 10_000;

/** What is counted of a webhook, a site or the hub. */
class Series {
  readonly siteNo: number;
  readonly webhookNo: number;
  readonly minute = emptyTally();
  /** Of the minutes that are over. */
  readonly hour = emptyTally();
  readonly day = emptyTally();
  /** Counted since it was last taken. */
  hasGrown = false;

  constructor(siteNo: number, webhookNo: number) {
    this.siteNo = siteNo;
    this.webhookNo = webhookNo;
  }

  count(place: number): void {
    this.minute[place]! += 1;
    this.hasGrown = true;
  }
}

/**
 * Counts by the minute, the hour and the day, for the hub, each site and each webhook. Somebody takes what has grown now
 * and then, and at the end of each minute (chores/counting.ts): what is counted until then belongs to that minute.
 */
export class Figures implements FigureCounts {
  readonly #hub = new Series(ALL, ALL);
  readonly #sites = new Map<number, Series>();
  readonly #webhooks = new Map<number, Series>();
  #minuteAt: number;

  /** `now`: milliseconds since 1970. */
  constructor(now: number) {
    this.#minuteAt = startOf(now, MINUTE_MS);
    this.#beginMinute(this.#minuteAt);
  }

  eventAccepted(siteNo: number): void {
    this.#count(siteNo, PLACE.events);
  }

  deliveryOwed(webhookNo: number, siteNo: number): void {
    this.#webhook(webhookNo, siteNo)?.count(PLACE.events);
  }

  attemptEnded(webhookNo: number, siteNo: number, isFailed: boolean, durationMs: number): void {
    this.#countWithWebhook(webhookNo, siteNo, PLACE.attempts);
    if (isFailed) this.#countWithWebhook(webhookNo, siteNo, PLACE.attempts_failed);
    this.#countWithWebhook(webhookNo, siteNo, placeIn(ATTEMPT, durationMs));
  }

  retryPlanned(webhookNo: number, siteNo: number): void {
    this.#countWithWebhook(webhookNo, siteNo, PLACE.retries);
  }

  deliveryEnded(webhookNo: number, siteNo: number, outcome: DeliveryOutcome): void {
    this.#countWithWebhook(webhookNo, siteNo, PLACE[outcome]);
  }

  succeededAfter(webhookNo: number, siteNo: number, latencyMs: number): void {
    this.#countWithWebhook(webhookNo, siteNo, placeIn(LATENCY, latencyMs));
  }

  messageReceived(siteNo: number, verdict: MessageVerdict): void {
    this.#count(siteNo, PLACE[`messages_${verdict}` satisfies Counted]);
  }

  /** So much is owed now, by site; and in all. */
  depthStands(bySite: ReadonlyMap<number, number>, total: number): void {
    noteDepth(this.#hub, total);
    for (const [siteNo, depth] of bySite) {
      const site = this.#site(siteNo);
      if (site !== undefined) noteDepth(site, depth);
    }
  }

  /** What has grown since it was last taken: its minute, its hour and its day. */
  take(now: number): Counting[] {
    const taken = this.takeLast();
    const minuteAt = startOf(now, MINUTE_MS);
    // A clock that was set back goes on in the minute that it was in.
    if (minuteAt <= this.#minuteAt) return taken;
    for (const series of this.#all()) closeMinute(series);
    this.#beginMinute(minuteAt);
    // That somebody is there is told at once.
    return [...taken, ...this.#takeGrown(this.#hub)];
  }

  /** The same, without a look at the time: the process is about to end. */
  takeLast(): Counting[] {
    return this.#all().flatMap((series) => this.#takeGrown(series));
  }

  #takeGrown(series: Series): Counting[] {
    if (!series.hasGrown) return [];
    series.hasGrown = false;
    const { siteNo, webhookNo, minute, hour, day } = series;
    return RESOLUTIONS_MS.map((resolutionMs) => {
      const values = Float64Array.from(minute);
      if (resolutionMs === HOUR_MS) add(values, hour);
      if (resolutionMs === DAY_MS) add(values, day);
      return { siteNo, webhookNo, resolutionMs, at: startOf(this.#minuteAt, resolutionMs), values };
    });
  }

  #beginMinute(minuteAt: number): void {
    const isNewHour = startOf(minuteAt, HOUR_MS) !== startOf(this.#minuteAt, HOUR_MS);
    const isNewDay = startOf(minuteAt, DAY_MS) !== startOf(this.#minuteAt, DAY_MS);
    this.#minuteAt = minuteAt;
    for (const series of this.#all()) {
      if (isNewHour) series.hour.fill(0);
      if (isNewDay) series.day.fill(0);
    }
    if (isNewDay) this.#dropAll();
    // The hub is told of also when nothing happens: where nothing is told, nobody was there to count.
    this.#hub.hasGrown = true;
  }

  /** Whoever is still at work comes anew; who is not takes no memory. */
  #dropAll(): void {
    this.#sites.clear();
    this.#webhooks.clear();
  }

  #all(): Series[] {
    return [this.#hub, ...this.#sites.values(), ...this.#webhooks.values()];
  }

  #count(siteNo: number, place: number): void {
    this.#hub.count(place);
    this.#site(siteNo)?.count(place);
  }

  #countWithWebhook(webhookNo: number, siteNo: number, place: number): void {
    this.#count(siteNo, place);
    this.#webhook(webhookNo, siteNo)?.count(place);
  }

  #site(siteNo: number): Series | undefined {
    return this.#sites.get(siteNo) ?? begin(this.#sites, siteNo, () => new Series(siteNo, ALL));
  }

  #webhook(webhookNo: number, siteNo: number): Series | undefined {
    return this.#webhooks.get(webhookNo) ?? begin(this.#webhooks, webhookNo, () => new Series(siteNo, webhookNo));
  }
}

function begin(known: Map<number, Series>, no: number, make: () => Series): Series | undefined {
  if (known.size >= SERIES_MAX) return undefined;
  const series = make();
  known.set(no, series);
  return series;
}

function closeMinute(series: Series): void {
  add(series.hour, series.minute);
  add(series.day, series.minute);
  series.minute.fill(0);
}

function noteDepth(series: Series, depth: number): void {
  if (depth <= series.minute[DEPTH_AT]!) return;
  series.minute[DEPTH_AT] = depth;
  series.hasGrown = true;
}

function placeIn(histogram: Histogram, ms: number): number {
  return histogram.at + bucketOf(histogram, ms);
}

function startOf(time: number, resolutionMs: number): number {
  return Math.floor(time / resolutionMs) * resolutionMs;
}
