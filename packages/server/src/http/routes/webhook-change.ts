import { Type } from "typebox";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { IdParams, named, SiteQuery, strict } from "../shapes.ts";
import { fitting, PREVIOUS_SECRET_MS, replaced } from "../webhooks/rotation.ts";
import { checkUrl } from "../webhooks/url.ts";
import { checkSecret, checkSources, checkWishes, readWishes } from "../webhooks/wishes.ts";
import { findWebhook } from "./webhook-find.ts";
import { EventPatterns, showWebhook, Url, webhookOptions } from "./webhook-shape.ts";

const WebhookChange = strict({ url: Type.Optional(Url), events: Type.Optional(EventPatterns), ...webhookOptions });

export function addWebhookChange(app: App, deps: AppDeps): void {
  const { catalogue, clock } = deps;

  app.patch(
    "/v1/webhooks/:id",
    {
      config: { access: "webhooks:write", problems: ["url_not_allowed", "conflict"] },
      schema: {
        operationId: "changeWebhook",
        summary: "Change a webhook",
        description: `Fields left out stay; null takes the contract's or none. A new \`secret\` signs at once, and the old one goes on in lists for ${PREVIOUS_SECRET_MS / 3_600_000} h; see …/secret/prepare for two steps.`,
        tags: ["webhooks"],
        params: IdParams,
        querystring: SiteQuery,
        body: WebhookChange,
        response: { 200: named("Webhook") },
      },
    },
    async (request) => {
      const { secret, ...config } = request.body;
      const site = siteOf(request, catalogue, request.query.site_id);
      const webhook = findWebhook(catalogue, site, request.params.id);
      const wishes = readWishes(config, site, webhook);
      const contract = checkWishes(wishes);
      if (typeof secret === "string") checkSecret(contract, secret);
      // Those that it had may have been deleted since: it simply gets nothing from them.
      if (config.sources) checkSources(config.sources, site, catalogue.now);
      const isNewSecret = typeof secret === "string" && secret !== webhook.secrets.current;
      const isNewContract = config.contract !== undefined || config.custom_contract !== undefined;
      let secrets = isNewSecret ? replaced(webhook.secrets, secret, clock.now()) : webhook.secrets;
      if (isNewContract) secrets = fitting(secrets, contract);
      if (config.url !== undefined) await checkUrl(config.url, deps);
      const newSecrets = secrets === webhook.secrets ? undefined : secrets;
      if (Object.keys(config).length > 0) {
        return showWebhook(await catalogue.reviseWebhook(webhook, wishes, newSecrets));
      }
      return showWebhook(newSecrets === undefined ? webhook : await catalogue.setSecrets(webhook, newSecrets));
    },
  );
}
