import { Type } from "typebox";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { Problem } from "../../model/errors.ts";
import { type EventType, isEventType, isReservedType } from "../../model/event-type.ts";
import type { Site } from "../../model/site.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { checkSchema } from "../event-schema.ts";
import { NextCursor, pageParameters, readPage } from "../paging.ts";
import { Nothing, nullable, prose, SiteQuery, siteParameter, strict } from "../shapes.ts";
import { newestFirst, readNameCursor, toNameCursor } from "./event-type-cursor.ts";
import { EventSchema, EventTypeShape, showEventType } from "./event-type-shape.ts";

const Options = strict({
  description: Type.Optional(nullable(prose({ maxLength: 1024 }))),
  schema: Type.Optional(nullable(EventSchema)),
});
const NameParams = strict({ name: Type.String() });

export function addEventTypes(app: App, deps: AppDeps): void {
  addPutEventType(app, deps);
  addListEventTypes(app, deps);
  addGetEventType(app, deps);
  addDeleteEventType(app, deps);
}

function addPutEventType(app: App, { catalogue, clock }: AppDeps): void {
  app.put(
    "/v1/event-types/:name",
    {
      config: { access: "event-types:write", problems: ["schema_violation"] },
      schema: {
        operationId: "putEventType",
        summary: "Register an event type",
        description: "From then on every event of this type is held to the schema. Types need not be registered.",
        tags: ["event types"],
        params: NameParams,
        querystring: SiteQuery,
        body: Options,
        response: { 200: EventTypeShape, 201: EventTypeShape },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const { name } = request.params;
      checkName(name);
      const schema = request.body.schema ?? null;
      if (schema !== null) checkSchema(schema);
      const before = catalogue.now.eventType(site.no, name);
      const description = request.body.description ?? null;
      const createdAt = before?.createdAt ?? clock.now();
      const eventType: EventType = { siteNo: site.no, name, description, schema, createdAt };
      await catalogue.putEventType(eventType);
      reply.code(before === undefined ? 201 : 200);
      return showEventType(eventType);
    },
  );
}

function addListEventTypes(app: App, { catalogue }: AppDeps): void {
  app.get(
    "/v1/event-types",
    {
      config: { access: "event-types:read" },
      schema: {
        operationId: "listEventTypes",
        summary: "List registered event types, newest first",
        tags: ["event types"],
        querystring: strict({ ...siteParameter, ...pageParameters }),
        response: { 200: strict({ event_types: Type.Array(EventTypeShape), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const { limit, cursor } = request.query;
      const all = catalogue.now.eventTypes(site.no).sort(newestFirst);
      const after = cursor === undefined ? undefined : readNameCursor(cursor);
      const rest = after === undefined ? all : all.filter((type) => newestFirst(after, type) < 0);
      const rows = rest.slice(0, readPage({ ...(limit !== undefined && { limit }) }).limit);
      const next_cursor = rest.length > rows.length ? toNameCursor(rows.at(-1)!) : null;
      return { event_types: rows.map(showEventType), next_cursor };
    },
  );
}

function addGetEventType(app: App, { catalogue }: AppDeps): void {
  app.get(
    "/v1/event-types/:name",
    {
      config: { access: "event-types:read" },
      schema: {
        operationId: "getEventType",
        summary: "Read an event type",
        tags: ["event types"],
        params: NameParams,
        querystring: SiteQuery,
        response: { 200: EventTypeShape },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      return showEventType(find(catalogue, site, request.params.name));
    },
  );
}

function addDeleteEventType(app: App, { catalogue }: AppDeps): void {
  app.delete(
    "/v1/event-types/:name",
    {
      config: { access: "event-types:write" },
      schema: {
        operationId: "deleteEventType",
        summary: "Forget an event type",
        description: "Events of this name are taken as before, and held to no schema.",
        tags: ["event types"],
        params: NameParams,
        querystring: SiteQuery,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      await catalogue.deleteEventType(site.no, find(catalogue, site, request.params.name).name);
      return reply.code(204).send();
    },
  );
}

function checkName(name: string): void {
  const message = isReservedType(name)
    ? "is reserved for Tabellary itself"
    : "must be 1 to 128 of A-Z, a-z, 0-9, dot, hyphen, underscore";
  if (isEventType(name) && !isReservedType(name)) return;
  throw new Problem("invalid_request", `name ${message}.`, { faults: [{ path: "name", message }] });
}

function find(catalogue: Catalogue, site: Site, name: string): EventType {
  const found = catalogue.now.eventType(site.no, name);
  if (found === undefined) throw new Problem("not_found", `The event type ${name} is not registered in this site.`);
  return found;
}
