import type { Platform } from "../platform.ts";
import { normaliseShopify } from "./normalise.ts";
import { shopifyRegistrar } from "./register.ts";
import { verifyShopify } from "./verify.ts";

/**
 * Shopify. Topic, shop and ids come in headers that the signature does not cover, and no time is signed: only a memory
 * of event ids keeps replays out, and only from those who cannot change a header. A bad signature is answered with 401,
 * as the three privacy topics require.
 */
export const shopify = {
  name: "shopify",
  aliases: [],
  title: "Shopify",
  status: "confirmed",
  facts: {
    sources: [
      "https://shopify.dev/docs/apps/build/webhooks/verify-deliveries",
      "https://shopify.dev/docs/apps/build/webhooks/ignore-duplicates",
      "https://shopify.dev/docs/apps/build/events/verify-deliveries",
      "https://shopify.dev/docs/api/admin-graphql/2026-01/mutations/webhookSubscriptionCreate",
    ],
    unconfirmed: [
      "Of the headers of the newer Events product (without X-) only Shopify-Hmac-Sha256 and Shopify-Webhook-Id were read.",
    ],
  },
  credentials: [
    {
      name: "clientSecret",
      description: "The app's client secret. For an hour after it was changed the old one may still sign: list both.",
      isRequired: true,
      isSecret: true,
    },
  ],
  answer: {
    deadlineMs: 5000,
    success: "2xx",
    retries: "Eight over four hours; then the subscription is deleted, if the Admin API made it.",
  },
  verify: verifyShopify,
  unified: [],
  normalise: normaliseShopify,
  register: shopifyRegistrar,
} as const satisfies Platform;
