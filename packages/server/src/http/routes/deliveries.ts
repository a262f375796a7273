import { Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import type { StoredDelivery } from "../../store/reads.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { NextCursor, toCursor } from "../paging.ts";
import { IdParams, named, SiteQuery, strict } from "../shapes.ts";
import { findDelivery, unknownDelivery } from "./delivery-find.ts";
import { DeliveriesQuery, listDeliveries } from "./delivery-list.ts";
import { addDeliveryRequest } from "./delivery-request.ts";
import { StatusShape, statusOf } from "./delivery-shape.ts";
import { createDeliveryView } from "./delivery-view.ts";
import { findWebhook } from "./webhook-find.ts";

const AllDeliveriesQuery = Type.Object(
  { ...DeliveriesQuery.properties, webhook_id: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
const NewStatus = strict({ id: Type.String(), status: StatusShape });

export function addDeliveries(app: App, deps: AppDeps): void {
  addListDeliveries(app, deps);
  addGetDelivery(app, deps);
  addDeliveryRequest(app, deps);
  addRetryDelivery(app, deps);
  addCancelDelivery(app, deps);
}

function addListDeliveries(app: App, deps: AppDeps): void {
  const { catalogue } = deps;

  app.get(
    "/v1/deliveries",
    {
      config: { access: "deliveries:read", problems: ["invalid_id"] },
      schema: {
        operationId: "listDeliveries",
        summary: "List deliveries, newest first",
        tags: ["deliveries"],
        querystring: AllDeliveriesQuery,
        response: { 200: strict({ deliveries: Type.Array(named("Delivery")), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const { webhook_id, ...query } = request.query;
      const site = siteOf(request, catalogue, query.site_id);
      const webhook = webhook_id === undefined ? null : findWebhook(catalogue, site, webhook_id);
      const page = await listDeliveries(deps, site.no, webhook?.no ?? null, query);
      const deliveries = await createDeliveryView(deps, site.no).showAll(page.rows);
      return { deliveries, next_cursor: toCursor(page.next) };
    },
  );
}

function addGetDelivery(app: App, deps: AppDeps): void {
  app.get(
    "/v1/deliveries/:id",
    {
      config: { access: "deliveries:read" },
      schema: {
        operationId: "getDelivery",
        summary: "Read a delivery with every attempt",
        tags: ["deliveries"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: named("DeliveryDetail") },
      },
    },
    async (request) => {
      const { siteNo, row } = await findDelivery(request, deps);
      return createDeliveryView(deps, siteNo).showWhole(row);
    },
  );
}

function addRetryDelivery(app: App, deps: AppDeps): void {
  const { catalogue, engine } = deps;

  app.post(
    "/v1/deliveries/:id/retry",
    {
      config: { access: "deliveries:write", problems: ["conflict"] },
      schema: {
        operationId: "retryDelivery",
        summary: "Send a delivery now",
        description:
          "One that has ended begins its schedule anew; one that waits goes at once. 409 while an attempt is under way, or when those before it in its ordered lane have not ended.",
        tags: ["deliveries"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 202: NewStatus },
      },
    },
    async (request, reply) => {
      const { row } = await findDelivery(request, deps);
      const webhook = catalogue.now.webhook(row.webhookNo);
      if (webhook === undefined) throw new Problem("conflict", "The webhook of this delivery was deleted.");
      const result = await engine.retry({ webhookNo: row.webhookNo, seq: row.seq });
      if (result === "unknown") throw unknownDelivery(request.params.id);
      if (result === "under_way") throw new Problem("conflict", whyNotNow(row));
      reply.code(202);
      return { id: request.params.id, status: statusOf({ ...row, status: null, isCancelling: false }, webhook) };
    },
  );
}

function addCancelDelivery(app: App, deps: AppDeps): void {
  app.post(
    "/v1/deliveries/:id/cancel",
    {
      config: { access: "deliveries:write", problems: ["conflict"] },
      schema: {
        operationId: "cancelDelivery",
        summary: "Send a delivery no more",
        description: "`cancelling`: an attempt is under way; if it succeeds, the delivery ends as `success`.",
        tags: ["deliveries"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: NewStatus },
      },
    },
    async (request) => {
      const { row } = await findDelivery(request, deps);
      const status = await deps.engine.cancel({ webhookNo: row.webhookNo, seq: row.seq });
      if (status === "unknown") throw unknownDelivery(request.params.id);
      if (status === "ended") throw new Problem("conflict", "The delivery has ended already.");
      return { id: request.params.id, status };
    },
  );
}

function whyNotNow({ isCancelling, laneSeq }: StoredDelivery): string {
  if (isCancelling) return "The delivery is being cancelled: it ends with the attempt that is under way.";
  if (laneSeq === null) return "An attempt of the delivery is under way.";
  return "The delivery is under way, or waits in its ordered lane for those before it to end.";
}
