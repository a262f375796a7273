import { stripe as contract } from "@tabellary/contracts";
import type { Platform } from "../platform.ts";
import { normaliseStripe } from "./normalise.ts";
import { stripeRegistrar } from "./register.ts";

/** Stripe. Each event comes as a whole, its object in `data.data.object`; the order is not that of the events. */
export const stripe = {
  name: "stripe",
  aliases: [],
  title: "Stripe",
  status: "confirmed",
  facts: {
    sources: [
      "https://docs.stripe.com/webhooks",
      "https://github.com/stripe/stripe-node/blob/master/src/Webhooks.ts",
      "https://docs.stripe.com/api/webhook_endpoints",
    ],
    unconfirmed: ["How long Stripe waits for an answer, and the steps between its retries."],
  },
  credentials: [
    {
      name: "secret",
      description: "The endpoint's signing secret, whsec_…: Dashboard, Developers, Webhooks.",
      isRequired: true,
      isSecret: true,
    },
  ],
  answer: {
    deadlineMs: null,
    success: "2xx",
    retries: "For up to three days with growing pauses; in a sandbox three times within hours.",
  },
  verify: ({ headers, body, nowMs, toleranceSeconds, credentials }) =>
    contract.verify({ headers, body, nowMs, toleranceSeconds, secrets: credentials.secret ?? [] }),
  unified: [],
  normalise: normaliseStripe,
  register: stripeRegistrar,
} as const satisfies Platform;
