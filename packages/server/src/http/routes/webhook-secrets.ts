import { type Static, Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import type { WebhookSecrets } from "../../model/webhook.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { IdParams, nullable, SiteQuery, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { replaced } from "../webhooks/rotation.ts";
import { checkSecret, refuse } from "../webhooks/wishes.ts";
import { findWebhook } from "./webhook-find.ts";

const Prepare = Type.Unsafe<{ secret?: string | null } | null>({
  ...strict({ secret: Type.Optional(nullable(Type.String({ description: "Left out, one is generated." }))) }),
  type: ["object", "null"],
});

const SecretsShape = strict({
  secret: Type.String({ description: "The one that signs." }),
  next: nullable(Type.String({ description: "Prepared: signs too where the format carries a list of signatures." })),
  previous: nullable(Type.String({ description: "Signs too, in such formats, until `previous_until`." })),
  previous_until: nullable(Time),
});

/** Two steps, so that a receiver never meets a signature that it cannot know: prepare, tell the receiver, promote. */
export function addWebhookSecrets(app: App, deps: AppDeps): void {
  addGetWebhookSecret(app, deps);
  addPrepareWebhookSecret(app, deps);
  addPromoteWebhookSecret(app, deps);
}

function addGetWebhookSecret(app: App, { catalogue, clock }: AppDeps): void {
  app.get(
    "/v1/webhooks/:id/secret",
    {
      config: { access: "webhooks:write" },
      schema: {
        operationId: "getWebhookSecret",
        summary: "Show a webhook's secrets",
        tags: ["webhooks"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: SecretsShape },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      return show(findWebhook(catalogue, site, request.params.id).secrets, clock.now());
    },
  );
}

function addPrepareWebhookSecret(app: App, { catalogue, clock, random }: AppDeps): void {
  app.post(
    "/v1/webhooks/:id/secret/prepare",
    {
      config: { access: "webhooks:write", problems: ["conflict"] },
      schema: {
        operationId: "prepareWebhookSecret",
        summary: "Rotate, step one: make the next secret",
        description: "Give it to the receiver beside the present one, then promote it. Preparing again replaces it.",
        tags: ["webhooks"],
        params: IdParams,
        querystring: SiteQuery,
        body: Prepare,
        response: { 200: SecretsShape },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const webhook = findWebhook(catalogue, site, request.params.id);
      const next = request.body?.secret ?? webhook.contract.generateSecret(random.bytes(32));
      checkSecret(webhook.contract, next);
      if (next === webhook.secrets.current) refuse([{ path: "/secret", message: "is the one that signs already" }]);
      const { secrets } = await catalogue.setSecrets(webhook, { ...webhook.secrets, next });
      return show(secrets, clock.now());
    },
  );
}

function addPromoteWebhookSecret(app: App, { catalogue, clock }: AppDeps): void {
  app.post(
    "/v1/webhooks/:id/secret/promote",
    {
      config: { access: "webhooks:write", problems: ["conflict"] },
      schema: {
        operationId: "promoteWebhookSecret",
        summary: "Rotate, step two: sign with the prepared secret",
        description: "Where the format carries a list of signatures, the old secret goes on in it for 24 h.",
        tags: ["webhooks"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: SecretsShape },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const webhook = findWebhook(catalogue, site, request.params.id);
      const { next } = webhook.secrets;
      if (next === null) {
        throw new Problem("conflict", "No secret is prepared. Call …/secret/prepare first, and tell the receiver.");
      }
      checkSecret(webhook.contract, next);
      const { secrets } = await catalogue.setSecrets(webhook, replaced(webhook.secrets, next, clock.now()));
      return show(secrets, clock.now());
    },
  );
}

function show(secrets: WebhookSecrets, now: number): Static<typeof SecretsShape> {
  const { current, next, previous, previousUntil } = secrets;
  const isOver = previousUntil === null || previousUntil <= now;
  return {
    secret: current,
    next,
    previous: isOver ? null : previous,
    previous_until: isOver ? null : toIso(previousUntil),
  };
}
