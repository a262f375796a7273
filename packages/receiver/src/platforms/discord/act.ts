import { at } from "../../json/fields.ts";
import { type CallFailure, enforce, enforcementOf, failed, tooOften, unsupported } from "../call.ts";
import type { ActInput, Actor, CredentialField, Enforcement } from "../platform.ts";
import { waitMsAt } from "../rate-limit.ts";

export const BOT_TOKEN = {
  name: "botToken",
  description: "The token of the application's bot: discord.com/developers, Bot.",
  isRequired: true,
  isSecret: true,
} as const satisfies CredentialField;

/** Discord refuses who does not say what it is. https://docs.discord.com/developers/reference#user-agent */
export function signAsBot(token: string) {
  return {
    authorization: `Bot ${token}`,
    "user-agent": "DiscordBot (https://www.npmjs.com/package/@tabellary/receiver, 0.1.0)",
  };
}

/**
 * Deletes a message of a channel. https://docs.discord.com/developers/resources/message#delete-message
 * The bot needs MANAGE_MESSAGES there. A message's id says nothing of its channel: it is written `channel:message`.
 */
export const discordActor: Actor = {
  credentials: [BOT_TOKEN],
  rateLimit: "By channel, and not published; after 429 `retryAfterMs` is what Retry-After says.",
  moderateComment,
};

const MESSAGE_ID = /^(\d{1,20}):(\d{1,20})$/;

async function moderateComment(input: ActInput): Promise<Enforcement> {
  if (input.action !== "remove") {
    return unsupported("Discord can delete a message; it has no call that hides, flags or approves one.");
  }
  const match = MESSAGE_ID.exec(input.id);
  if (match === null) return unsupported(`"${input.id.slice(0, 40)}" is no message of a channel: channel:message.`);
  const token = input.credentials.botToken?.[0];
  if (token === undefined) return enforcementOf(failed("There is no botToken for Discord: pass one to getPlatform."));
  const url = `https://discord.com/api/v10/channels/${match[1]}/messages/${match[2]}`;
  return enforce(input, { method: "DELETE", url, headers: signAsBot(token) }, { asLimited });
}

/**
 * Limits of writing to a channel and to a server, of a service behind the API, and an API that has too much to do.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 */
const TOO_MANY_CODES: ReadonlySet<unknown> = new Set([20028, 20029, 40062, 130000]);

/** `retry_after`: seconds, with a fraction. https://docs.discord.com/developers/topics/rate-limits#exceeding-a-rate-limit */
function asLimited(failure: CallFailure): CallFailure {
  const isLimited = failure.isTooOften || TOO_MANY_CODES.has(at(failure.body, "code"));
  return isLimited ? tooOften(failure, failure.retryAfterMs ?? waitMsAt(failure.body, "retry_after")) : failure;
}
