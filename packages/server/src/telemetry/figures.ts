import {
  ALL,
  ATTEMPT,
  bucketOf,
  type Counted,
  DAY_MS,
  DEPTH_AT,
  type Histogram,
  HOUR_MS,
  LATENCY,
  MINUTE_MS,
  PLACE,
  type Tally,
} from "../model/figures.ts";
import type { MessageVerdict } from "../model/message.ts";
import type { DeliveryOutcome } from "./metrics.ts";
import { Series } from "./series.ts";

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

/**
 * Counts by the minute, the hour and the day, for the hub, each site and each webhook. Somebody takes what has grown now
 * and then, and at the end of each minute (chores/counting.ts): what is counted until then belongs to that minute.
 */
export class Figures implements FigureCounts {
  #hub = new Series(ALL, ALL);
  readonly #sites = new Map<number, Series>();
  readonly #webhooks = new Map<number, Series>();
  /** Those that have grown, in the order in which they wait to be taken. */
  readonly #grownWholes = new Set<Series>();
  readonly #grownWebhooks = new Set<Series>();
  #minuteAt: number;

  /** `now`: milliseconds since 1970. */
  constructor(now: number) {
    this.#minuteAt = startOf(now, MINUTE_MS);
    this.#noteThatWeAreThere();
  }

  eventAccepted(siteNo: number): void {
    this.#count(siteNo, PLACE.events);
  }

  deliveryOwed(webhookNo: number, siteNo: number): void {
    this.#countIn(this.#webhook(webhookNo, siteNo), PLACE.events);
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
    this.#noteDepth(this.#hub, total);
    for (const [siteNo, depth] of bySite) this.#noteDepth(this.#site(siteNo), depth);
  }

  /**
   * What has grown since it was last taken: the stretches that are over of each series, and those that are not of at most
   * `seriesMax`, half of them the hub and its sites. The others wait their turn: to take ten thousand at once would hold
   * up whoever sends for as long as a slow query.
   */
  take(now: number, seriesMax = Number.POSITIVE_INFINITY): Counting[] {
    const minuteAt = startOf(now, MINUTE_MS);
    // A clock that was set back goes on in the minute that it was in.
    const over = minuteAt <= this.#minuteAt ? [] : this.#beginMinute(minuteAt);
    return [...over, ...this.#takeGrown(seriesMax)];
  }

  /** All that has grown, without a look at the time: the process is about to end. */
  takeLast(): Counting[] {
    return this.#takeGrown(Number.POSITIVE_INFINITY);
  }

  #takeGrown(seriesMax: number): Counting[] {
    const wholes = firstOf(this.#grownWholes, Math.ceil(seriesMax / 2));
    const webhooks = firstOf(this.#grownWebhooks, seriesMax - wholes.length);
    return [...wholes, ...webhooks].flatMap((series) => {
      series.hasGrown = false;
      return this.#standing(series);
    });
  }

  /** A stretch in which nothing was counted yet is not told of. */
  #standing(series: Series): Counting[] {
    const counting = [this.#counting(series, DAY_MS, series.day())];
    if (series.isInHour) counting.unshift(this.#counting(series, HOUR_MS, series.hour()));
    if (series.isInMinute) counting.unshift(this.#counting(series, MINUTE_MS, series.minute.slice()));
    return counting;
  }

  #counting({ siteNo, webhookNo }: Series, resolutionMs: number, values: Tally): Counting {
    return { siteNo, webhookNo, resolutionMs, at: startOf(this.#minuteAt, resolutionMs), values };
  }

  /** What has grown of the stretches that are over. */
  #beginMinute(minuteAt: number): Counting[] {
    const isHourOver = startOf(minuteAt, HOUR_MS) !== startOf(this.#minuteAt, HOUR_MS);
    const isDayOver = startOf(minuteAt, DAY_MS) !== startOf(this.#minuteAt, DAY_MS);
    const over: Counting[] = [];
    for (const series of [...this.#grownWholes, ...this.#grownWebhooks]) {
      if (series.isInMinute) over.push(this.#counting(series, MINUTE_MS, series.minute));
      if (isHourOver && series.isInHour) over.push(this.#counting(series, HOUR_MS, series.hour()));
      if (isDayOver) over.push(this.#counting(series, DAY_MS, series.day()));
    }
    for (const series of [this.#hub, ...this.#sites.values(), ...this.#webhooks.values()]) {
      series.closeMinute();
      if (isHourOver) series.closeHour();
    }
    if (isDayOver) this.#dropAll();
    this.#minuteAt = minuteAt;
    this.#noteThatWeAreThere();
    return over;
  }

  /** The hub is told of also when nothing happens: where nothing is told, nobody was there to count. */
  #noteThatWeAreThere(): void {
    this.#noteGrowth(this.#hub);
  }

  /** Whoever is still at work comes anew; who is not takes no memory. */
  #dropAll(): void {
    this.#hub = new Series(ALL, ALL);
    for (const known of [this.#sites, this.#webhooks, this.#grownWholes, this.#grownWebhooks]) known.clear();
  }

  #count(siteNo: number, place: number): void {
    this.#countIn(this.#hub, place);
    this.#countIn(this.#site(siteNo), place);
  }

  #countWithWebhook(webhookNo: number, siteNo: number, place: number): void {
    this.#count(siteNo, place);
    this.#countIn(this.#webhook(webhookNo, siteNo), place);
  }

  #countIn(series: Series | undefined, place: number): void {
    if (series === undefined) return;
    series.minute[place]! += 1;
    this.#noteGrowth(series);
  }

  #noteGrowth(series: Series): void {
    series.isInMinute = true;
    series.isInHour = true;
    if (series.hasGrown) return;
    series.hasGrown = true;
    (series.webhookNo === ALL ? this.#grownWholes : this.#grownWebhooks).add(series);
  }

  #noteDepth(series: Series | undefined, depth: number): void {
    if (series === undefined || depth <= series.minute[DEPTH_AT]!) return;
    series.minute[DEPTH_AT] = depth;
    this.#noteGrowth(series);
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

/** Takes them out. */
function firstOf(waiting: Set<Series>, max: number): Series[] {
  const taken: Series[] = [];
  for (const series of waiting) {
    if (taken.length >= max) break;
    waiting.delete(series);
    taken.push(series);
  }
  return taken;
}

function placeIn(histogram: Histogram, ms: number): number {
  return histogram.at + bucketOf(histogram, ms);
}

function startOf(time: number, resolutionMs: number): number {
  return Math.floor(time / resolutionMs) * resolutionMs;
}
