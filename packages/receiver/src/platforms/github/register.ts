import { RegistrationError } from "../../errors.ts";
import { at, idAt, listAt, textAt } from "../../json/fields.ts";
import type { CredentialField, Registrar, RegistrarInput, Registration } from "../platform.ts";
import { ask, needAnswer, needCredential, readPages } from "../registering.ts";

export const ACCESS_TOKEN: CredentialField = {
  name: "accessToken",
  description: "A token that may write the repository's webhooks (fine-grained: Webhooks; classic: admin:repo_hook).",
  isRequired: true,
  isSecret: true,
};
export const REPOSITORY: CredentialField = {
  name: "repository",
  description: "The repository as owner/name.",
  isRequired: true,
  isSecret: false,
};
const SECRET: CredentialField = {
  name: "secret",
  description: "Choose one: GitHub signs with it.",
  isRequired: true,
  isSecret: true,
};

const REPOSITORY_NAME = /^[A-Za-z0-9-]{1,39}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const PAGE_LENGTH = 100;

/**
 * A repository's webhooks. https://docs.github.com/en/rest/repos/webhooks
 *
 * Options: `events`, a list of names (default: `*`, all). The first `secret` becomes the webhook's.
 */
export const githubRegistrar: Registrar = {
  kind: "api",
  credentials: [ACCESS_TOKEN, REPOSITORY],
  async register({ url, options, ...input }) {
    const events = listAt(options, "events").filter((one) => typeof one === "string");
    const config = { url, content_type: "json", secret: needCredential(input.credentials, SECRET) };
    const json = { name: "web", active: true, events: events.length > 0 ? events : ["*"], config };
    return readHook(await ask(input, "GitHub", { method: "POST", url: hooksUrl(input), headers: sign(input), json }));
  },
  list: (input) =>
    readPages("GitHub", async (page = "1") => {
      const url = `${hooksUrl(input)}?per_page=${PAGE_LENGTH}&page=${page}`;
      const hooks = await ask(input, "GitHub", { method: "GET", url, headers: sign(input) });
      const found = Array.isArray(hooks) ? hooks.map(readHook) : [];
      return { found, next: found.length < PAGE_LENGTH ? undefined : String(Number(page) + 1) };
    }),
  async delete({ id, ...input }) {
    const url = `${hooksUrl(input)}/${encodeURIComponent(id)}`;
    await ask(input, "GitHub", { method: "DELETE", url, headers: sign(input) });
  },
};

export function sign({ credentials }: RegistrarInput) {
  return {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${needCredential(credentials, ACCESS_TOKEN)}`,
    "x-github-api-version": "2022-11-28",
    // GitHub answers 403 to who does not name itself.
    "user-agent": "tabellary",
  };
}

export function hooksUrl({ credentials }: RegistrarInput): string {
  const repository = needCredential(credentials, REPOSITORY);
  if (REPOSITORY_NAME.test(repository)) return `https://api.github.com/repos/${repository}/hooks`;
  throw new RegistrationError("registration_incomplete", `"${repository.slice(0, 80)}" is no repository: owner/name.`);
}

function readHook(hook: unknown): Registration {
  return {
    id: needAnswer(idAt(hook, "id"), "GitHub", "id"),
    url: textAt(hook, "config", "url") ?? "",
    isActive: at(hook, "active") === true,
    expiresAt: null,
  };
}
