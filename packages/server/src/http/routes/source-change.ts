import { Type } from "typebox";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { IdParams, named, SiteQuery, strict } from "../shapes.ts";
import { readSourceWishes } from "../sources/wishes.ts";
import { findSource } from "./source-find.ts";
import { showSource, sourceOptions } from "./source-shape.ts";

const OVERLAP_SECONDS = 86_400;
const OVERLAP_SECONDS_MAX = 30 * 86_400;

const SourceChange = strict(sourceOptions);
const Rotation = Type.Unsafe<{ overlap_seconds?: number } | null>({
  ...strict({
    overlap_seconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: OVERLAP_SECONDS_MAX,
        description: `For how long the old token is taken as well; 0: not at all. Left out: ${OVERLAP_SECONDS}.`,
      }),
    ),
  }),
  type: ["object", "null"],
});

export function addSourceChange(app: App, deps: AppDeps): void {
  addChangeSource(app, deps);
  addRotateSourceToken(app, deps);
}

function addChangeSource(app: App, { catalogue, publicUrl, clock }: AppDeps): void {
  app.patch(
    "/v1/sources/:id",
    {
      config: { access: "sources:write", problems: ["conflict"] },
      schema: {
        operationId: "changeSource",
        summary: "Change a source",
        description: "Fields left out stay; null takes the platform's or none.",
        tags: ["sources"],
        params: IdParams,
        querystring: SiteQuery,
        body: SourceChange,
        response: { 200: named("Source") },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const source = findSource(catalogue, site, request.params.id);
      const { config, credentials } = readSourceWishes(request.body, source.platform, source);
      const revised = await catalogue.reviseSource(source, { config, secrets: { ...source.secrets, credentials } });
      return showSource(revised, publicUrl(), clock.now());
    },
  );
}

function addRotateSourceToken(app: App, { catalogue, publicUrl, clock }: AppDeps): void {
  app.post(
    "/v1/sources/:id/token/rotate",
    {
      config: { access: "sources:write", problems: ["conflict"] },
      schema: {
        operationId: "rotateSourceToken",
        summary: "Give a source another token, and so another address",
        description: "The old one goes on being taken for a while. One that was older still is not, from now on.",
        tags: ["sources"],
        params: IdParams,
        querystring: SiteQuery,
        body: Rotation,
        response: { 200: named("Source") },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const source = findSource(catalogue, site, request.params.id);
      const seconds = request.body?.overlap_seconds ?? OVERLAP_SECONDS;
      const rotated = await catalogue.rotateSourceToken(source, seconds * 1_000);
      return showSource(rotated, publicUrl(), clock.now());
    },
  );
}
