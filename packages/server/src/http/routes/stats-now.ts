import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { readNow } from "../figures/now.ts";
import { named, siteParameter, strict } from "../shapes.ts";
import { allParameter, checkAll } from "./stats.ts";

export function addStatsNow(app: App, deps: AppDeps): void {
  app.get(
    "/v1/stats/now",
    {
      config: { access: "deliveries:read" },
      schema: {
        operationId: "getNow",
        summary: "What stands now: what is owed, and which webhooks fail, and why",
        tags: ["figures"],
        querystring: strict({ ...siteParameter, ...allParameter }),
        response: { 200: named("Now") },
      },
    },
    async (request) => {
      if (request.query.all) {
        checkAll(request);
        return readNow(deps, null);
      }
      return readNow(deps, siteOf(request, deps.catalogue, request.query.site_id));
    },
  );
}
