/** A platform's own subscriptions: made, listed and ended by its API, or the answer where a person does it. */
import { type Clock, systemClock } from "../clock.ts";
import { RegistrationError } from "../errors.ts";
import type { JsonObject } from "../json/fields.ts";
import { globalFetch, readCredentials, type SecretInput } from "../pipeline/incoming.ts";
import type { FetchLike, Platform, Registrar, RegistrarInput, Registration } from "../platforms/platform.ts";
import { needPlatform, type PlatformChoice } from "../platforms/registry.ts";
import { PortalOnlyError, portalValues } from "./portal.ts";

export interface RegistrationAccess {
  platform: PlatformChoice;
  /** What the receiver checks signatures with, as a `WebhookHandler` has it. */
  secret?: SecretInput | undefined;
  /** What the platform's API asks for, by the platform's own names, such as `bearerToken`. */
  credentials?: { readonly [name: string]: string | readonly string[] | undefined };
  /** Default: the global `fetch`. */
  fetch?: FetchLike;
  clock?: Clock;
}

export interface RegisterWebhookInput extends RegistrationAccess {
  /** Where the platform is to send: the whole public address. */
  url: string;
  /** What is subscribed to, by the platform's own names, such as `events` (GitHub) or `channel` (YouTube). */
  options?: JsonObject;
}

/**
 * Has the platform send to an address.
 * @throws PortalOnlyError where there is no API: it has the portal and what to enter; RegistrationError when the
 * platform refuses or something is missing; UnknownPlatformError
 */
export async function registerWebhook({ url, options = {}, ...access }: RegisterWebhookInput): Promise<Registration> {
  const { platform, registrar, input } = open(access);
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) {
    throw new RegistrationError("registration_incomplete", `"${url.slice(0, 80)}" is no address that can be sent to.`);
  }
  if (registrar?.kind === "api") return registrar.register({ ...input, url, options });
  throw new PortalOnlyError(platform, "registers an address", portalValues(platform, url, input.credentials));
}

/**
 * The account's subscriptions, at whatever address.
 * @throws PortalOnlyError, RegistrationError (`registration_unlistable` where the platform does not tell),
 * UnknownPlatformError
 */
export async function listWebhooks(access: RegistrationAccess): Promise<readonly Registration[]> {
  const { platform, registrar, input } = open(access);
  if (registrar?.kind === "api") return registrar.list(input);
  throw new PortalOnlyError(platform, "lists what is registered");
}

/** Ends a subscription, by the id that `registerWebhook` or `listWebhooks` gave. @throws as `listWebhooks` does */
export async function deleteWebhook({ webhookId, ...access }: RegistrationAccess & { webhookId: string }) {
  const { platform, registrar, input } = open(access);
  if (registrar?.kind !== "api") throw new PortalOnlyError(platform, "ends a registration");
  await registrar.delete({ ...input, id: webhookId });
}

interface Opened {
  platform: Platform;
  registrar: Registrar | undefined;
  input: RegistrarInput;
}

function open({ platform: choice, secret, credentials, fetch, clock = systemClock }: RegistrationAccess): Opened {
  const platform = needPlatform(choice);
  const shared = secret === undefined ? {} : readCredentials(secret, platform.credentials);
  const own = credentials === undefined ? {} : readCredentials(credentials, []);
  const input = { credentials: { ...shared, ...own }, fetch: fetch ?? globalFetch, nowMs: clock.now() };
  return { platform, registrar: platform.register, input };
}
