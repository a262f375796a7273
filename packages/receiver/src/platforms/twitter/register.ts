import { at, idAt, listAt, textAt } from "../../json/fields.ts";
import type { CredentialField, Credentials, Registrar, Registration } from "../platform.ts";
import { ask, needAnswer, needCredential } from "../registering.ts";

const bearerToken: CredentialField = {
  name: "bearerToken",
  description: "The app's bearer token (app-only): Developer portal, Keys and tokens.",
  isRequired: true,
  isSecret: true,
};

const WEBHOOKS = "https://api.x.com/2/webhooks";

/**
 * An app's webhooks; X asks the address for its challenge before it answers. What is to come has then to be subscribed
 * to, by user: `POST /2/activity/subscriptions`. https://docs.x.com/x-api/webhooks/quickstart
 */
export const twitterRegistrar: Registrar = {
  kind: "api",
  credentials: [bearerToken],
  async register({ url, ...input }) {
    const headers = headersOf(input.credentials);
    const answer = await ask(input, "X", { method: "POST", url: WEBHOOKS, headers, json: { url } });
    // The quickstart shows the webhook under `data`; the endpoint's reference shows it bare.
    return needAnswer(readWebhook(at(answer, "data") ?? answer)[0], "X", "webhook with an id");
  },
  async list(input) {
    const answer = await ask(input, "X", { method: "GET", url: WEBHOOKS, headers: headersOf(input.credentials) });
    return listAt(answer, "data").flatMap(readWebhook);
  },
  async delete({ id, ...input }) {
    const url = `${WEBHOOKS}/${encodeURIComponent(id)}`;
    await ask(input, "X", { method: "DELETE", url, headers: headersOf(input.credentials) });
  },
};

function headersOf(credentials: Credentials): { authorization: string } {
  return { authorization: `Bearer ${needCredential(credentials, bearerToken)}` };
}

/** `valid` is false from a failed challenge until one is passed. */
function readWebhook(value: unknown): Registration[] {
  const id = idAt(value, "id");
  const url = textAt(value, "url");
  const isValid = at(value, "valid");
  if (id === undefined || url === undefined) return [];
  return [{ id, url, isActive: typeof isValid === "boolean" ? isValid : null, expiresAt: null }];
}
