import { pixelpatrol as contract } from "@tabellary/contracts";
import type { Platform } from "../platform.ts";
import { normalisePixelpatrol } from "./normalise.ts";

/** PixelPatrol. What it has decided of a medium, or a person there, is an action of moderation. */
export const pixelpatrol = {
  name: "pixelpatrol",
  aliases: ["pixel-patrol"],
  title: "PixelPatrol",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://docs.pixelpatrol.net/concepts/webhooks",
      "https://docs.pixelpatrol.net/features/webhook-notifications",
      "https://docs.pixelpatrol.net/api-reference/webhooks/payload-examples",
    ],
    unconfirmed: [
      'PixelPatrol\'s pages disagree on the signature; this is the one of "Webhooks": bare hex in X-PixelPatrol-Signature, the time not signed.',
      "A test event with its signature in the body (_pixelpatrol_signature) is refused: what signs it was not published.",
      "No signature made by PixelPatrol was at hand; the one printed is not that of the payload beside it.",
    ],
  },
  credentials: [
    {
      name: "secret",
      description: "The webhook's secret: the site's settings, Webhooks.",
      isRequired: true,
      isSecret: true,
    },
  ],
  answer: {
    deadlineMs: 30_000,
    success: "2xx",
    retries: "Four: after 1 minute, 5, 30 and 2 hours. Then it is kept as a dead letter for 30 days.",
  },
  verify: ({ headers, body, nowMs, toleranceSeconds, credentials }) =>
    contract.verify({ headers, body, nowMs, toleranceSeconds, secrets: credentials.secret ?? [] }),
  unified: ["moderation.action"],
  normalise: normalisePixelpatrol,
  register: {
    kind: "portal",
    portal:
      "In PixelPatrol open the site's settings, Webhooks: enter the address, generate the secret or enter your own, and choose the events.",
  },
} as const satisfies Platform;
