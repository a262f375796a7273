import type { Answer } from "../../answer.ts";
import type { AnswerRule, Platform } from "../platform.ts";
import { discordActor } from "./act.ts";
import { normaliseDiscord, replyToPing } from "./normalise.ts";
import { registrarOf } from "./register.ts";
import { verifyDiscord } from "./verify.ts";

const credentials = [
  {
    name: "publicKey",
    description: "The application's public key, 64 hexadecimal digits: discord.com/developers, General Information.",
    isRequired: true,
    isSecret: false,
  },
] as const;

const facts = {
  sources: [
    "https://docs.discord.com/developers/events/webhook-events",
    "https://docs.discord.com/developers/interactions/overview",
    "https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback",
    "https://docs.discord.com/developers/resources/application",
    "https://docs.discord.com/developers/resources/message#delete-message",
  ],
  unconfirmed: [
    "No signature made by Discord itself, with its key, was at hand: the known answers are made by others.",
  ],
} as const;

/** Empty, with a content type all the same: Discord wants one. */
const NO_CONTENT: Answer = { status: 204, headers: { "content-type": "application/json" }, body: "" };

const answer: AnswerRule = {
  deadlineMs: 3000,
  success: [204],
  retries: "With growing pauses for up to ten minutes; too many failures end it, with an e-mail.",
  taken: NO_CONTENT,
};

/**
 * Discord's webhook events: messages of lobbies and of a game's own, entitlements, authorisations. What is written in
 * servers comes by its gateway alone. Discord sends bad signatures on purpose now and then, and drops an address that
 * takes them.
 */
export const discord = {
  name: "discord",
  aliases: [],
  title: "Discord",
  status: "unconfirmed",
  facts,
  credentials,
  answer,
  verify: verifyDiscord,
  reply: (payload) => replyToPing(payload, NO_CONTENT),
  unified: ["comment.created", "comment.updated", "comment.deleted"],
  normalise: normaliseDiscord,
  register: registrarOf("webhookEvents"),
  act: discordActor,
} as const satisfies Platform;

/**
 * Discord's interactions: commands, buttons, modals. The answer that a person sees has to be given within three
 * seconds by `POST /interactions/{id}/{token}/callback`; then Discord wants 202 and no body here.
 */
export const discordInteractions = {
  name: "discord-interactions",
  aliases: [],
  title: "Discord (interactions)",
  status: "unconfirmed",
  facts,
  credentials,
  answer: {
    deadlineMs: 3000,
    success: "2xx",
    retries: "None: after three seconds the person is told that the application did not respond.",
    taken: { status: 202, headers: {}, body: "" },
  },
  verify: verifyDiscord,
  reply: (payload) => replyToPing(payload, NO_CONTENT),
  unified: [],
  normalise: normaliseDiscord,
  register: registrarOf("interactions"),
  act: discordActor,
} as const satisfies Platform;
