import { Type } from "typebox";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { LastFailure, lastFailure, OWED_MAX, Owed } from "../figures/now.ts";
import { IdParams, nullable, oneOf, SiteQuery, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { findWebhook } from "./webhook-find.ts";

const HealthShape = strict({
  health: oneOf(["healthy", "failing"]),
  since: nullable(Time),
  active: Type.Boolean(),
  owed: Owed,
  last_failure: nullable(LastFailure),
  last_success_at: nullable({ ...Time, description: "Of the newest delivery that succeeded." }),
});

export function addWebhookHealth(app: App, { catalogue, store }: AppDeps): void {
  app.get(
    "/v1/webhooks/:id/health",
    {
      config: { access: "webhooks:read" },
      schema: {
        operationId: "getWebhookHealth",
        summary: "Say how a webhook answers: since when it fails, what happened last, what it is owed",
        tags: ["webhooks"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: HealthShape },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const webhook = findWebhook(catalogue, site, request.params.id);
      const [owed] = await store.countOwed([webhook.no], OWED_MAX);
      const query = { siteNo: site.no, webhookNo: webhook.no, type: null, before: null, from: 0n };
      const succeeded = await store.listDeliveries({ ...query, status: "success", limit: 1 });
      const endedAt = succeeded.rows[0]?.endedAt ?? null;
      return {
        health: webhook.health,
        since: webhook.healthSince === null ? null : toIso(webhook.healthSince),
        active: webhook.config.active,
        owed: { count: owed?.count ?? 0, more: owed?.count === OWED_MAX },
        last_failure: await lastFailure(store, webhook),
        last_success_at: endedAt === null ? null : toIso(endedAt),
      };
    },
  );
}
