import { at, idAt, textAt } from "../../json/fields.ts";
import type { CredentialField, Registrar, RegistrarInput, Registration } from "../platform.ts";
import { ask, needAnswer, needCredential, needOption, readAddress } from "../registering.ts";

const TOKEN: CredentialField = {
  name: "token",
  description: "A service token of the organisation, or a secret of the application.",
  isRequired: true,
  isSecret: true,
};
const APPLICATION: CredentialField = {
  name: "applicationId",
  description: "The application whose events are wanted.",
  isRequired: true,
  isSecret: false,
};
const BASE_URL: CredentialField = {
  name: "baseUrl",
  description: "Where your own Hook0 is. Left out: https://app.hook0.com.",
  isRequired: false,
  isSecret: false,
};

/**
 * Subscriptions. https://github.com/hook0/hook0/blob/master/clients/typescript/src/generated/api.ts
 *
 * Options: `event_types`, a list, and `labels`. Hook0 makes the secret, and shows it whenever it is asked.
 */
export const hook0Registrar: Registrar = {
  kind: "api",
  credentials: [TOKEN, APPLICATION, BASE_URL],
  makesSecret: true,
  async register({ url, options, ...input }) {
    const json = {
      application_id: needCredential(input.credentials, APPLICATION),
      event_types: needOption(options, "event_types", "a list of the application's event types."),
      is_enabled: true,
      ...(options.labels !== undefined && { labels: options.labels }),
      target: { type: "http", method: "POST", url, headers: {} },
    };
    return readSubscription(
      await ask(input, "Hook0", { method: "POST", url: urlOf(input), headers: sign(input), json }),
    );
  },
  async list(input) {
    const url = urlOf(input) + query(input);
    const found = await ask(input, "Hook0", { method: "GET", url, headers: sign(input) });
    return Array.isArray(found) ? found.map(readSubscription) : [];
  },
  async delete({ id, ...input }) {
    const url = urlOf(input) + encodeURIComponent(id) + query(input);
    await ask(input, "Hook0", { method: "DELETE", url, headers: sign(input) });
  },
};

function sign({ credentials }: RegistrarInput) {
  return { authorization: `Bearer ${needCredential(credentials, TOKEN)}` };
}

function query({ credentials }: RegistrarInput): string {
  return `?application_id=${encodeURIComponent(needCredential(credentials, APPLICATION))}`;
}

function urlOf({ credentials }: RegistrarInput): string {
  return `${readAddress(credentials, BASE_URL, "https://app.hook0.com")}/api/v1/subscriptions/`;
}

function readSubscription(subscription: unknown): Registration {
  const secret = textAt(subscription, "secret");
  return {
    id: needAnswer(idAt(subscription, "subscription_id"), "Hook0", "subscription_id"),
    url: textAt(subscription, "target", "url") ?? "",
    isActive: at(subscription, "is_enabled") === true,
    expiresAt: null,
    ...(secret !== undefined && { secret }),
  };
}
