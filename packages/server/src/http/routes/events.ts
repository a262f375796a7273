import { Type } from "typebox";
import type { AcceptRequest } from "../../engine/requests.ts";
import { Problem } from "../../model/errors.ts";
import { formatId, parseId } from "../../model/ids.ts";
import type { App, AppDeps } from "../app.ts";
import { hasScope, namedSite, siteOf } from "../auth.ts";
import { readEvent } from "../event-intake.ts";
import { readIdempotency } from "../idempotency.ts";
import { NextCursor, pageParameters, readPage, timeParameters, toCursor } from "../paging.ts";
import { IdParams, line, named, SiteQuery, siteParameter, strict } from "../shapes.ts";
import { isHidden } from "./delivery-find.ts";
import { createDeliveryView } from "./delivery-view.ts";
import { explainFates } from "./event-fates.ts";
import { AcceptedShape, eventFields, showAccepted, showEvent, showFacts } from "./event-shape.ts";

const NewEvent = strict({ ...eventFields, ...siteParameter });

const EventsQuery = strict({
  ...siteParameter,
  ...pageParameters,
  ...timeParameters,
  type: Type.Optional(line({ maxLength: 128 })),
  external_id: Type.Optional(line({ minLength: 1, maxLength: 255 })),
});

export const JSON_TYPE = "application/json; charset=utf-8";

/** What sending events asks of the headers, for the documentation; `readIdempotency` checks it. */
export const idempotencyHeaders = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({ description: "The same key gives the same answer for 24 hours; another body under it gives 409." }),
  ),
});

export function addEvents(app: App, deps: AppDeps): void {
  addSendEvent(app, deps);
  addListEvents(app, deps);
  addGetEvent(app, deps);
}

function addSendEvent(app: App, deps: AppDeps): void {
  const { catalogue, engine } = deps;

  app.post(
    "/v1/events",
    {
      config: {
        access: "events:write",
        problems: ["idempotency_key_reused", "external_id_taken", "schema_violation", "overloaded"],
      },
      schema: {
        operationId: "sendEvent",
        summary: "Send an event",
        description: "It is durable and scheduled for every webhook that matches before this answers.",
        tags: ["events"],
        querystring: SiteQuery,
        headers: idempotencyHeaders,
        body: NewEvent,
        response: { 202: AcceptedShape },
      },
    },
    // Answers by itself: that it were a promise would cost Fastify as much as reading the event costs us.
    (request, reply) => {
      const site = siteOf(request, catalogue, namedSite(request.body.site_id, request.query.site_id));
      const event = readEvent(request.body, site.no, deps);
      const idempotency = readIdempotency(request);
      const toAnswer: AcceptRequest["toAnswer"] = ([accepted]) => JSON.stringify(showAccepted(accepted!));
      engine.accept({ siteNo: site.no, events: [event], idempotency, toAnswer }).then(
        ({ answer, isReplayed }) => {
          if (isReplayed) reply.header("idempotency-replayed", "true");
          reply
            .code(202)
            .header("content-type", JSON_TYPE)
            .send(answer as never);
        },
        (error) => reply.send(error),
      );
    },
  );
}

function addListEvents(app: App, { catalogue, store }: AppDeps): void {
  app.get(
    "/v1/events",
    {
      config: { access: "events:read" },
      schema: {
        operationId: "listEvents",
        summary: "List events, newest first",
        tags: ["events"],
        querystring: EventsQuery,
        response: { 200: strict({ events: Type.Array(named("Event")), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const { query } = request;
      const site = siteOf(request, catalogue, query.site_id);
      const page = await store.listEvents({
        ...readPage(query),
        siteNo: site.no,
        type: query.type ?? null,
        externalId: query.external_id ?? null,
      });
      return { events: page.rows.map((event) => showEvent(event, catalogue.now)), next_cursor: toCursor(page.next) };
    },
  );
}

function addGetEvent(app: App, deps: AppDeps): void {
  const { catalogue, store } = deps;

  app.get(
    "/v1/events/:id",
    {
      config: { access: "events:read" },
      schema: {
        operationId: "getEvent",
        summary: "Read an event with its deliveries",
        description:
          "Says for every webhook of the site why it got the event or did not. `deliveries` is left out for a key without the scope `deliveries:read`, `webhooks` for one without `webhooks:read`.",
        tags: ["events"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: named("EventDetail") },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const seq = parseId("evt", request.params.id);
      if (seq === undefined) throw new Problem("invalid_id", "The id is not `evt_` and 13 characters.");
      const event = await store.readEvent(site.no, seq);
      if (event === null) throw new Problem("not_found", `There is no event ${formatId("evt", seq)} in this site.`);
      const view = createDeliveryView(deps, site.no);
      const showDeliveries = async () => {
        const deliveries = await store.deliveriesOf(seq);
        return view.showAll(deliveries.filter(({ webhookNo }) => !isHidden(catalogue.now, webhookNo)));
      };
      return {
        ...showFacts(event),
        data: JSON.parse(event.payload),
        ...(hasScope(request, "deliveries:read") && { deliveries: await showDeliveries() }),
        ...(hasScope(request, "webhooks:read") && { webhooks: await explainFates(deps, site.no, event) }),
      };
    },
  );
}
