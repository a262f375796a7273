import { type Static, Type } from "typebox";
import { formatId } from "../../model/ids.ts";
import { type HourFigures, type Overruled, reviewFigures } from "../../moderation/figures.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { NextCursor, pageParameters, readPage, timeParameters, toCursor } from "../paging.ts";
import { nullable, siteParameter, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";

const Seconds = nullable(Type.Number());
const overruled = {
  reviewed: Type.Integer({ description: "How often a person decided after it." }),
  overruled: Type.Integer({ description: "How often that was the opposite." }),
  override_rate: nullable(Type.Number({ description: "0 to 1; null where nobody decided." })),
};
const verdicts = { approved: Type.Integer(), rejected: Type.Integer(), flagged: Type.Integer() };
const Figures = strict({
  decisions: Type.Integer({ description: "How many decisions were looked at, newest first." }),
  ...overruled,
  verdicts: strict({ ...verdicts }),
  hours: Type.Array(strict({ at: Time, ...verdicts }), {
    description:
      "The same by the hour (UTC) in which they were decided, oldest first; an hour without any is left out.",
  }),
  time_to_decision_seconds: strict({ median: Seconds, p90: Seconds, max: Seconds }),
  rules: Type.Array(strict({ rule_id: Type.String(), name: Type.String(), hits: Type.Integer(), ...overruled })),
  evaluators: Type.Array(strict({ name: Type.String(), ...overruled })),
  next_cursor: NextCursor,
});

export function addReviewFigures(app: App, { catalogue, store }: AppDeps): void {
  const { cursor } = pageParameters;
  app.get(
    "/v1/reviews/stats",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "getReviewStats",
        summary: "How long people take to decide, and how often they decide otherwise than rules and evaluators",
        description: "Of some thousand decisions at once; `next_cursor` goes on.",
        tags: ["reviews"],
        querystring: strict({ ...siteParameter, ...timeParameters, cursor }),
        response: { 200: Figures },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const { before, from } = readPage(request.query);
      const figures = await reviewFigures(store, { siteNo: site.no, before, from });
      const shown: Static<typeof Figures> = {
        decisions: figures.decisions,
        ...showOverruled(figures),
        verdicts: sumOf(figures.hours),
        hours: figures.hours.toReversed().map((hour) => ({ ...hour, at: toIso(hour.at) })),
        time_to_decision_seconds: {
          median: secondsAt(figures.waitsMs, 0.5),
          p90: secondsAt(figures.waitsMs, 0.9),
          max: secondsAt(figures.waitsMs, 1),
        },
        rules: [...figures.rules].map(([id, rule]) => {
          return { rule_id: formatId("rule", id), name: rule.name, hits: rule.hits, ...showOverruled(rule) };
        }),
        evaluators: [...figures.evaluators].map(([name, evaluator]) => ({ name, ...showOverruled(evaluator) })),
        next_cursor: toCursor(figures.next),
      };
      return shown;
    },
  );
}

function sumOf(hours: readonly HourFigures[]) {
  const sum = { approved: 0, rejected: 0, flagged: 0 };
  for (const { approved, rejected, flagged } of hours) {
    sum.approved += approved;
    sum.rejected += rejected;
    sum.flagged += flagged;
  }
  return sum;
}

function showOverruled({ reviewed, overruled }: Overruled) {
  return { reviewed, overruled, override_rate: reviewed === 0 ? null : overruled / reviewed };
}

/** `share`: 0 to 1. */
function secondsAt(risingMs: readonly number[], share: number): number | null {
  if (risingMs.length === 0) return null;
  return risingMs[Math.max(0, Math.ceil(share * risingMs.length) - 1)]! / 1_000;
}
