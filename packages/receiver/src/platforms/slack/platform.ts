import { answerText } from "../../answer.ts";
import { textAt } from "../../json/fields.ts";
import type { Platform } from "../platform.ts";
import { slackActor } from "./act.ts";
import { normaliseSlack, parseSlack } from "./normalise.ts";
import { verifySlack } from "./verify.ts";

/**
 * Slack: the Events API, and what interactive parts and slash commands post. A message of a channel is a post, an
 * answer in its thread a comment. The id of either is `channel:ts`, since `ts` is unique in its channel alone.
 */
export const slack = {
  name: "slack",
  aliases: [],
  title: "Slack",
  status: "confirmed",
  facts: {
    sources: [
      "https://docs.slack.dev/authentication/verifying-requests-from-slack",
      "https://docs.slack.dev/apis/events-api",
      "https://docs.slack.dev/reference/events/message",
      "https://docs.slack.dev/reference/methods/chat.delete",
    ],
    unconfirmed: ["Slack is said to stop sending to an app when more than 95 % of an hour's requests fail."],
  },
  credentials: [
    {
      name: "signingSecret",
      description: "The app's signing secret: api.slack.com/apps, Basic Information, App Credentials.",
      isRequired: true,
      isSecret: true,
      isTheirs: true,
    },
  ],
  answer: { deadlineMs: 3000, success: "2xx", retries: "Three: almost at once, after a minute, after five." },
  verify: verifySlack,
  parse: parseSlack,
  // Signed like all else, when the request URL is saved.
  reply(payload) {
    const challenge = textAt(payload, "challenge");
    return textAt(payload, "type") === "url_verification" && challenge !== undefined
      ? answerText(200, challenge)
      : undefined;
  },
  unified: ["comment.created", "comment.updated", "comment.deleted", "post.created", "post.updated", "post.deleted"],
  normalise: normaliseSlack,
  register: {
    kind: "portal",
    portal:
      "https://api.slack.com/apps, the app, Event Subscriptions: enter the request URL, then choose the events. It is checked at once, so the receiver has to run.",
  },
  act: slackActor,
} as const satisfies Platform;
