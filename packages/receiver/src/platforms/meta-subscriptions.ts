/**
 * The webhooks of an app of Meta's: one for each kind of object, with one address and its fields.
 * https://developers.facebook.com/docs/graph-api/webhooks/subscriptions-edge
 * https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
 */
import { RegistrationError } from "../errors.ts";
import { at, listAt, textAt } from "../json/fields.ts";
import { saysSuccess } from "./meta.ts";
import type { CredentialField, Credentials, Registrar, Registration } from "./platform.ts";
import { ask, needCredential } from "./registering.ts";

/** Without a version a call goes to the oldest that still lives, and changes when that dies. */
export const GRAPH = "https://graph.facebook.com/v25.0";

const appId: CredentialField = {
  name: "appId",
  description: "The app's id: App Dashboard, Settings, Basic.",
  isRequired: true,
  isSecret: false,
};
const appSecret: CredentialField = {
  name: "appSecret",
  description: "The App Secret: App Dashboard, Settings, Basic.",
  isRequired: true,
  isSecret: true,
};
const verifyToken: CredentialField = {
  name: "verifyToken",
  description: "A text of your own; Meta shows it with the challenge that it sends to the address.",
  isRequired: true,
  isSecret: true,
};

export interface MetaSubscription {
  title: string;
  object: string;
  /** What is subscribed to when the option `fields` does not say. */
  fields: readonly string[];
  /** What installs the app on an account, so that its notifications come: the account's token, its id, its address. */
  install: {
    token: CredentialField;
    /** Left out: the token says whose it is. */
    account?: CredentialField;
    /** The address of the account's edge `subscribed_apps`; undefined where it is not known. */
    edge(credentials: Credentials): string | undefined;
  };
}

/**
 * Registers the address with the app, and installs the app on the account whose token is there. Meta asks the address
 * for the challenge before it answers. A registration's id is its kind of object; another address for the same kind
 * takes the place of the one before.
 */
export function metaRegistrar({ title, object, fields, install }: MetaSubscription): Registrar {
  return {
    kind: "api",
    credentials: [appId, appSecret, verifyToken, install.token, ...(install.account ? [install.account] : [])],
    async register({ url, options, ...input }) {
      const asked = listAt(options, "fields").filter((field) => typeof field === "string");
      const wanted = (asked.length > 0 ? asked : fields).join(",");
      const form = new URLSearchParams({
        object,
        callback_url: url,
        fields: wanted,
        verify_token: needCredential(input.credentials, verifyToken),
        include_values: "true",
      });
      confirm(await ask(input, title, { method: "POST", ...edgeOf(input.credentials), form }), title);
      const edge = install.edge(input.credentials);
      const token = input.credentials[install.token.name]?.[0];
      if (edge !== undefined && token !== undefined) {
        const headers = { authorization: `Bearer ${token}` };
        const body = new URLSearchParams({ subscribed_fields: wanted });
        confirm(await ask(input, title, { method: "POST", url: edge, headers, form: body }), title);
      }
      return { id: object, url, isActive: true, expiresAt: null };
    },
    async list(input) {
      const answer = await ask(input, title, { method: "GET", ...edgeOf(input.credentials) });
      return listAt(answer, "data").flatMap((one) => readSubscription(one, object));
    },
    async delete({ id, ...input }) {
      const { url, headers } = edgeOf(input.credentials);
      const query = new URLSearchParams({ object: id });
      confirm(await ask(input, title, { method: "DELETE", url: `${url}?${query}`, headers }), title);
    },
  };
}

function confirm(answer: unknown, title: string): void {
  if (saysSuccess(answer)) return;
  throw new RegistrationError("registration_failed", `${title} answered, and did not say that it was done.`);
}

/** With an app access token, which is the app's id and secret. */
function edgeOf(credentials: Credentials): { url: string; headers: { authorization: string } } {
  const id = needCredential(credentials, appId);
  const token = `${id}|${needCredential(credentials, appSecret)}`;
  return { url: `${GRAPH}/${encodeURIComponent(id)}/subscriptions`, headers: { authorization: `Bearer ${token}` } };
}

function readSubscription(value: unknown, object: string): Registration[] {
  const url = textAt(value, "callback_url");
  const isActive = at(value, "active");
  if (url === undefined || textAt(value, "object") !== object) return [];
  return [{ id: object, url, isActive: typeof isActive === "boolean" ? isActive : null, expiresAt: null }];
}
