/** What was counted, as the store keeps it (model/figures.ts). */
import { ATTEMPT, DAY_MS, type Histogram, PLACE } from "../model/figures.ts";
import type { NodeLease } from "./journal-entry.ts";

/** The whole hub, a site or a webhook: 0 stands for all. */
export interface FiguresKey {
  siteNo: number;
  webhookNo: number;
}

/** What one process has counted in one stretch of time, as it stands: written over whenever it has grown. */
export interface FiguresRow extends FiguresKey {
  resolutionMs: number;
  /** When the stretch begins. */
  at: number;
  /** The lease that the process began with. */
  node: NodeLease;
  /** A number for each of `FIGURES`. */
  values: ArrayLike<number>;
}

/** Stretches of `resolutionMs` from `from` up to, and without, `to`, put together by `stepMs`, which is a multiple. */
export interface FiguresRange {
  resolutionMs: number;
  stepMs: number;
  /** A multiple of `stepMs`. */
  from: number;
  to: number;
}

/** What all processes counted in a step. */
export interface FiguresPoint {
  at: number;
  /** A number for each of `FIGURES`. */
  values: readonly number[];
}

export interface FiguresSeries {
  /** Where something was counted. */
  points: readonly FiguresPoint[];
  /** The steps in which anybody was there to count: elsewhere nothing is known. */
  watched: readonly number[];
}

/** What a webhook's line is drawn from, by places in `FIGURES`: successes, failures, and how long attempts took. */
export const WEBHOOK_FIGURES: readonly number[] = [
  ...[PLACE.success, PLACE.failed],
  ...Array.from({ length: ATTEMPT.boundsMs.length + 1 }, (_, bucket) => ATTEMPT.at + bucket),
];
/** The histogram among them. */
export const WEBHOOK_ATTEMPT: Histogram = { boundsMs: ATTEMPT.boundsMs, at: 2 };

export interface WebhookFiguresPoint {
  webhookNo: number;
  at: number;
  /** A number for each of `WEBHOOK_FIGURES`. */
  values: readonly number[];
}

/** What is owed to a webhook. */
export interface OwedCount {
  webhookNo: number;
  /** At most as many as were to be counted. */
  count: number;
}

export interface FiguresReads {
  readFigures(key: FiguresKey, range: FiguresRange): Promise<FiguresSeries>;
  /** Of webhooks of one site, by webhook and time. */
  readWebhookFigures(
    siteNo: number,
    webhookNos: readonly number[],
    range: FiguresRange,
  ): Promise<readonly WebhookFiguresPoint[]>;
  /** What is owed to these webhooks, or to any (null), counted until there are `limit`. */
  countOwed(webhookNos: readonly number[] | null, limit: number): Promise<readonly OwedCount[]>;
}

/** Figures before these times go. */
export interface FiguresPast {
  minutes: number;
  hours: number;
  days: number;
  /** Nobody writes any more of what ended before this: of an hour or a day the rows of all processes become one. */
  settled: number;
}

/** What stands in place of a lease in a row that was put together. */
export const TOGETHER: NodeLease = { no: -1, epoch: 0 };
/** So far behind `settled` it is looked for what to put together. Whoever was away for longer leaves some rows as they are. */
export const TOGETHER_MS = 3 * DAY_MS;
