import { type Static, Type } from "typebox";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { Problem } from "../../model/errors.ts";
import { type EventType, isEventType, type JsonObject } from "../../model/event-type.ts";
import type { Site } from "../../model/site.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { isReservedType } from "../event-intake.ts";
import { checkSchema } from "../event-schema.ts";
import { NextCursor, pageParameters, readPage } from "../paging.ts";
import { Nothing, nullable, SiteQuery, siteParameter, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";

const Schema = Type.Unsafe<JsonObject>({
  type: "object",
  description: "JSON Schema, draft 2020-12, at most 64 KiB, that refers to no other document. Patterns are RE2's.",
});
const Options = strict({
  description: Type.Optional(nullable(Type.String({ maxLength: 1024 }))),
  schema: Type.Optional(nullable(Schema)),
});
const NameParams = strict({ name: Type.String() });
const EventTypeShape = strict({
  name: Type.String(),
  description: nullable(Type.String()),
  schema: nullable(Schema),
  created_at: Time,
});

export function addEventTypes(app: App, { catalogue, clock }: AppDeps): void {
  app.put(
    "/v1/event-types/:name",
    {
      config: { access: "event-types:write" },
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
      return show(eventType);
    },
  );

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
      const newestFirst = catalogue.now.eventTypes(site.no).sort(compare);
      const after = cursor === undefined ? undefined : readNameCursor(cursor);
      const rest = after === undefined ? newestFirst : newestFirst.filter((type) => compare(after, type) < 0);
      const rows = rest.slice(0, readPage({ ...(limit !== undefined && { limit }) }).limit);
      const next_cursor = rest.length > rows.length ? toNameCursor(rows.at(-1)!) : null;
      return { event_types: rows.map(show), next_cursor };
    },
  );

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
      return show(find(catalogue, site, request.params.name));
    },
  );

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

type Place = Pick<EventType, "createdAt" | "name">;

function compare(a: Place, b: Place): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function toNameCursor({ createdAt, name }: Place): string {
  return Buffer.from(`${createdAt} ${name}`).toString("base64url");
}

function readNameCursor(cursor: string): Place {
  const match = /^(\d{1,15}) (\S{1,128})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (match === null) throw new Problem("invalid_cursor", "The cursor is not one that this API gave.");
  return { createdAt: Number(match[1]), name: match[2]! };
}

function show({ name, description, schema, createdAt }: EventType): Static<typeof EventTypeShape> {
  return { name, description, schema, created_at: toIso(createdAt) };
}
