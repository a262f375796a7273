import { type Static, Type } from "typebox";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { JsonObject } from "../../model/event-type.ts";
import type { Site } from "../../model/site.ts";
import { EVALUATOR_KINDS, HEADER_PREFIX } from "../../moderation/panel/kinds.ts";
import { settingsOf } from "../../moderation/panel/panels.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { catchUp, refuseUnseen, versionParameter } from "../seen-version.ts";
import { named, oneOf, SiteQuery, siteParameter, strict } from "../shapes.ts";
import { refuse } from "../webhooks/wishes.ts";

const Evaluators = Type.Array(Type.Unsafe<JsonObject>({ type: "object" }), {
  description:
    "Each `{name, kind, active?, advisory?, timeout_ms?, concurrency?}` and what its kind takes: see docs/moderation/README.md. Credentials that are left out stay, unless the address that they go to is another.",
});
const Thresholds = Type.Unsafe<Record<string, number>>({
  type: "object",
  additionalProperties: { type: "number" },
  description: "By label, 0 to 1: a finding of less confidence is informational.",
});
const ChangeQuery = strict({ ...siteParameter, ...versionParameter(0) });
const NewSettings = strict({ evaluators: Evaluators, thresholds: Type.Optional(Thresholds) });

const EvaluatorShape = Type.Object({
  name: Type.String(),
  kind: oneOf(EVALUATOR_KINDS),
  active: Type.Boolean(),
  advisory: Type.Boolean({ description: "What it says is information alone." }),
  credentials: Type.Array(Type.String(), { description: "Names of the credentials that are entered." }),
});

export const ModerationShape = strict(
  {
    version: Type.Integer({ description: "Rises by one with each change; 0: nothing has been chosen yet." }),
    evaluators: Type.Array(EvaluatorShape),
    thresholds: Thresholds,
    state: Type.Array(
      strict({
        name: Type.String(),
        breaker: oneOf(["closed", "open", "half_open"], "Open: it has failed again and again, and is left alone."),
        waiting: Type.Integer({ description: "Items that wait for it." }),
        attempts: Type.Integer({ description: "Made by this process since its settings were changed." }),
        requests: Type.Integer({ description: "What of that went to who counts or bills it." }),
      }),
    ),
  },
  { $id: "Moderation" },
);

export function addModerationSettings(app: App, deps: AppDeps): void {
  const { catalogue, moderation } = deps;
  app.get(
    "/v1/moderation",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "getModeration",
        summary: "Read which evaluators the site asks",
        tags: ["moderation"],
        querystring: SiteQuery,
        response: { 200: named("Moderation") },
      },
    },
    async (request) => show(siteOf(request, catalogue, request.query.site_id), deps),
  );
  app.put(
    "/v1/moderation",
    {
      config: { access: "moderation:write", problems: ["conflict"] },
      schema: {
        operationId: "putModeration",
        summary: "Choose which evaluators the site asks",
        description: "The whole of it: an evaluator that is left out is no longer asked. No credential is ever shown.",
        tags: ["moderation"],
        querystring: ChangeQuery,
        body: NewSettings,
        response: { 200: named("Moderation") },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const { version } = request.query;
      await catchUp(catalogue, version, versionOf(catalogue, site));
      refuseUnseen("What the site is moderated by", versionOf(catalogue, site), version);
      const put = await moderation.settings.put(site.no, request.body);
      if (!put.ok) refuse(put.faults);
      return show(site, deps);
    },
  );
}

function show(site: Site, { catalogue, moderation }: Pick<AppDeps, "catalogue" | "moderation">): unknown {
  const { config, secrets } = settingsOf(catalogue as Catalogue, site.no);
  const shown: Static<typeof ModerationShape> = {
    version: versionOf(catalogue, site),
    evaluators: config.evaluators.map(({ name, kind, active, isAdvisory, options }) => ({
      name,
      kind,
      active,
      advisory: isAdvisory,
      ...options,
      credentials: Object.keys(secrets[name] ?? {}).map(toName),
    })),
    thresholds: { ...config.thresholds },
    state: moderation.panels.states(site.no).map(({ name, breaker, waiting, total }) => ({
      name,
      breaker,
      waiting,
      attempts: total.attempts,
      requests: total.units,
    })),
  };
  return shown;
}

function versionOf(catalogue: Pick<Catalogue, "now">, site: Site): number {
  return catalogue.now.moderation(site.no)?.rev ?? 0;
}

function toName(secret: string): string {
  return secret.startsWith(HEADER_PREFIX) ? `headers/${secret.slice(HEADER_PREFIX.length)}` : secret;
}
