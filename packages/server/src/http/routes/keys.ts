import { type Static, Type } from "typebox";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { Problem } from "../../model/errors.ts";
import { formatId, parseId } from "../../model/ids.ts";
import { type ApiKey, SCOPES } from "../../model/key.ts";
import type { App, AppDeps } from "../app.ts";
import { namedSite, siteOf } from "../auth.ts";
import { NextCursor, pageOf, pageParameters, readPage } from "../paging.ts";
import {
  IdParams,
  line,
  NoQuery,
  Nothing,
  nullable,
  oneOf,
  SiteQuery,
  siteParameter,
  strict,
  Time,
} from "../shapes.ts";
import { toIso } from "../times.ts";
import { refuse } from "../webhooks/wishes.ts";

const Scopes = Type.Array(oneOf(SCOPES), { maxItems: SCOPES.length, description: "Left out: all of them." });

const NewKey = strict({
  name: line({ minLength: 1, maxLength: 128 }),
  admin: Type.Optional(Type.Boolean({ description: "May do everything on every site; takes no site and no scopes." })),
  scopes: Type.Optional(Scopes),
  ...siteParameter,
});

const keyFields = {
  id: Type.String(),
  name: Type.String(),
  admin: Type.Boolean(),
  site_id: nullable(Type.String()),
  scopes: Type.Array(Type.String()),
  hint: Type.String({ description: "How its token begins." }),
  created_at: Time,
};
const KeyShape = strict(keyFields);
const NewKeyShape = strict({ ...keyFields, token: Type.String({ description: "Shown here and never again." }) });

export function addKeys(app: App, deps: AppDeps): void {
  addCreateKey(app, deps);
  addListKeys(app, deps);
  addDeleteKey(app, deps);
}

function addCreateKey(app: App, { catalogue }: AppDeps): void {
  app.post(
    "/v1/keys",
    {
      config: { access: "admin", problems: ["conflict"] },
      schema: {
        operationId: "createKey",
        summary: "Make an API key",
        description: "Its token is shown in this answer and never again.",
        tags: ["keys"],
        querystring: SiteQuery,
        body: NewKey,
        response: { 201: NewKeyShape },
      },
    },
    async (request, reply) => {
      const { name, admin, scopes, site_id } = request.body;
      const siteId = namedSite(site_id, request.query.site_id);
      if (admin === true && scopes !== undefined) refuse([{ path: "/scopes", message: "does not go with admin" }]);
      if (admin === true && siteId !== undefined) refuse([{ path: "/site_id", message: "does not go with admin" }]);
      const siteNo = admin === true ? null : siteOf(request, catalogue, siteId).no;
      const granted = admin === true ? [] : [...new Set(scopes ?? SCOPES)];
      const { key, token } = await catalogue.createKey({ siteNo, name, scopes: granted });
      reply.code(201);
      return { ...showKey(key, catalogue), token };
    },
  );
}

function addListKeys(app: App, { catalogue }: AppDeps): void {
  app.get(
    "/v1/keys",
    {
      config: { access: "admin" },
      schema: {
        operationId: "listKeys",
        summary: "List API keys, newest first",
        description: "Those of every site, or of the site that is named.",
        tags: ["keys"],
        querystring: strict({ ...siteParameter, ...pageParameters }),
        response: { 200: strict({ keys: Type.Array(KeyShape), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const { site_id } = request.query;
      const siteNo = site_id === undefined ? undefined : siteOf(request, catalogue, site_id).no;
      const wanted = catalogue.now.keys().filter((key) => siteNo === undefined || key.siteNo === siteNo);
      const newestFirst = wanted.sort((a, b) => (a.id < b.id ? 1 : -1));
      const { rows, next_cursor } = pageOf(newestFirst, (key) => key.id, readPage(request.query));
      return { keys: rows.map((key) => showKey(key, catalogue)), next_cursor };
    },
  );
}

function addDeleteKey(app: App, { catalogue }: AppDeps): void {
  app.delete(
    "/v1/keys/:id",
    {
      config: { access: "admin" },
      schema: {
        operationId: "deleteKey",
        summary: "Revoke an API key",
        tags: ["keys"],
        params: IdParams,
        querystring: NoQuery,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const id = parseId("key", request.params.id);
      if (id === undefined) throw new Problem("invalid_id", "A key's id is `key_` and 13 characters.");
      const key = catalogue.now.keys().find((one) => one.id === id);
      if (key === undefined) throw new Problem("not_found", `There is no key ${request.params.id}.`);
      await catalogue.deleteKey(key);
      return reply.code(204).send();
    },
  );
}

function showKey(key: ApiKey, catalogue: Catalogue): Static<typeof KeyShape> {
  const site = key.siteNo === null ? undefined : catalogue.now.site(key.siteNo);
  return {
    id: formatId("key", key.id),
    name: key.name,
    admin: key.siteNo === null,
    site_id: site === undefined ? null : formatId("site", site.id),
    scopes: [...key.scopes],
    hint: key.hint,
    created_at: toIso(key.createdAt),
  };
}
