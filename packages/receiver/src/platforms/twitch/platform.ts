import { answerText } from "../../answer.ts";
import { textAt } from "../../json/fields.ts";
import { readHeaderText } from "../headers.ts";
import type { Platform } from "../platform.ts";
import { twitchActor } from "./act.ts";
import { normaliseTwitch } from "./normalise.ts";
import { twitchRegistrar } from "./register.ts";
import { verifyTwitch } from "./verify.ts";

/** Twitch EventSub. A message of a chat is a comment on its channel; what moderators and AutoMod do is an action. */
export const twitch = {
  name: "twitch",
  aliases: [],
  title: "Twitch",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://dev.twitch.tv/docs/eventsub/handling-webhook-events/",
      "https://dev.twitch.tv/docs/eventsub/reference/chat/",
      "https://dev.twitch.tv/docs/eventsub/reference/automod/",
      "https://dev.twitch.tv/docs/api/reference/#delete-chat-messages",
      "https://github.com/twitch-rs/twitch_api",
    ],
    unconfirmed: [
      "The bodies of chat and AutoMod events were read in twitch_api, whose tests hold recorded ones, not in Twitch's text.",
      "The calls that delete a message or decide a held one were read in copies of Twitch's reference.",
      "Twitch says to answer within a few seconds and gives no number, nor the steps between its retries.",
    ],
  },
  credentials: [
    {
      name: "secret",
      description: "The secret that the subscription was made with: 10 to 100 ASCII characters.",
      isRequired: true,
      isSecret: true,
    },
  ],
  answer: {
    deadlineMs: null,
    success: "2xx",
    retries: "Some; too many failures end the subscription, with a message of the type revocation.",
  },
  verify: verifyTwitch,
  // When a subscription is made: the challenge, as plain text and nothing else.
  reply(payload, { headers }) {
    const challenge = textAt(payload, "challenge");
    const kind = readHeaderText(headers, "Twitch-Eventsub-Message-Type");
    return kind === "webhook_callback_verification" && challenge !== undefined ? answerText(200, challenge) : undefined;
  },
  unified: ["comment.created", "moderation.action"],
  normalise: normaliseTwitch,
  register: twitchRegistrar,
  act: twitchActor,
} as const satisfies Platform;
