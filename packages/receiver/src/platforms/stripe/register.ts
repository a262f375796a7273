import { idAt, listAt, textAt } from "../../json/fields.ts";
import type { CredentialField, Registrar, RegistrarInput, Registration } from "../platform.ts";
import { ask, needAnswer, needCredential, readPages } from "../registering.ts";

const API_KEY: CredentialField = {
  name: "apiKey",
  description: "A secret key, sk_…, or a restricted one that may write webhook endpoints.",
  isRequired: true,
  isSecret: true,
};

const ENDPOINTS = "https://api.stripe.com/v1/webhook_endpoints";
const PAGE_LENGTH = 100;

/**
 * Webhook endpoints. https://docs.stripe.com/api/webhook_endpoints
 *
 * Options: `events`, a list of types (default: all). The signing secret is in the answer to `register` and in no other.
 */
export const stripeRegistrar: Registrar = {
  kind: "api",
  credentials: [API_KEY],
  makesSecret: true,
  async register({ url, options, ...input }) {
    const events = listAt(options, "events").filter((one) => typeof one === "string");
    const form = new URLSearchParams({ url });
    for (const event of events.length > 0 ? events : ["*"]) form.append("enabled_events[]", event);
    return readEndpoint(
      await ask(input, "Stripe", { method: "POST", url: ENDPOINTS, headers: authorise(input), form }),
    );
  },
  list: (input) =>
    readPages("Stripe", async (after) => {
      const query = after === undefined ? "" : `&starting_after=${encodeURIComponent(after)}`;
      const url = `${ENDPOINTS}?limit=${PAGE_LENGTH}${query}`;
      const page = await ask(input, "Stripe", { method: "GET", url, headers: authorise(input) });
      const found = listAt(page, "data").map(readEndpoint);
      return { found, next: found.length < PAGE_LENGTH ? undefined : found.at(-1)?.id };
    }),
  async delete({ id, ...input }) {
    const url = `${ENDPOINTS}/${encodeURIComponent(id)}`;
    await ask(input, "Stripe", { method: "DELETE", url, headers: authorise(input) });
  },
};

function authorise({ credentials }: RegistrarInput) {
  return { authorization: `Bearer ${needCredential(credentials, API_KEY)}` };
}

function readEndpoint(endpoint: unknown): Registration {
  const secret = textAt(endpoint, "secret");
  return {
    id: needAnswer(idAt(endpoint, "id"), "Stripe", "id"),
    url: textAt(endpoint, "url") ?? "",
    isActive: textAt(endpoint, "status") === "enabled",
    expiresAt: null,
    ...(secret !== undefined && { secret }),
  };
}
