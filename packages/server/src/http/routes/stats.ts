import { Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import { ALL, FIGURES_KEPT_MS } from "../../model/figures.ts";
import type { FiguresKey } from "../../store/figures.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { rangeParameters, readRange, stepParameter } from "../figures/range.ts";
import { readFigures } from "../figures/read-figures.ts";
import { named, siteParameter, strict, Time } from "../shapes.ts";
import { findWebhook } from "./webhook-find.ts";

const LIMITS = { backMs: FIGURES_KEPT_MS, pointsMax: 500, pointsChosen: 200 };

export const allParameter = {
  all: Type.Optional(Type.Boolean({ description: "For an admin key: the whole hub, and not one site." })),
};

const StatsQuery = strict({
  ...siteParameter,
  ...allParameter,
  ...rangeParameters,
  ...stepParameter,
  webhook_id: Type.Optional(Type.String({ description: "Only what became of this webhook's deliveries." })),
});

const Stats = strict({
  from: Time,
  to: Time,
  step_s: Type.Integer(),
  points: Type.Array(named("FigurePoint"), { description: "One for every step, oldest first." }),
  totals: named("FigureTotals"),
});

export function addStats(app: App, deps: AppDeps): void {
  app.get(
    "/v1/stats",
    {
      config: { access: "deliveries:read", problems: ["invalid_id"] },
      schema: {
        operationId: "getStats",
        summary: "Figures over time: events, deliveries, attempts, times, messages",
        description:
          "For looking, not for accounting: what is counted is written every five seconds, and a crash loses the last of them. 0: nothing happened; null: the hub did not run, or what it counted is not kept any more. Quantiles are interpolated within buckets of a histogram.",
        tags: ["figures"],
        querystring: StatsQuery,
        response: { 200: Stats },
      },
    },
    async (request) => {
      const range = readRange(request.query, deps.clock.now(), LIMITS);
      return readFigures(deps.store, keyOf(request, deps), range);
    },
  );
}

type Asked = Parameters<typeof siteOf>[0] & { query: { site_id?: string; all?: boolean; webhook_id?: string } };

/** Whose figures are asked for. */
export function keyOf(request: Asked, { catalogue }: Pick<AppDeps, "catalogue">): FiguresKey {
  const { site_id, all, webhook_id } = request.query;
  if (all) {
    checkAll(request);
    return { siteNo: ALL, webhookNo: ALL };
  }
  const site = siteOf(request, catalogue, site_id);
  return {
    siteNo: site.no,
    webhookNo: webhook_id === undefined ? ALL : findWebhook(catalogue, site, webhook_id).no,
  };
}

/** @throws Problem `forbidden`, `invalid_request` */
export function checkAll({ caller, query }: Asked): void {
  if (caller?.kind !== "admin") throw new Problem("forbidden", "The whole hub is for an admin key.");
  const other = query.site_id !== undefined ? "site_id" : query.webhook_id !== undefined ? "webhook_id" : undefined;
  if (other === undefined) return;
  const message = "says something else than all: leave one of them out";
  throw new Problem("invalid_request", `${other} ${message}.`, { faults: [{ path: other, message }] });
}
