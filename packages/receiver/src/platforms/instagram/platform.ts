import { greetMeta, META_UNCONFIRMED, metaAnswer, metaCredentials, verifyMeta } from "../meta.ts";
import type { Platform } from "../platform.ts";
import { instagramActor } from "./act.ts";
import { normaliseInstagram } from "./normalise.ts";
import { instagramRegistrar } from "./register.ts";

/** Instagram, by either login. Needs Advanced Access and a live app before real comments arrive. */
export const instagram = {
  name: "instagram",
  aliases: [],
  title: "Instagram",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://developers.facebook.com/docs/graph-api/webhooks/getting-started",
      "https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram",
      "https://developers.facebook.com/docs/instagram-platform/comment-moderation",
    ],
    unconfirmed: [
      META_UNCONFIRMED,
      "Whether an entry's time stays the same when a notification is sent again: for comments it is not used.",
      "That Graph API takes the token in the Authorization header for moderation is how its other calls work; the page shows a query parameter.",
    ],
  },
  credentials: metaCredentials,
  answer: metaAnswer,
  handshake: greetMeta,
  verify: verifyMeta,
  unified: ["comment.created"],
  normalise: normaliseInstagram,
  register: instagramRegistrar,
  act: instagramActor,
} as const satisfies Platform;
