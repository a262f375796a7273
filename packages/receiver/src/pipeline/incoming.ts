/** A request as a program hands it over, made into what a platform reads. */
import type { HeadersLike } from "@tabellary/contracts";
import type { CredentialField, Credentials, FetchLike, Incoming, Platform } from "../platforms/platform.ts";
import { findPlatform, type PlatformName } from "../platforms/registry.ts";
import { type Refusal, refuse } from "../refusal.ts";

/**
 * One secret, or all that are valid now (rotation); or everything that the platform needs by its own names, such as
 * `{ consumerSecret, clientSecret }`. A secret by itself is the first that the platform lists in `credentials`.
 */
export type SecretInput =
  | string
  | readonly string[]
  | { readonly [name: string]: string | readonly string[] | undefined };

export interface RequestInput<Name extends string = PlatformName | (string & {})> {
  /** A platform's name or alias, or a platform of your own. */
  platform: Name | Platform;
  secret: SecretInput;
  headers: HeadersLike;
  /** The bytes as they came, before any parser has had them. */
  body: string | Uint8Array;
  /** Milliseconds since 1970, or a Date. */
  now: number | Date;
  /** As it came, with or without the `?`, or parsed. Needed for handshakes only. */
  query?: string | URLSearchParams | { readonly [name: string]: string } | undefined;
  /** Default: POST. */
  method?: string | undefined;
  /** How far a timestamp may be off. 0 means 0; left out, the platform's default holds; null turns the check off. */
  toleranceSeconds?: number | null | undefined;
  /** Default: the global `fetch`. Only for platforms whose public keys have to be fetched. */
  fetch?: FetchLike | undefined;
}

/** Never throws, whatever it is given. */
export function readRequest(input: RequestInput): { platform: Platform; incoming: Incoming } | Refusal {
  const { platform: choice, secret, headers, body, now, query, method, toleranceSeconds, fetch } = input ?? {};
  const platform = typeof choice === "object" && choice !== null ? choice : findPlatform(choice);
  if (platform === undefined) {
    return refuse("unknown_platform", `There is no platform "${String(choice).slice(0, 64)}".`);
  }
  const incoming: Incoming = {
    method: typeof method === "string" ? method.toUpperCase() : "POST",
    query: readQuery(query),
    headers,
    body,
    nowMs: now instanceof Date ? now.getTime() : now,
    credentials: readCredentials(secret, platform.credentials),
    toleranceSeconds,
    fetch: fetch ?? globalFetch,
  };
  return { platform, incoming };
}

/** Looked up at each call, so that a test or a tracer may put another in its place. One function, for caches go by it. */
export const globalFetch: FetchLike = (url, init) => globalThis.fetch(url, init);

/** Each as a list. What is not text is left out: a missing environment variable must not become a key. */
export function readCredentials(secret: unknown, fields: readonly CredentialField[]): Credentials {
  const isByName = typeof secret === "object" && secret !== null && !Array.isArray(secret);
  const given = isByName ? (secret as Record<string, unknown>) : { [fields[0]?.name ?? "secret"]: secret };
  const credentials: Record<string, readonly string[]> = {};
  for (const name of Object.keys(given)) credentials[name] = listTexts(given[name]);
  return credentials;
}

function listTexts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function readQuery(query: unknown): string {
  if (typeof query === "string") return query.startsWith("?") ? query.slice(1) : query;
  if (query instanceof URLSearchParams) return query.toString();
  if (typeof query !== "object" || query === null) return "";
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  return new URLSearchParams(pairs).toString();
}
