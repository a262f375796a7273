import { type Static, Type } from "typebox";
import type { CataloguedWebhook } from "../../catalogue/catalogued-webhook.ts";
import { Problem } from "../../model/errors.ts";
import { DAY_MS, quantile } from "../../model/figures.ts";
import { formatId } from "../../model/ids.ts";
import { WEBHOOK_ATTEMPT, WEBHOOK_FIGURES, type WebhookFiguresPoint } from "../../store/figures.ts";
import type { App, AppDeps } from "../app.ts";
import { hasScope, siteOf } from "../auth.ts";
import { Milliseconds, rounded } from "../figures/point-shape.ts";
import { rangeParameters, readRange } from "../figures/range.ts";
import { NextCursor } from "../paging.ts";
import { nullable, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { listWebhooks, webhookListParameters } from "./webhook-list.ts";

/** Every webhook's rows of all that time are read for one page. */
const BACK_DAYS = 90;
const LIMITS = { backMs: BACK_DAYS * DAY_MS, pointsMax: 30, pointsChosen: 30 };

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
      config: { access: "deliveries:read", problems: ["invalid_id"] },
      schema: {
        operationId: "getWebhookStats",
        summary: "A short line for each webhook: successes, failures, times",
        description: `In the order of \`GET /v1/webhooks\`, of the last ${BACK_DAYS} days at most. At most 30 steps; those without a point are quiet ones. \`q\` needs the scope \`webhooks:read\` too, for what is found tells what it was found by.`,
        tags: ["figures"],
        querystring: strict({ ...webhookListParameters, ...rangeParameters }),
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
      if (request.query.q !== undefined && !hasScope(request, "webhooks:read")) {
        throw new Problem("forbidden", "What is found by q tells of webhooks: this needs the scope webhooks:read.");
      }
      const site = siteOf(request, catalogue, request.query.site_id);
      const range = readRange(request.query, clock.now(), LIMITS);
      const { rows, next_cursor } = listWebhooks(catalogue, site, request.query);
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
  const { success, failed, p50_ms } = showEnded(sumOf(points));
  return {
    webhook_id: formatId("hook", webhook.id),
    ...{ success, failed, p50_ms },
    success_rate: success + failed === 0 ? null : success / (success + failed),
    points: points.map(({ at, values }) => ({ at: toIso(at), ...showEnded(values) })),
  };
}

function sumOf(points: readonly WebhookFiguresPoint[]): readonly number[] {
  const sum = WEBHOOK_FIGURES.map(() => 0);
  for (const { values } of points) for (const [place, value] of values.entries()) sum[place]! += value;
  return sum;
}

/** `values`: one for each of `WEBHOOK_FIGURES`. */
function showEnded(values: readonly number[]) {
  const [success = 0, failed = 0] = values;
  return { success, failed, p50_ms: rounded(quantile(values, WEBHOOK_ATTEMPT, 0.5)) };
}
