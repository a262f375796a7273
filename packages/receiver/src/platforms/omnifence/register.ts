import { RegistrationError } from "../../errors.ts";
import type { CredentialField, Registrar, RegistrarInput } from "../platform.ts";
import { ask, needCredential } from "../registering.ts";

const API_KEY: CredentialField = {
  name: "apiKey",
  description: "An API key with the scope webhook:manage.",
  isRequired: true,
  isSecret: true,
};

const WEBHOOK = "https://api.omnifence.ai/api/v1/webhook/register";

/** An account has one address: registering again replaces it. It has no id and cannot be listed. */
export const omnifenceRegistrar: Registrar = {
  kind: "api",
  credentials: [API_KEY],
  async register({ url, options: _, ...input }) {
    await ask(input, "OmniFence", { method: "POST", url: WEBHOOK, headers: sign(input), json: { url } });
    return { id: "default", url, isActive: null, expiresAt: null };
  },
  async list() {
    throw new RegistrationError(
      "registration_unlistable",
      "OmniFence has no call that says which address is registered.",
    );
  },
  async delete(input) {
    await ask(input, "OmniFence", { method: "DELETE", url: WEBHOOK, headers: sign(input) });
  },
};

function sign({ credentials }: RegistrarInput) {
  return { authorization: `Bearer ${needCredential(credentials, API_KEY)}` };
}
