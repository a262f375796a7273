import { RegistrationError } from "../../errors.ts";
import { idAt, textAt } from "../../json/fields.ts";
import type { CredentialField, Credentials, Registrar, RegistrarInput, Registration } from "../platform.ts";
import { ask, needAnswer, needCredential } from "../registering.ts";
import { isSigningToken } from "./verify.ts";

const ACCESS_TOKEN: CredentialField = {
  name: "accessToken",
  description: "An access token with the scope api, of a maintainer of the project.",
  isRequired: true,
  isSecret: true,
};
const PROJECT: CredentialField = {
  name: "project",
  description: "The project's id, or its path such as group/name.",
  isRequired: true,
  isSecret: false,
};
const BASE_URL: CredentialField = {
  name: "baseUrl",
  description: "Where your own GitLab is. Left out: https://gitlab.com.",
  isRequired: false,
  isSecret: false,
};

const PAGE_LENGTH = 100;

/**
 * A project's webhooks. https://docs.gitlab.com/api/project_webhooks/
 *
 * Options are those of the API, such as `note_events: true`; without any, comments and pushes are sent. The first
 * `secret` is set as the signing token or the secret token that it is.
 */
export const gitlabRegistrar: Registrar = {
  kind: "api",
  credentials: [ACCESS_TOKEN, PROJECT, BASE_URL],
  async register({ url, options, ...input }) {
    const secret = input.credentials.secret?.[0];
    const json = {
      ...(Object.keys(options).length > 0 ? options : { note_events: true }),
      url,
      ...(secret && { [isSigningToken(secret) ? "signing_token" : "token"]: secret }),
    };
    return readHook(await ask(input, "GitLab", { method: "POST", url: hooksUrl(input), headers: sign(input), json }));
  },
  async list(input) {
    const found: Registration[] = [];
    for (let page = 1; ; page++) {
      const url = `${hooksUrl(input)}?per_page=${PAGE_LENGTH}&page=${page}`;
      const hooks = await ask(input, "GitLab", { method: "GET", url, headers: sign(input) });
      if (!Array.isArray(hooks)) return found;
      found.push(...hooks.map(readHook));
      if (hooks.length < PAGE_LENGTH) return found;
    }
  },
  async delete({ id, ...input }) {
    const url = `${hooksUrl(input)}/${encodeURIComponent(id)}`;
    await ask(input, "GitLab", { method: "DELETE", url, headers: sign(input) });
  },
};

function sign({ credentials }: RegistrarInput) {
  return { "private-token": needCredential(credentials, ACCESS_TOKEN) };
}

function hooksUrl({ credentials }: RegistrarInput): string {
  return `${baseOf(credentials)}/api/v4/projects/${encodeURIComponent(needCredential(credentials, PROJECT))}/hooks`;
}

function baseOf(credentials: Credentials): string {
  const base = credentials.baseUrl?.[0] ?? "https://gitlab.com";
  if (URL.canParse(base) && /^https?:/.test(base)) return base.replace(/\/+$/, "");
  throw new RegistrationError("registration_incomplete", `"${base.slice(0, 80)}" is no address: ${BASE_URL.description}`);
}

function readHook(hook: unknown): Registration {
  const status = textAt(hook, "alert_status");
  return {
    id: needAnswer(idAt(hook, "id"), "GitLab", "id"),
    url: textAt(hook, "url") ?? "",
    isActive: status === undefined ? null : status === "executable",
    expiresAt: null,
  };
}
