import { findPlatform, type Platform, platforms } from "@tabellary/receiver";
import { Type } from "typebox";
import type { CataloguedSource } from "../../catalogue/catalogued-source.ts";
import { Problem } from "../../model/errors.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { NextCursor, pageOf, pageParameters, readPage } from "../paging.ts";
import { IdParams, Nothing, named, SiteQuery, siteParameter, strict } from "../shapes.ts";
import { readSourceWishes } from "../sources/wishes.ts";
import { findSource } from "./source-find.ts";
import { showSource, sourceOptions } from "./source-shape.ts";
import { readSourceState } from "./source-state.ts";

const NewSource = strict({
  platform: Type.String({ maxLength: 64, description: "A name or alias of `GET /v1/platforms`." }),
  ...sourceOptions,
});

export function addSources(app: App, deps: AppDeps): void {
  addCreateSource(app, deps);
  addListSources(app, deps);
  addGetSource(app, deps);
  addDeleteSource(app, deps);
}

function addCreateSource(app: App, { catalogue, publicUrl, clock }: AppDeps): void {
  app.post(
    "/v1/sources",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "createSource",
        summary: "Make a source for a platform",
        description:
          "Enter its `ingress_url` at the platform, or let …/registrations do it. What comes there is verified, kept, and made into events of the site.",
        tags: ["sources"],
        querystring: SiteQuery,
        body: NewSource,
        response: { 201: named("Source") },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const { platform: name, ...body } = request.body;
      const { config, credentials } = readSourceWishes(body, platformNamed(name));
      const source = await catalogue.createSource(site.no, config, credentials);
      reply.code(201);
      return showSource(source, publicUrl(), clock.now());
    },
  );
}

function addListSources(app: App, { catalogue, store, publicUrl, clock }: AppDeps): void {
  app.get(
    "/v1/sources",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "listSources",
        summary: "List sources, newest first",
        tags: ["sources"],
        querystring: strict({
          ...siteParameter,
          ...pageParameters,
          with_state: Type.Optional(
            Type.Boolean({ description: "Each with how it stands, as when it is read alone." }),
          ),
        }),
        response: { 200: strict({ sources: Type.Array(named("Source")), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const newestFirst = catalogue.now.sourcesOf(site.no).sort((a, b) => (a.id < b.id ? 1 : -1));
      const { rows, next_cursor } = pageOf(newestFirst, (source) => source.id, readPage(request.query));
      const show = (source: CataloguedSource) => showSource(source, publicUrl(), clock.now());
      if (request.query.with_state !== true) return { sources: rows.map(show), next_cursor };
      const showStanding = async (source: CataloguedSource) => {
        return { ...show(source), state: await readSourceState(store, source) };
      };
      return { sources: await Promise.all(rows.map(showStanding)), next_cursor };
    },
  );
}

function addGetSource(app: App, { catalogue, store, publicUrl, clock }: AppDeps): void {
  app.get(
    "/v1/sources/:id",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "getSource",
        summary: "Read a source, with how it stands",
        tags: ["sources"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: named("Source") },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const source = findSource(catalogue, site, request.params.id);
      const state = await readSourceState(store, source);
      return { ...showSource(source, publicUrl(), clock.now()), state };
    },
  );
}

function addDeleteSource(app: App, { catalogue }: AppDeps): void {
  app.delete(
    "/v1/sources/:id",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "deleteSource",
        summary: "Delete a source",
        description: "Its address is unknown from then on. Events that came from it stay, and are delivered.",
        tags: ["sources"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      await catalogue.deleteSource(findSource(catalogue, site, request.params.id));
      return reply.code(204).send();
    },
  );
}

function platformNamed(name: string): Platform {
  const platform = findPlatform(name);
  if (platform !== undefined) return platform;
  const message = `is no platform; there are: ${platforms.map((one) => one.name).join(", ")}`;
  throw new Problem("invalid_request", `/platform ${message}.`, { faults: [{ path: "/platform", message }] });
}
