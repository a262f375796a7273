import type { Static } from "typebox";
import { add, emptyTally } from "../../model/figures.ts";
import type { FiguresKey, FiguresRange, FiguresReads } from "../../store/figures.ts";
import { toIso } from "../times.ts";
import { type FigurePoint, type FigureTotals, showFigures, showPoint } from "./point-shape.ts";

export interface ShownFigures {
  from: string;
  to: string;
  step_s: number;
  points: Static<typeof FigurePoint>[];
  totals: Static<typeof FigureTotals>;
}

/** A point for every step of the range, in which something was counted, nothing was, or nobody was there to count. */
export async function readFigures(
  store: Pick<FiguresReads, "readFigures">,
  key: FiguresKey,
  range: FiguresRange,
): Promise<ShownFigures> {
  const { points, watched } = await store.readFigures(key, range);
  const counted = new Map(points.map(({ at, values }) => [at, values]));
  const isWatched = new Set(watched);
  const nothing = emptyTally();
  const total = emptyTally();
  const isOfWebhook = key.webhookNo !== 0;
  const shown: ShownFigures["points"] = [];
  for (let at = range.from; at < range.to; at += range.stepMs) {
    const values = counted.get(at) ?? (isWatched.has(at) ? nothing : null);
    if (values !== null) add(total, values);
    shown.push(showPoint(at, values, isOfWebhook));
  }
  return {
    from: toIso(range.from),
    to: toIso(range.to),
    step_s: range.stepMs / 1_000,
    points: shown,
    totals: showFigures(watched.length === 0 && counted.size === 0 ? null : total, isOfWebhook),
  };
}
