import type { Platform } from "../platform.ts";
import { relayAnswer, relayCredentials, verifyRelayed } from "../relayed.ts";
import { redditActor } from "./act.ts";
import { normaliseReddit } from "./normalise.ts";
import { redditPoller } from "./poll.ts";

/** Reddit sends no webhooks: it is polled, or a relay of the owner's hands on what it reads. */
export const reddit = {
  name: "reddit",
  aliases: [],
  title: "Reddit",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://www.reddit.com/dev/api",
      "https://github.com/reddit-archive/reddit/wiki/OAuth2",
      "https://github.com/reddit-archive/reddit/wiki/API",
      "https://github.com/reddit-archive/reddit/wiki/JSON",
      "https://github.com/cgoss/Moderation-ai/blob/main/docs/api-reference/webhooks.md",
    ],
    unconfirmed: [
      "Reddit has no webhooks. comment.post, post.submit and modaction are names of moderation_ai's page, and its shape alone is known.",
      "100 calls a minute is Reddit's announcement of 2023; its older pages say 60. Which apps are let in today was not read in a page of Reddit's.",
      "The fields of an entry of the moderation log were seen in code of others and in answers that people printed.",
    ],
  },
  credentials: relayCredentials,
  answer: relayAnswer,
  verify: verifyRelayed,
  unified: ["comment.created", "comment.updated", "post.created", "post.updated", "moderation.action"],
  normalise: normaliseReddit,
  poll: redditPoller,
  register: {
    kind: "portal",
    portal:
      "Reddit has no webhooks, so there is nothing to register. Make an app at https://www.reddit.com/prefs/apps and poll the subreddit with it.",
  },
  act: redditActor,
} as const satisfies Platform;
