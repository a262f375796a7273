import { at, idAt, textAt } from "../../json/fields.ts";
import type { CredentialField, Registrar, RegistrarInput, Registration } from "../platform.ts";
import { ask, needAnswer, needCredential } from "../registering.ts";
import { BOT_TOKEN, signAsBot } from "./act.ts";

/** Of an application: 1 is off, 2 on, 3 switched off by Discord. */
const OFF = 1;
const ON = 2;

const APPLICATION = "https://discord.com/api/v10/applications/@me";

/**
 * The addresses of an application, which has one of each kind: to register is to set it, to delete to unset it.
 * https://docs.discord.com/developers/resources/application#edit-current-application
 *
 * Options: `types`, a list of webhook event types. Discord asks the address at once, so the receiver has to run.
 */
export function registrarOf(kind: "webhookEvents" | "interactions"): Registrar {
  const read = kind === "interactions" ? readInteractions : readWebhookEvents;
  return {
    kind: "api",
    credentials: [BOT_TOKEN satisfies CredentialField],
    async register({ url, options, ...input }) {
      const json =
        kind === "interactions"
          ? { interactions_endpoint_url: url }
          : {
              event_webhooks_url: url,
              event_webhooks_status: ON,
              ...(options.types !== undefined && { event_webhooks_types: options.types }),
            };
      const registration = read(await ask(input, "Discord", { method: "PATCH", ...target(input), json }));
      return needAnswer(registration, "Discord", "address");
    },
    async list(input) {
      const registration = read(await ask(input, "Discord", { method: "GET", ...target(input) }));
      return registration === undefined ? [] : [registration];
    },
    async delete(input) {
      const json = kind === "interactions" ? { interactions_endpoint_url: null } : { event_webhooks_status: OFF };
      await ask(input, "Discord", { method: "PATCH", ...target(input), json });
    },
  };
}

function target({ credentials }: RegistrarInput) {
  return { url: APPLICATION, headers: signAsBot(needCredential(credentials, BOT_TOKEN)) };
}

function readWebhookEvents(application: unknown): Registration | undefined {
  const url = textAt(application, "event_webhooks_url");
  const id = idAt(application, "id");
  if (url === undefined || id === undefined) return undefined;
  return { id, url, isActive: at(application, "event_webhooks_status") === ON, expiresAt: null };
}

function readInteractions(application: unknown): Registration | undefined {
  const url = textAt(application, "interactions_endpoint_url");
  const id = idAt(application, "id");
  return url === undefined || id === undefined ? undefined : { id, url, isActive: true, expiresAt: null };
}
