import { RegistrationError } from "../../errors.ts";
import { at, idAt, isObject, type JsonObject, listAt, textAt } from "../../json/fields.ts";
import type { CredentialField, Registrar, RegistrarInput, Registration } from "../platform.ts";
import { ask, needAnswer, needCredential, needOption, readPages } from "../registering.ts";

const SHOP: CredentialField = {
  name: "shop",
  description: "The shop's own domain, such as my-shop.myshopify.com.",
  isRequired: true,
  isSecret: false,
};
const ACCESS_TOKEN: CredentialField = {
  name: "accessToken",
  description: "An Admin API access token of the app for this shop.",
  isRequired: true,
  isSecret: true,
};

const API_VERSION = "2026-01";

/**
 * A shop's webhook subscriptions, by the GraphQL Admin API. Options: `topic`, such as `ORDERS_CREATE`.
 * https://shopify.dev/docs/api/admin-graphql/2026-01/objects/WebhookSubscription
 *
 * What a whole app subscribes to, and the privacy topics, stand in its shopify.app.toml.
 */
export const shopifyRegistrar: Registrar = {
  kind: "api",
  credentials: [SHOP, ACCESS_TOKEN],
  async register({ url, options, ...input }) {
    const topic = needOption(options, "topic", "a WebhookSubscriptionTopic, such as ORDERS_CREATE.");
    const data = await query(input, CREATE, { topic, webhookSubscription: { uri: url } });
    return readSubscription(at(data, "webhookSubscriptionCreate", "webhookSubscription"));
  },
  list: (input) =>
    readPages("Shopify", async (after) => {
      const page = at(await query(input, LIST, { after: after ?? null }), "webhookSubscriptions");
      const next = at(page, "pageInfo", "hasNextPage") === true ? textAt(page, "pageInfo", "endCursor") : undefined;
      return { found: listAt(page, "nodes").map(readSubscription), next };
    }),
  async delete({ id, ...input }) {
    await query(input, DELETE, { id });
  },
};

const CREATE = `mutation ($topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) {
    webhookSubscription { id uri } userErrors { field message }
  }
}`;
const LIST = `query ($after: String) {
  webhookSubscriptions(first: 100, after: $after) { nodes { id uri } pageInfo { hasNextPage endCursor } }
}`;
const DELETE = `mutation ($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } }
}`;

/** Nothing but a shop of Shopify's gets the token. */
const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com$/;

/** The answer's `data`. Shopify answers 200 to what it refuses, in two ways. */
async function query(input: RegistrarInput, query: string, variables: JsonObject): Promise<unknown> {
  const shop = needCredential(input.credentials, SHOP);
  if (!SHOP_DOMAIN.test(shop)) {
    throw new RegistrationError(
      "registration_incomplete",
      `"${shop.slice(0, 80)}" is no domain of a shop: ${SHOP.description}`,
    );
  }
  const headers = { "x-shopify-access-token": needCredential(input.credentials, ACCESS_TOKEN) };
  const url = `https://${shop}/admin/api/${API_VERSION}/graphql.json`;
  const body = await ask(input, "Shopify", { method: "POST", url, headers, json: { query, variables } });
  const data = at(body, "data");
  const payload = isObject(data) ? Object.values(data)[0] : undefined;
  const messages = [...listAt(body, "errors"), ...listAt(payload, "userErrors")].map((one) => textAt(one, "message"));
  if (messages.length === 0) return data;
  throw new RegistrationError("registration_failed", `Shopify refused: ${messages.join(" ").slice(0, 300)}`);
}

function readSubscription(subscription: unknown): Registration {
  const id = needAnswer(idAt(subscription, "id"), "Shopify", "webhookSubscription.id");
  return { id, url: textAt(subscription, "uri") ?? "", isActive: null, expiresAt: null };
}
