import { greetMeta, META_UNCONFIRMED, metaAnswer, metaCredentials, verifyMeta } from "../meta.ts";
import type { Platform } from "../platform.ts";
import { facebookActor } from "./act.ts";
import { normaliseFacebook } from "./normalise.ts";
import { facebookRegistrar } from "./register.ts";

/** Facebook Pages: the field `feed`. The app has to be installed on the Page. */
export const facebook = {
  name: "facebook",
  aliases: ["facebook-page"],
  title: "Facebook",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://developers.facebook.com/docs/graph-api/webhooks/getting-started",
      "https://developers.facebook.com/docs/graph-api/webhooks/getting-started/webhooks-for-pages",
      "https://developers.facebook.com/docs/graph-api/webhooks/reference/page",
      "https://developers.facebook.com/docs/graph-api/webhooks/subscriptions-edge",
      "https://developers.facebook.com/docs/graph-api/reference/comment",
      "https://developers.facebook.com/docs/graph-api/overview/rate-limiting",
    ],
    unconfirmed: [
      META_UNCONFIRMED,
      "Meta publishes no X-Hub-Signature-256 with its secret, so no vector of its own could be checked.",
      "Meta publishes no sample of each verb: that an edit is `edited` and a deletion `remove` was seen in code of others; `edit`, `update` and `delete` are taken for the same.",
      "That `from` of a hidden comment is its author, and no moderator, is not said; so no moderator is named.",
      "The permissions that hiding needs, and the parameters that end a subscription, were read in texts of others.",
      "That Graph API takes tokens in the Authorization header is how its other calls work; the pages show a parameter.",
    ],
  },
  credentials: metaCredentials,
  answer: metaAnswer,
  handshake: greetMeta,
  verify: verifyMeta,
  unified: [
    "comment.created",
    "comment.updated",
    "comment.deleted",
    "post.created",
    "post.updated",
    "post.deleted",
    "moderation.action",
  ],
  normalise: normaliseFacebook,
  register: facebookRegistrar,
  act: facebookActor,
} as const satisfies Platform;
