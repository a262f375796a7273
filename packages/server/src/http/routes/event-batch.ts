import { Type } from "typebox";
import type { App, AppDeps } from "../app.ts";
import { namedSite, siteOf } from "../auth.ts";
import { batchPath, readEvents } from "../event-intake.ts";
import { readIdempotency } from "../idempotency.ts";
import { SiteQuery, siteParameter, strict } from "../shapes.ts";
import { AcceptedShape, eventFields, showAccepted } from "./event-shape.ts";
import { idempotencyHeaders, JSON_TYPE } from "./events.ts";

const EVENTS_MAX = 1_000;
const BATCH_BYTES_MAX = 16 * 1024 * 1024;

const Batch = strict({
  events: Type.Array(strict(eventFields), { minItems: 1, maxItems: EVENTS_MAX }),
  ...siteParameter,
});

export function addEventBatch(app: App, deps: AppDeps): void {
  app.post(
    "/v1/events/batch",
    {
      config: {
        access: "events:write",
        problems: ["idempotency_key_reused", "external_id_taken", "schema_violation", "overloaded"],
      },
      bodyLimit: Math.max(BATCH_BYTES_MAX, app.initialConfig.bodyLimit ?? 0),
      schema: {
        operationId: "sendEvents",
        summary: "Send up to 1,000 events, all or none",
        tags: ["events"],
        querystring: SiteQuery,
        headers: idempotencyHeaders,
        body: Batch,
        response: { 202: strict({ events: Type.Array(AcceptedShape) }) },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const site = siteOf(request, deps.catalogue, namedSite(body.site_id, request.query.site_id));
      const events = await readEvents(body.events, site.no, deps);
      const { answer, isReplayed } = await deps.engine.accept({
        siteNo: site.no,
        events,
        idempotency: readIdempotency(request),
        pathOf: batchPath,
        toAnswer: (accepted) => JSON.stringify({ events: accepted.map(showAccepted) }),
      });
      if (isReplayed) reply.header("idempotency-replayed", "true");
      reply.code(202).header("content-type", JSON_TYPE);
      return reply.send(answer as never);
    },
  );
}
