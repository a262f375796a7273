import { Type } from "typebox";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { Problem } from "../../model/errors.ts";
import { parseId } from "../../model/ids.ts";
import { DEFAULT_CONTRACT, DEFAULT_SITE_NAME, type Site } from "../../model/site.ts";
import type { App, AppDeps } from "../app.ts";
import { NextCursor, pageOf, pageParameters, readPage } from "../paging.ts";
import { IdParams, line, NoQuery, Nothing, nullable, prose, strict } from "../shapes.ts";
import { refuse } from "../webhooks/wishes.ts";
import { SiteShape, showSite } from "./site-shape.ts";
import { ContractName } from "./webhook-shape.ts";

const Name = line({ minLength: 1, maxLength: 128, description: "Unique among the sites." });
const siteOptions = {
  description: Type.Optional(nullable(prose({ maxLength: 1024 }))),
  contract: Type.Optional({ ...ContractName, description: "The contract of webhooks that name none. Not `custom`." }),
};
const NewSite = strict({ name: Name, ...siteOptions });
const SiteChange = strict({ name: Type.Optional(Name), ...siteOptions });

export function addSites(app: App, deps: AppDeps): void {
  addCreateSite(app, deps);
  addListSites(app, deps);
  addGetSite(app, deps);
  addChangeSite(app, deps);
  addDeleteSite(app, deps);
}

function addCreateSite(app: App, { catalogue }: AppDeps): void {
  app.post(
    "/v1/sites",
    {
      config: { access: "admin", problems: ["conflict"] },
      schema: {
        operationId: "createSite",
        summary: "Make a site",
        tags: ["sites"],
        querystring: NoQuery,
        body: NewSite,
        response: { 201: SiteShape },
      },
    },
    async ({ body }, reply) => {
      const contract = body.contract ?? DEFAULT_CONTRACT;
      checkContract(contract);
      const description = body.description ?? null;
      const site = await catalogue.createSite({ name: body.name, description, contract, isOperator: false });
      reply.code(201);
      return showSite(site);
    },
  );
}

function addListSites(app: App, { catalogue }: AppDeps): void {
  app.get(
    "/v1/sites",
    {
      config: { access: "admin" },
      schema: {
        operationId: "listSites",
        summary: "List sites, newest first",
        tags: ["sites"],
        querystring: strict(pageParameters),
        response: { 200: strict({ sites: Type.Array(SiteShape), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const newestFirst = catalogue.now.sites().sort((a, b) => (a.id < b.id ? 1 : -1));
      const { rows, next_cursor } = pageOf(newestFirst, (site) => site.id, readPage(request.query));
      return { sites: rows.map(showSite), next_cursor };
    },
  );
}

function addGetSite(app: App, { catalogue }: AppDeps): void {
  app.get(
    "/v1/sites/:id",
    {
      config: { access: "admin" },
      schema: {
        operationId: "getSite",
        summary: "Read a site",
        tags: ["sites"],
        params: IdParams,
        querystring: NoQuery,
        response: { 200: SiteShape },
      },
    },
    async (request) => showSite(findSite(catalogue, request.params.id)),
  );
}

function addChangeSite(app: App, { catalogue }: AppDeps): void {
  app.patch(
    "/v1/sites/:id",
    {
      config: { access: "admin", problems: ["conflict"] },
      schema: {
        operationId: "changeSite",
        summary: "Change a site",
        description: "A new contract holds for webhooks that are made from now on.",
        tags: ["sites"],
        params: IdParams,
        querystring: NoQuery,
        body: SiteChange,
        response: { 200: SiteShape },
      },
    },
    async ({ params, body }) => {
      const site = findSite(catalogue, params.id);
      if (body.name !== undefined && body.name !== site.name) refuseBuiltIn(site, "renamed");
      if (body.contract !== undefined) checkContract(body.contract);
      const { name = site.name, contract = site.contract, description = site.description } = body;
      return showSite(await catalogue.updateSite({ ...site, name, contract, description }));
    },
  );
}

function addDeleteSite(app: App, { catalogue }: AppDeps): void {
  app.delete(
    "/v1/sites/:id",
    {
      config: { access: "admin", problems: ["conflict"] },
      schema: {
        operationId: "deleteSite",
        summary: "Delete a site with its webhooks, keys and event types",
        tags: ["sites"],
        params: IdParams,
        querystring: NoQuery,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const site = findSite(catalogue, request.params.id);
      refuseBuiltIn(site, "deleted");
      await catalogue.deleteSite(site);
      return reply.code(204).send();
    },
  );
}

function findSite(catalogue: Catalogue, text: string): Site {
  const id = parseId("site", text);
  if (id === undefined) throw new Problem("invalid_id", "A site's id is `site_` and 13 characters.");
  const site = catalogue.now.siteById(id);
  if (site === undefined) throw new Problem("not_found", `There is no site ${text}.`);
  return site;
}

function refuseBuiltIn(site: Site, verb: string): void {
  if (site.name !== DEFAULT_SITE_NAME && !site.isOperator) return;
  throw new Problem("conflict", `The site ${site.name} belongs to the hub and cannot be ${verb}.`);
}

function checkContract(contract: string): void {
  if (contract !== "custom") return;
  refuse([{ path: "/contract", message: "cannot be custom, whose options belong to each webhook" }]);
}
