/** Which stretch of time figures are asked for, and by which steps it is cut. */
import { Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, MINUTES_KEPT_MS } from "../../model/figures.ts";
import type { FiguresRange } from "../../store/figures.ts";
import { readTime } from "../paging.ts";

const STEPS_S = [60, 120, 300, 900, 1_800, 3_600, 10_800, 21_600, 86_400, 259_200, 604_800];
const DEFAULT_MS = HOUR_MS;

export const rangeParameters = {
  from: Type.Optional(Type.String({ maxLength: 64, description: "RFC 3339. Left out: an hour before `to`." })),
  to: Type.Optional(Type.String({ maxLength: 64, description: "RFC 3339. Left out, or in the future: now." })),
};

export const stepParameter = {
  step: Type.Optional(
    Type.Integer({
      description: `Seconds: one of ${STEPS_S.join(", ")}. Left out, it is chosen: a minute for up to two hours, a day for many months. Steps of less than an hour are known of the last 48 hours.`,
    }),
  ),
};

export interface RangeQuery {
  from?: string;
  to?: string;
  step?: number;
}

export interface RangeLimits {
  /** What lies further back is cut off. */
  backMs: number;
  /** No more points are given. */
  pointsMax: number;
  /** The shortest step with at most so many is chosen. */
  pointsChosen: number;
}

/**
 * Whole steps, the last of which may not be over.
 * @throws Problem `invalid_request` that names what is wrong
 */
export function readRange(query: RangeQuery, now: number, limits: RangeLimits): FiguresRange {
  const to = Math.min(query.to === undefined ? now : readTime("to", query.to), now);
  const asked = query.from === undefined ? to - DEFAULT_MS : readTime("from", query.from);
  const from = Math.max(asked, now - limits.backMs);
  if (from >= to) throw refused("from", "must be before to, and not in the future");
  const stepMs = query.step === undefined ? chooseStep(from, to, now, limits) : checkStep(query.step, from, to, limits);
  return {
    stepMs,
    resolutionMs: stepMs % DAY_MS === 0 ? DAY_MS : stepMs % HOUR_MS === 0 ? HOUR_MS : MINUTE_MS,
    from: Math.floor(from / stepMs) * stepMs,
    to: Math.ceil(to / stepMs) * stepMs,
  };
}

/** Minutes are not kept for long: a range that begins before them is shown by hours. A day is long enough for a step. */
function chooseStep(from: number, to: number, now: number, { pointsMax, pointsChosen }: RangeLimits): number {
  const shortest = from < now - MINUTES_KEPT_MS ? HOUR_MS : MINUTE_MS;
  const fitting = STEPS_S.map((seconds) => seconds * 1_000).filter((stepMs) => stepMs >= shortest);
  const isFew = (stepMs: number) => Math.ceil((to - from) / stepMs) <= (stepMs >= DAY_MS ? pointsMax : pointsChosen);
  return fitting.find(isFew) ?? fitting.at(-1)!;
}

function checkStep(step: number, from: number, to: number, { pointsMax }: RangeLimits): number {
  if (!STEPS_S.includes(step)) throw refused("step", `must be one of: ${STEPS_S.join(", ")}`);
  const points = Math.ceil((to - from) / (step * 1_000));
  if (points > pointsMax) throw refused("step", `gives ${points} points for this range, of at most ${pointsMax}`);
  return step * 1_000;
}

function refused(path: string, message: string): Problem {
  return new Problem("invalid_request", `${path} ${message}.`, { faults: [{ path, message }] });
}
