import { type Static, Type } from "typebox";
import type { CataloguedWebhook } from "../../catalogue/catalogued-webhook.ts";
import { ATTEMPT, add, emptyTally, PLACE, quantile } from "../../model/figures.ts";
import { formatId } from "../../model/ids.ts";
import type { WebhookFiguresPoint } from "../../store/figures.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { Milliseconds, rounded } from "../figures/point-shape.ts";
import { rangeParameters, readRange } from "../figures/range.ts";
import { NextCursor, pageOf, pageParameters, readPage } from "../paging.ts";
import { nullable, siteParameter, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";

const LIMITS = { pointsMax: 30, pointsChosen: 30 };

const endedFields = {
  success: Type.Integer({ description: "Deliveries that succeeded." }),
  failed: Type.Integer({ description: "Deliveries that failed for good." }),
  p50_ms: Milliseconds("How long attempts took: half of them at most this. Null where there was none."),
};
const WebhookFigures = strict({
  webhook_id: Type.String(),
  ...endedFields,
  success_rate: nullable(Type.Number({ description: "0 to 1; null where nothing ended." })),
  points: Type.Array(strict({ at: Time, ...endedFields }), { description: "Steps in which something was counted." }),
});

export function addWebhookStats(app: App, { catalogue, store, clock }: AppDeps): void {
  app.get(
    "/v1/stats/webhooks",
    {
      config: { access: "deliveries:read" },
      schema: {
        operationId: "getWebhookStats",
        summary: "A short line for each webhook: successes, failures, times",
        description: "In the order of `GET /v1/webhooks`. At most 30 steps; steps without a point are quiet ones.",
        tags: ["figures"],
        querystring: strict({ ...siteParameter, ...pageParameters, ...rangeParameters }),
        response: {
          200: strict({
            from: Time,
            to: Time,
            step_s: Type.Integer(),
            webhooks: Type.Array(WebhookFigures),
            next_cursor: NextCursor,
          }),
        },
      },
    },
    async (request) => {
      const { site_id, from: _from, to: _to, ...page } = request.query;
      const site = siteOf(request, catalogue, site_id);
      const range = readRange(request.query, clock.now(), LIMITS);
      const newestFirst = [...catalogue.now.webhooksOf(site.no)].sort((a, b) => (a.id < b.id ? 1 : -1));
      const { rows, next_cursor } = pageOf(newestFirst, (webhook) => webhook.id, readPage(page));
      const nos = rows.map(({ no }) => no);
      const byWebhook = Map.groupBy(await store.readWebhookFigures(site.no, nos, range), ({ webhookNo }) => webhookNo);
      return {
        from: toIso(range.from),
        to: toIso(range.to),
        step_s: range.stepMs / 1_000,
        webhooks: rows.map((webhook) => show(webhook, byWebhook.get(webhook.no) ?? [])),
        next_cursor,
      };
    },
  );
}

function show(webhook: CataloguedWebhook, points: readonly WebhookFiguresPoint[]): Static<typeof WebhookFigures> {
  const total = emptyTally();
  for (const { values } of points) add(total, values);
  const { success, failed, p50_ms } = showEnded(total);
  return {
    webhook_id: formatId("hook", webhook.id),
    ...{ success, failed, p50_ms },
    success_rate: success + failed === 0 ? null : success / (success + failed),
    points: points.map(({ at, values }) => ({ at: toIso(at), ...showEnded(values) })),
  };
}

function showEnded(values: ArrayLike<number>) {
  return {
    success: values[PLACE.success]!,
    failed: values[PLACE.failed]!,
    p50_ms: rounded(quantile(values, ATTEMPT, 0.5)),
  };
}
