import type { Platform } from "../platform.ts";
import { relayAnswer, relayCredentials, verifyRelayed } from "../relayed.ts";
import { blueskyActor } from "./act.ts";
import { normaliseBluesky } from "./normalise.ts";
import { blueskyPoller } from "./poll.ts";

/**
 * Bluesky has a stream (Jetstream, over a WebSocket) and no webhooks. A relay of the owner's posts the stream's messages
 * as they come; or the API is polled.
 */
export const bluesky = {
  name: "bluesky",
  aliases: ["jetstream"],
  title: "Bluesky",
  status: "confirmed",
  facts: {
    sources: [
      "https://github.com/bluesky-social/jetstream/blob/main/docs/README.md",
      "https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed",
      "https://docs.bsky.app/docs/api/app-bsky-notification-list-notifications",
      "https://github.com/bluesky-social/atproto/blob/main/lexicons/tools/ozone/moderation/emitEvent.json",
      "https://docs.bsky.app/docs/advanced-guides/rate-limits",
    ],
    unconfirmed: [
      "A deletion does not say whether it was an answer: it is post.deleted.",
      "Jetstream signs nothing: what is told is as true as the connection that the relay made.",
    ],
  },
  credentials: relayCredentials,
  answer: relayAnswer,
  verify: verifyRelayed,
  unified: ["comment.created", "comment.updated", "post.created", "post.updated", "post.deleted"],
  normalise: normaliseBluesky,
  poll: blueskyPoller,
  register: {
    kind: "portal",
    portal:
      "Bluesky has no webhooks, so there is nothing to register. Poll it, or let a relay of your own post what wss://jetstream1.us-east.bsky.network/subscribe sends: https://github.com/bluesky-social/jetstream",
  },
  act: blueskyActor,
} as const satisfies Platform;
