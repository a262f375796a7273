import type { Platform } from "../platform.ts";
import { youtubeActor } from "./act.ts";
import { normaliseYoutube, parseYoutube } from "./normalise.ts";
import { youtubePoller } from "./poll.ts";
import { youtubeRegistrar } from "./register.ts";
import { greetYoutubeHub, verifyYoutube } from "./verify.ts";

/**
 * YouTube. Its hub pushes feeds of new and changed videos (WebSub); Pub/Sub pushes what you or other products of Google
 * publish. Comments are pushed by nobody, and polled.
 */
export const youtube = {
  name: "youtube",
  aliases: [],
  title: "YouTube",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://developers.google.com/youtube/v3/guides/push_notifications",
      "https://www.w3.org/TR/websub/",
      "https://docs.cloud.google.com/pubsub/docs/authenticate-push-subscriptions",
      "https://developers.google.com/youtube/v3/docs/commentThreads/list",
    ],
    unconfirmed: [
      "That Google's hub signs with sha1 was seen in code of others; all four methods of WebSub are taken.",
      "The shape of a deleted entry was seen in code of others.",
      "That Google's hub grants five days and no more is told by others; what it grants is what counts.",
      "That Google's hub shows hub.verify_token follows from its own page, by which it conforms to PubSubHubbub 0.3 too.",
      "Nothing tells an upload from an edit: within ten minutes of its publication a video counts as new.",
    ],
  },
  credentials: [
    {
      name: "hubSecret",
      description: "The hub.secret that the feed was subscribed with.",
      isRequired: false,
      isSecret: true,
    },
    {
      name: "channels",
      description: "The ids of the channels (UC…) that were subscribed to, or the addresses of their feeds.",
      isRequired: false,
      isSecret: false,
    },
    {
      name: "verifyToken",
      description: "The hub.verify_token that the feed was subscribed with, if any.",
      isRequired: false,
      isSecret: true,
    },
    {
      name: "audience",
      description: "The audience of the Pub/Sub push subscription.",
      isRequired: false,
      isSecret: false,
    },
    {
      name: "serviceAccount",
      description: "The e-mail address of the account that the Pub/Sub push subscription authenticates as.",
      isRequired: false,
      isSecret: false,
    },
  ],
  // Pub/Sub takes 102, 200, 201, 202 and 204 for an acknowledgement; the hub any 2xx.
  answer: {
    deadlineMs: 10_000,
    success: [200, 201, 202, 204],
    retries: "Pub/Sub until it is acknowledged, for seven days.",
  },
  handshake: greetYoutubeHub,
  verify: verifyYoutube,
  parse: parseYoutube,
  unified: ["comment.created", "comment.updated", "comment.deleted", "post.created", "post.updated", "post.deleted"],
  normalise: normaliseYoutube,
  poll: youtubePoller,
  register: youtubeRegistrar,
  act: youtubeActor,
} as const satisfies Platform;
