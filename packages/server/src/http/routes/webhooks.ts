import { Type } from "typebox";
import { formatId } from "../../model/ids.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { NextCursor } from "../paging.ts";
import { IdParams, Nothing, named, SiteQuery, strict } from "../shapes.ts";
import { checkUrl } from "../webhooks/url.ts";
import { checkSecret, checkSources, checkWishes, readWishes } from "../webhooks/wishes.ts";
import { findWebhook } from "./webhook-find.ts";
import { listWebhooks, webhookListParameters } from "./webhook-list.ts";
import { EventPatterns, showWebhook, Url, webhookOptions } from "./webhook-shape.ts";

const NewWebhook = strict({ url: Url, events: EventPatterns, ...webhookOptions });
const TestSent = strict({ event_id: Type.String(), delivery_id: Type.String() });

export function addWebhooks(app: App, deps: AppDeps): void {
  addCreateWebhook(app, deps);
  addListWebhooks(app, deps);
  addGetWebhook(app, deps);
  addDeleteWebhook(app, deps);
  addTestWebhook(app, deps);
}

function addCreateWebhook(app: App, deps: AppDeps): void {
  const { catalogue, random } = deps;

  app.post(
    "/v1/webhooks",
    {
      config: { access: "webhooks:write", problems: ["url_not_allowed"] },
      schema: {
        operationId: "createWebhook",
        summary: "Subscribe a URL to events",
        description: "It takes its site's contract when it names none. The answer is the one that shows the secret.",
        tags: ["webhooks"],
        querystring: SiteQuery,
        body: NewWebhook,
        response: { 201: named("Webhook") },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const wishes = readWishes(request.body, site, undefined);
      const contract = checkWishes(wishes);
      const secret = request.body.secret ?? contract.generateSecret(random.bytes(32));
      checkSecret(contract, secret);
      if (wishes.sources !== undefined) checkSources(wishes.sources, site, catalogue.now);
      await checkUrl(wishes.url, deps);
      const webhook = await catalogue.createWebhook(site.no, wishes, secret);
      reply.code(201);
      return showWebhook(webhook, secret);
    },
  );
}

function addListWebhooks(app: App, { catalogue }: AppDeps): void {
  app.get(
    "/v1/webhooks",
    {
      config: { access: "webhooks:read", problems: ["invalid_id"] },
      schema: {
        operationId: "listWebhooks",
        summary: "List webhooks, newest first",
        tags: ["webhooks"],
        querystring: strict(webhookListParameters),
        response: { 200: strict({ webhooks: Type.Array(named("Webhook")), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const { rows, next_cursor } = listWebhooks(catalogue, site, request.query);
      return { webhooks: rows.map((webhook) => showWebhook(webhook)), next_cursor };
    },
  );
}

function addGetWebhook(app: App, { catalogue }: AppDeps): void {
  app.get(
    "/v1/webhooks/:id",
    {
      config: { access: "webhooks:read" },
      schema: {
        operationId: "getWebhook",
        summary: "Read a webhook",
        tags: ["webhooks"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: named("Webhook") },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      return showWebhook(findWebhook(catalogue, site, request.params.id));
    },
  );
}

function addDeleteWebhook(app: App, { catalogue }: AppDeps): void {
  app.delete(
    "/v1/webhooks/:id",
    {
      config: { access: "webhooks:write" },
      schema: {
        operationId: "deleteWebhook",
        summary: "Delete a webhook",
        description: "What it is still owed ends as cancelled.",
        tags: ["webhooks"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      await catalogue.deleteWebhook(findWebhook(catalogue, site, request.params.id));
      return reply.code(204).send();
    },
  );
}

function addTestWebhook(app: App, { catalogue, engine }: AppDeps): void {
  app.post(
    "/v1/webhooks/:id/test",
    {
      config: { access: "webhooks:write", problems: ["overloaded"] },
      schema: {
        operationId: "testWebhook",
        summary: "Send test.webhook at once",
        description: "Whatever its events are, and also while it is inactive. One attempt, logged like any other.",
        tags: ["webhooks"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 202: TestSent },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const sent = await engine.sendTest(findWebhook(catalogue, site, request.params.id).no);
      reply.code(202);
      return { event_id: formatId("evt", sent.eventSeq), delivery_id: formatId("del", sent.deliverySeq) };
    },
  );
}
