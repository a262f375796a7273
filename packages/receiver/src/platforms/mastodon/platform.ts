import { digestHeader } from "@tabellary/contracts/schemes";
import type { Platform } from "../platform.ts";
import { verifyScheme } from "../signature.ts";
import { mastodonActor } from "./act.ts";
import { normaliseMastodon } from "./normalise.ts";
import { mastodonPoller } from "./poll.ts";

/** SHA-256 under the older of the two header names: it is WebSub's, which Mastodon took over, and no SHA-1. */
export const mastodonSignature = digestHeader({
  header: "X-Hub-Signature",
  algorithm: "sha256",
  encoding: "hex",
  prefix: "sha256=",
});

/** Mastodon: the webhooks of a server's administrators, and polling for everybody else. A deletion is never told. */
export const mastodon = {
  name: "mastodon",
  aliases: [],
  title: "Mastodon",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://docs.joinmastodon.org/admin/webhooks/",
      "https://github.com/mastodon/mastodon/blob/main/app/workers/webhooks/delivery_worker.rb",
      "https://docs.joinmastodon.org/entities/Status/",
      "https://docs.joinmastodon.org/methods/notifications/",
      "https://docs.joinmastodon.org/methods/timelines/",
      "https://docs.joinmastodon.org/methods/admin/reports/",
      "https://docs.joinmastodon.org/api/rate-limits/",
    ],
    unconfirmed: [
      "No signature of Mastodon's with its secret is published: the scheme is that of its source.",
      "A webhook with a payload template of its own cannot be understood: leave the template empty.",
      "How long Mastodon waits for an answer was not read.",
    ],
  },
  credentials: [
    {
      name: "secret",
      description: "The webhook's signing secret: Administration, Webhooks, the webhook's page.",
      isRequired: true,
      isSecret: true,
      isTheirs: true,
    },
  ],
  answer: {
    deadlineMs: null,
    success: "2xx",
    retries: "Sixteen, with ever longer waits; none after most answers of 4xx.",
  },
  verify: (incoming) => verifyScheme(mastodonSignature, incoming, "secret"),
  unified: ["comment.created", "comment.updated", "post.created", "post.updated", "moderation.action"],
  normalise: normaliseMastodon,
  poll: mastodonPoller,
  register: {
    kind: "portal",
    portal:
      "An administrator adds the address on your server's own page: Administration, Webhooks, https://<your server>/admin/webhooks/new. Leave the payload template empty.",
  },
  act: mastodonActor,
} as const satisfies Platform;
