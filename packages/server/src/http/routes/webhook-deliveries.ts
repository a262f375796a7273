import { Type } from "typebox";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { NextCursor, toCursor } from "../paging.ts";
import { IdParams, strict } from "../shapes.ts";
import { DeliveriesQuery, listDeliveries } from "./delivery-list.ts";
import { showWebhookDelivery, WebhookDeliveryRow } from "./delivery-shape.ts";
import { findWebhook } from "./webhook-find.ts";

export function addWebhookDeliveries(app: App, deps: AppDeps): void {
  app.get(
    "/v1/webhooks/:id/deliveries",
    {
      config: { access: "deliveries:read" },
      schema: {
        operationId: "listWebhookDeliveries",
        summary: "List a webhook's deliveries, newest first",
        tags: ["webhooks"],
        params: IdParams,
        querystring: DeliveriesQuery,
        response: { 200: strict({ deliveries: Type.Array(WebhookDeliveryRow), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const site = siteOf(request, deps.catalogue, request.query.site_id);
      const webhook = findWebhook(deps.catalogue, site, request.params.id);
      const page = await listDeliveries(deps, site.no, webhook.no, request.query);
      const deliveries = page.rows.map((row) => showWebhookDelivery(row, webhook));
      return { deliveries, next_cursor: toCursor(page.next) };
    },
  );
}
