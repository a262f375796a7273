import { idAt, textAt } from "../../json/fields.ts";
import type { CredentialField, Registrar, RegistrarInput, Registration } from "../platform.ts";
import { ask, needAnswer, needCredential, readAddress, readPages } from "../registering.ts";
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
  list: (input) =>
    readPages("GitLab", async (page = "1") => {
      const url = `${hooksUrl(input)}?per_page=${PAGE_LENGTH}&page=${page}`;
      const hooks = await ask(input, "GitLab", { method: "GET", url, headers: sign(input) });
      const found = Array.isArray(hooks) ? hooks.map(readHook) : [];
      return { found, next: found.length < PAGE_LENGTH ? undefined : String(Number(page) + 1) };
    }),
  async delete({ id, ...input }) {
    const url = `${hooksUrl(input)}/${encodeURIComponent(id)}`;
    await ask(input, "GitLab", { method: "DELETE", url, headers: sign(input) });
  },
};

function sign({ credentials }: RegistrarInput) {
  return { "private-token": needCredential(credentials, ACCESS_TOKEN) };
}

function hooksUrl({ credentials }: RegistrarInput): string {
  const project = encodeURIComponent(needCredential(credentials, PROJECT));
  return `${readAddress(credentials, BASE_URL, "https://gitlab.com")}/api/v4/projects/${project}/hooks`;
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
