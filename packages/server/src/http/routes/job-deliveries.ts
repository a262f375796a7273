import { Type } from "typebox";
import { formatId } from "../../model/ids.ts";
import type { JobRecord } from "../../store/moderating.ts";
import type { Reads, StoredDelivery } from "../../store/reads.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { idAt } from "../paging.ts";
import { IdParams, named, SiteQuery, strict } from "../shapes.ts";
import { createDeliveryView } from "./delivery-view.ts";
import { findJob } from "./jobs.ts";

/** The event of a job's end is made when that is written: soon after it, and by a clock that may be a little behind. */
const BEFORE_MS = 1_000;
const AFTER_MS = 10_000;
/** Deliveries of the same address that are looked through. */
const PAGE = 100;
const PAGES_MAX = 10;

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

async function findCallback(
  store: Pick<Reads, "listDeliveries" | "readEvent">,
  { id, siteNo, callbackNo, endedAt }: JobRecord,
): Promise<StoredDelivery | null> {
  if (callbackNo === null || endedAt === null) return null;
  const about = { siteNo, webhookNo: callbackNo, status: null, type: null, limit: PAGE };
  const from = idAt(endedAt - BEFORE_MS);
  let before: bigint | null = idAt(endedAt + AFTER_MS);
  for (let page = 1; page <= PAGES_MAX && before !== null; page++) {
    const { rows, next } = await store.listDeliveries({ ...about, before, from });
    for (const row of rows) {
      const event = await store.readEvent(siteNo, row.eventSeq);
      if (event !== null && JSON.parse(event.payload).job_id === formatId("job", id)) return row;
    }
    before = next;
  }
  return null;
}
