import { Type } from "typebox";
import { ID_STEP } from "../../model/ids.ts";
import type { JobRecord } from "../../store/moderating.ts";
import type { Reads, StoredDelivery } from "../../store/reads.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { IdParams, named, SiteQuery, strict } from "../shapes.ts";
import { createDeliveryView } from "./delivery-view.ts";
import { findJob } from "./jobs.ts";

/** What became of the `webhook_url` of one job: its delivery, with every attempt. */
export function addJobDeliveries(app: App, deps: AppDeps): void {
  const { catalogue, store } = deps;
  app.get(
    "/v1/job/:id/deliveries",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "listJobDeliveries",
        summary: "Read what became of a job's `webhook_url`",
        description: "Empty where the job has none, or has not ended.",
        tags: ["moderation"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: strict({ deliveries: Type.Array(named("DeliveryDetail")) }) },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const row = await findCallback(store, await findJob(store, site, request.params.id));
      if (row === null) return { deliveries: [] };
      return { deliveries: [await createDeliveryView(deps, site.no).showWhole(row)] };
    },
  );
}

/** The event that told of the job's end knows whom it told, and its deliveries' ids follow its own. */
async function findCallback(
  store: Pick<Reads, "readDelivery" | "readEvent">,
  { siteNo, callbackNo, endSeq }: JobRecord,
): Promise<StoredDelivery | null> {
  if (callbackNo === null || endSeq === null) return null;
  const event = await store.readEvent(siteNo, endSeq);
  const place = event?.targets.indexOf(callbackNo) ?? -1;
  return place < 0 ? null : store.readDelivery(endSeq + BigInt(place + 1) * ID_STEP);
}
