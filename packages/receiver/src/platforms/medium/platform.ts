import { unifiedTypes } from "../../event.ts";
import type { Platform } from "../platform.ts";
import { relayAnswer, relayCredentials, verifyRelayed } from "../relayed.ts";
import { normaliseMedium, parseMedium } from "./normalise.ts";
import { mediumPoller } from "./poll.ts";

/** Medium has no webhooks, and an API that takes no new apps: its RSS feeds are all there is. */
export const medium = {
  name: "medium",
  aliases: [],
  title: "Medium",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://help.medium.com/hc/en-us/articles/214874118-RSS-feeds",
      "https://www.rssboard.org/rss-specification",
      "https://www.rfc-editor.org/rfc/rfc4685",
    ],
    unconfirmed: [
      "No current page of Medium's could be read: the fields of its feeds are those of feeds that others have recorded.",
      "Medium's feeds list an answer like a story and do not say that it is one: it is post.created. A feed that does say so, with thr:in-reply-to, makes comment.created.",
      "Medium publishes no limit for its feeds; a quarter of an hour is what readers of feeds keep to.",
    ],
  },
  credentials: relayCredentials,
  answer: relayAnswer,
  verify: verifyRelayed,
  parse: parseMedium,
  unified: unifiedTypes,
  normalise: normaliseMedium,
  poll: mediumPoller,
  register: {
    kind: "portal",
    portal:
      "Medium has no webhooks, so there is nothing to register: use polling. Its feeds are https://medium.com/feed/@<name>.",
  },
} as const satisfies Platform;
