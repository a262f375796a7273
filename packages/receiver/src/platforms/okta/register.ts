import { RegistrationError } from "../../errors.ts";
import { idAt, textAt } from "../../json/fields.ts";
import type { CredentialField, Registrar, RegistrarInput, Registration } from "../platform.ts";
import { ask, needAnswer, needCredential, needOption } from "../registering.ts";

const DOMAIN: CredentialField = {
  name: "domain",
  description: "Your Okta's own domain, such as example.okta.com.",
  isRequired: true,
  isSecret: false,
};
const API_TOKEN: CredentialField = {
  name: "apiToken",
  description: "An API token (SSWS) of an administrator that may manage event hooks.",
  isRequired: true,
  isSecret: true,
};
const SECRET: CredentialField = {
  name: "secret",
  description: "Choose one: Okta sends it in the header.",
  isRequired: true,
  isSecret: true,
};

const DOMAIN_NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/**
 * Event hooks. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/
 *
 * Options: `events`, a list of event types, and `name`. A new hook is verified at once, so the receiver has to run.
 * An end is two calls: only a hook that rests can be deleted.
 */
export const oktaRegistrar: Registrar = {
  kind: "api",
  credentials: [DOMAIN, API_TOKEN],
  async register({ url, options, ...input }) {
    const items = needOption(options, "events", "a list of event types, such as user.session.start.");
    const key = input.credentials.header?.[0] ?? "Authorization";
    const authScheme = { type: "HEADER", key, value: needCredential(input.credentials, SECRET) };
    const json = {
      name: textAt(options, "name") ?? "Tabellary",
      events: { type: "EVENT_TYPE", items },
      channel: { type: "HTTP", version: "1.0.0", config: { uri: url, headers: [], method: "POST", authScheme } },
    };
    const made = await ask(input, "Okta", { method: "POST", url: hooksUrl(input), headers: sign(input), json });
    const { id } = readHook(made);
    const verify = `${hooksUrl(input)}/${encodeURIComponent(id)}/lifecycle/verify`;
    return readHook(await ask(input, "Okta", { method: "POST", url: verify, headers: sign(input) }));
  },
  async list(input) {
    const hooks = await ask(input, "Okta", { method: "GET", url: hooksUrl(input), headers: sign(input) });
    return Array.isArray(hooks) ? hooks.map(readHook) : [];
  },
  async delete({ id, ...input }) {
    const url = `${hooksUrl(input)}/${encodeURIComponent(id)}`;
    await ask(input, "Okta", { method: "POST", url: `${url}/lifecycle/deactivate`, headers: sign(input) });
    await ask(input, "Okta", { method: "DELETE", url, headers: sign(input) });
  },
};

function sign({ credentials }: RegistrarInput) {
  return { authorization: `SSWS ${needCredential(credentials, API_TOKEN)}` };
}

function hooksUrl({ credentials }: RegistrarInput): string {
  const domain = needCredential(credentials, DOMAIN);
  if (DOMAIN_NAME.test(domain)) return `https://${domain}/api/v1/eventHooks`;
  throw new RegistrationError(
    "registration_incomplete",
    `"${domain.slice(0, 80)}" is no domain: ${DOMAIN.description}`,
  );
}

function readHook(hook: unknown): Registration {
  const isVerified = textAt(hook, "verificationStatus") === "VERIFIED";
  return {
    id: needAnswer(idAt(hook, "id"), "Okta", "id"),
    url: textAt(hook, "channel", "config", "uri") ?? "",
    isActive: isVerified && textAt(hook, "status") === "ACTIVE",
    expiresAt: null,
  };
}
