import { greetMeta } from "../meta.ts";
import type { Platform } from "../platform.ts";
import { tiktokActor } from "./act.ts";
import { normaliseTiktok } from "./normalise.ts";
import { verifyTiktok } from "./verify.ts";

/**
 * TikTok: for developers (videos, authorisations) and for business (comments on one's own videos). Both sign alike.
 * The ids of comments and videos are beyond 2^53.
 */
export const tiktok = {
  name: "tiktok",
  aliases: ["tiktok-business"],
  title: "TikTok",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://developers.tiktok.com/doc/webhooks-overview",
      "https://developers.tiktok.com/doc/webhooks-events",
      "https://developers.tiktok.com/doc/webhooks-verification",
      "https://business-api.tiktok.com/portal/docs?id=1759978341579777",
    ],
    unconfirmed: [
      "The portal of the API for Business could not be read: its comment events (comment.update), that they are signed like those for developers, the call that hides a comment, and the codes of too many calls, are as others quote them.",
      "Whether comment.update carries the text is told in two ways; without it the comment's text is empty.",
      "TikTok publishes a signature without its secret, so no vector of its own could be checked.",
      "TikTok describes no check of an address. One that comes as hub.challenge is answered when there is a verifyToken.",
      "comment.post is a name of moderation_ai's page, which shows no payload.",
    ],
  },
  credentials: [
    {
      name: "clientSecret",
      description: "The app's client secret: https://developers.tiktok.com/apps. For business: the app's secret.",
      isRequired: true,
      isSecret: true,
      isTheirs: true,
    },
    {
      name: "verifyToken",
      description: "A text of your own, where something asks your address for hub.challenge. TikTok itself does not.",
      isRequired: false,
      isSecret: true,
    },
  ],
  answer: { deadlineMs: null, success: [200], retries: "For up to 72 hours, with ever longer waits." },
  handshake: greetMeta,
  verify: verifyTiktok,
  unified: ["comment.created", "comment.deleted", "moderation.action"],
  normalise: normaliseTiktok,
  register: {
    kind: "portal",
    portal:
      "Enter the address as the app's callback URL: https://developers.tiktok.com/apps, your app, Webhooks. All events are then sent. For comments (API for Business): https://business-api.tiktok.com/portal, your app.",
  },
  act: tiktokActor,
} as const satisfies Platform;
