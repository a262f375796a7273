import { idAt, listAt, textAt } from "../../json/fields.ts";
import type { CredentialField, Registrar, RegistrarInput, Registration } from "../platform.ts";
import { ask, needAnswer, needCredential, needOption, readPages } from "../registering.ts";

export const CLIENT_ID: CredentialField = {
  name: "clientId",
  description: "The application's client id: dev.twitch.tv/console/apps.",
  isRequired: true,
  isSecret: false,
};
const APP_TOKEN: CredentialField = {
  name: "appAccessToken",
  description: "An app access token (client credentials). A user's token cannot make webhook subscriptions.",
  isRequired: true,
  isSecret: true,
};
const SECRET: CredentialField = {
  name: "secret",
  description: "Choose one of 10 to 100 ASCII characters: Twitch signs with it.",
  isRequired: true,
  isSecret: true,
};

const SUBSCRIPTIONS = "https://api.twitch.tv/helix/eventsub/subscriptions";

/**
 * EventSub subscriptions. https://dev.twitch.tv/docs/api/reference/#create-eventsub-subscription
 *
 * Options: `type`, `condition`, and `version` (default: 1). A new one is verified by a challenge, so the receiver has to
 * run, on https and port 443; until it has answered, `isActive` is false.
 */
export const twitchRegistrar: Registrar = {
  kind: "api",
  credentials: [CLIENT_ID, APP_TOKEN],
  async register({ url, options, ...input }) {
    const json = {
      type: needOption(options, "type", "a subscription type, such as channel.chat.message."),
      version: textAt(options, "version") ?? "1",
      condition: needOption(options, "condition", "whose events, such as { broadcaster_user_id, user_id }."),
      transport: { method: "webhook", callback: url, secret: needCredential(input.credentials, SECRET) },
    };
    const made = await ask(input, "Twitch", { method: "POST", url: SUBSCRIPTIONS, headers: sign(input), json });
    return readSubscription(listAt(made, "data")[0]);
  },
  list: (input) =>
    readPages("Twitch", async (after) => {
      const url = after === undefined ? SUBSCRIPTIONS : `${SUBSCRIPTIONS}?after=${encodeURIComponent(after)}`;
      const page = await ask(input, "Twitch", { method: "GET", url, headers: sign(input) });
      const webhooks = listAt(page, "data").filter((one) => textAt(one, "transport", "method") === "webhook");
      return { found: webhooks.map(readSubscription), next: textAt(page, "pagination", "cursor") || undefined };
    }),
  async delete({ id, ...input }) {
    const url = `${SUBSCRIPTIONS}?id=${encodeURIComponent(id)}`;
    await ask(input, "Twitch", { method: "DELETE", url, headers: sign(input) });
  },
};

function sign({ credentials }: RegistrarInput) {
  return {
    authorization: `Bearer ${needCredential(credentials, APP_TOKEN)}`,
    "client-id": needCredential(credentials, CLIENT_ID),
  };
}

function readSubscription(subscription: unknown): Registration {
  return {
    id: needAnswer(idAt(subscription, "id"), "Twitch", "data[0].id"),
    url: textAt(subscription, "transport", "callback") ?? "",
    isActive: textAt(subscription, "status") === "enabled",
    expiresAt: null,
  };
}
