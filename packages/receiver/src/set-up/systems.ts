/** What tells of work, money and people's accounts; and senders of one's own. */
import { address, bySteps, credential, type SetUp, step, text } from "./step.ts";

export const githubSetUp: SetUp = {
  steps: [
    step(
      "In the repository (or organisation, or app) open Settings, Webhooks, Add webhook. The comments are Issue comments, Pull request review comments, Discussion comments and Commit comments.",
      address("Payload URL"),
      text("Content type", "application/json"),
      credential("Secret", "secret"),
    ),
    step("GitHub sends a ping at once: its green tick in Recent Deliveries says that the secret is right."),
  ],
  options: [
    {
      name: "events",
      description: "Names of events. Left out: all.",
      kind: "list",
      isRequired: false,
      example: "issue_comment",
    },
  ],
  subjects: {},
};

export const gitlabSetUp: SetUp = {
  steps: [
    step(
      "In the project open Settings, Webhooks, Add new webhook. GitLab 19 and later show a Signing token (whsec_…): enter it among this source's secrets. Older ones take a Secret token of your own.",
      address("URL"),
      credential("Secret token", "secret"),
      text("Trigger", "Comments"),
    ),
  ],
  options: [
    {
      name: "note_events",
      description: "Comments. Other names of GitLab's API, such as push_events, are set by API. Left out: true.",
      kind: "json",
      isRequired: false,
      example: "true",
    },
  ],
  subjects: {},
};

export const stripeSetUp: SetUp = {
  steps: [
    step(
      "In Stripe's Dashboard open Developers, Webhooks, Add endpoint, and choose the events.",
      address("Endpoint URL"),
    ),
    step(
      "Reveal the Signing secret there, and enter it among this source's secrets as it is written: whsec_ is part of it.",
    ),
  ],
  options: [
    {
      name: "events",
      description: "Names of events. Left out: all.",
      kind: "list",
      isRequired: false,
      example: "charge.succeeded",
    },
  ],
  subjects: {},
};

export const shopifySetUp: SetUp = {
  steps: [
    step("Open the Partner or Dev Dashboard, the app, Settings, Credentials: the client secret."),
    step(
      "Subscribe in the app's shopify.app.toml, under [[webhooks.subscriptions]].",
      text("topics", '["orders/create"]'),
      address("uri"),
    ),
  ],
  options: [
    {
      name: "topic",
      description: "A WebhookSubscriptionTopic.",
      kind: "text",
      isRequired: true,
      example: "ORDERS_CREATE",
    },
  ],
  subjects: {},
};

export const oktaSetUp: SetUp = {
  steps: [
    step(
      "In the Admin Console open Workflow, Event Hooks, Create Event Hook, and choose the events.",
      address("URL"),
      text("Authentication field", "Authorization"),
      credential("Authentication secret", "secret"),
    ),
    step("Verify Endpoint Ownership, Verify: Okta asks the address."),
  ],
  options: [
    {
      name: "events",
      description: "Event types.",
      kind: "list",
      isRequired: true,
      example: "user.session.start",
    },
    {
      name: "name",
      description: "What the hook is called there. Left out: Tabellary.",
      kind: "text",
      isRequired: false,
      example: "Tabellary",
    },
  ],
  subjects: {},
};

export const hook0SetUp: SetUp = {
  steps: [
    step(
      "In Hook0 open the application, Subscriptions, Create, and choose the event types.",
      address("URL"),
      text("Method", "POST"),
    ),
    step("Copy the subscription's secret from its page, and enter it among this source's secrets."),
  ],
  options: [
    {
      name: "event_types",
      description: "The application's event types.",
      kind: "list",
      isRequired: true,
      example: "service.resource.verb",
    },
    {
      name: "labels",
      description: "Which labels an event must have.",
      kind: "json",
      isRequired: false,
      example: '{ "tenant": "acme" }',
    },
  ],
  subjects: {},
};

export const omnifenceSetUp: SetUp = bySteps(
  step(
    "Ask OmniFence for the webhook secret, and enter it among this source's secrets.",
    text("GET", "https://api.omnifence.ai/api/v1/me/webhook-secrets/reveal"),
  ),
  step(
    "Register the address, with an API key that has webhook:manage. An account has one address.",
    text("POST", "https://api.omnifence.ai/api/v1/webhook/register"),
    address("url"),
  ),
);

export const pixelpatrolSetUp: SetUp = bySteps(
  step(
    "In PixelPatrol open the site's settings, Webhooks: enter the address, generate the secret or enter your own, and choose the events.",
    address("URL"),
    credential("Secret", "secret"),
    text("Events", "media.created, media.moderated"),
  ),
);

export const genericSetUp: SetUp = bySteps(
  step(
    "Find in the sender's documentation the header of the signature, and what it signs. If it is not the hex HMAC-SHA256 of the body in X-Webhook-Signature, describe it among this source's secrets.",
  ),
  step("Where the sender lets you enter an address for webhooks:", address("URL"), credential("Secret", "secret")),
);

export const standardSetUp: SetUp = bySteps(
  step("Where the sender lets you add an endpoint:", address("Endpoint URL")),
  step("It shows a signing secret (whsec_…) or a public key (whpk_…). Enter it among this source's secrets."),
);

export const moderationAiSetUp: SetUp = bySteps(
  step("Agree on a secret with the sender, who posts to the address.", address("URL"), credential("Secret", "secret")),
);
