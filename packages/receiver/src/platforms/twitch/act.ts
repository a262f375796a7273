import { bearer, enforce, enforcementOf, failed, needsToken, unsupported } from "../call.ts";
import type { ActInput, Actor, Enforcement } from "../platform.ts";
import { CLIENT_ID } from "./register.ts";

const API = "https://api.twitch.tv/helix/moderation";

/**
 * Deletes a message of a chat, or lets one pass that AutoMod holds.
 * https://dev.twitch.tv/docs/api/reference/#delete-chat-messages, #manage-held-automod-messages
 */
export const twitchActor: Actor = {
  credentials: [
    CLIENT_ID,
    {
      name: "accessToken",
      description: "A moderator's user token: moderator:manage:chat_messages, moderator:manage:automod.",
      isRequired: true,
      isSecret: true,
    },
    {
      name: "moderatorId",
      description: "The user id of that moderator.",
      isRequired: true,
      isSecret: false,
    },
    {
      name: "broadcasterId",
      description: "The user id of the channel whose chat it is.",
      isRequired: true,
      isSecret: false,
    },
  ],
  rateLimit:
    "A bucket of points for each client id and user; after 429 `retryAfterMs` is the time until Ratelimit-Reset.",
  moderateComment,
};

/** Twitch's ids of messages are UUIDs. Without one the call would clear the whole chat. */
const MESSAGE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const USER_ID = /^\d{1,20}$/;

async function moderateComment(input: ActInput): Promise<Enforcement> {
  const { id, action, credentials } = input;
  if (action === "hide" || action === "flag") {
    return unsupported(
      "Twitch can delete a message, or let one pass that AutoMod holds; it has no call that hides or flags.",
    );
  }
  if (!MESSAGE_ID.test(id)) return unsupported(`"${id.slice(0, 40)}" is no id of a message on Twitch.`);
  const token = bearer(input);
  if (token === undefined) return needsToken("Twitch");
  const [clientId, moderator, broadcaster] = [CLIENT_ID.name, "moderatorId", "broadcasterId"].map(
    (name) => credentials[name]?.[0] ?? "",
  );
  if (!USER_ID.test(moderator!) || !USER_ID.test(broadcaster!) || clientId === "") {
    return enforcementOf(failed("Twitch needs clientId, moderatorId and broadcasterId: pass them to getPlatform."));
  }
  const headers = { ...token, "client-id": clientId! };
  if (action === "approve") {
    const json = { user_id: moderator, msg_id: id, action: "ALLOW" };
    return enforce(input, { method: "POST", url: `${API}/automod/message`, headers, json });
  }
  const query = new URLSearchParams({ broadcaster_id: broadcaster!, moderator_id: moderator!, message_id: id });
  return enforce(input, { method: "DELETE", url: `${API}/chat?${query}`, headers });
}
