/** A token for Reddit's API. https://github.com/reddit-archive/reddit/wiki/OAuth2 */
import { encodeBase64 } from "@tabellary/contracts/schemes";
import { at, textAt } from "../../json/fields.ts";
import { type CallFailure, call, failed } from "../call.ts";
import { digestOf } from "../digest.ts";
import type { CredentialField, Credentials, FetchLike } from "../platform.ts";

/** Either `accessToken`, or the app's two and, to act as a person, a `refreshToken`. */
export const redditApiCredentials = [
  {
    name: "userAgent",
    description: "What Reddit wants to be told: <platform>:<app id>:<version> (by /u/<your name>).",
    isRequired: true,
    isSecret: false,
  },
  {
    name: "clientId",
    description: "The app's id: https://www.reddit.com/prefs/apps",
    isRequired: false,
    isSecret: false,
  },
  { name: "clientSecret", description: "The app's secret, beside its id.", isRequired: false, isSecret: true },
  {
    name: "refreshToken",
    description: "A permanent grant of a moderator with read, modlog, modposts and report. Left out: reading alone.",
    isRequired: false,
    isSecret: true,
  },
  {
    name: "accessToken",
    description: "A token that you keep fresh yourself, instead of the three before.",
    isRequired: false,
    isSecret: true,
  },
] as const satisfies readonly CredentialField[];

export type ApiHeaders = { authorization: string; "user-agent": string };

interface Asker {
  readonly credentials: Credentials;
  readonly fetch: FetchLike;
  readonly nowMs: number;
}

/**
 * Tokens live an hour and each is good for all calls. By the function that fetched them, so that nobody's test fills
 * another's, and by what they were got with.
 */
const kept = new WeakMap<FetchLike, Map<string, { token: string; untilMs: number }>>();
const KEPT_MAX = 100;
/** Asked for anew this long before the end, so that none ends on its way. */
const MARGIN_MS = 60_000;

/** The headers that every call of the API needs. Never rejects. */
export async function apiHeaders(asker: Asker): Promise<ApiHeaders | CallFailure> {
  const agent = asker.credentials.userAgent?.[0];
  if (agent === undefined) return failed("Reddit turns away who does not say who asks: give a userAgent.");
  const token = asker.credentials.accessToken?.[0] ?? (await fetchToken(asker, agent));
  if (typeof token !== "string") return token;
  return { authorization: `Bearer ${token}`, "user-agent": agent };
}

async function fetchToken({ credentials, fetch, nowMs }: Asker, agent: string): Promise<string | CallFailure> {
  const { clientId, clientSecret, refreshToken } = credentials;
  const name = digestOf([clientId, clientSecret, refreshToken]);
  const known = kept.get(fetch)?.get(name);
  if (known !== undefined && known.untilMs - MARGIN_MS > nowMs) return known.token;
  if (clientId?.[0] === undefined || clientSecret?.[0] === undefined) {
    return failed("An accessToken, or a clientId and a clientSecret, is needed to ask Reddit.");
  }
  const basic = encodeBase64(new TextEncoder().encode(`${clientId[0]}:${clientSecret[0]}`));
  const grant =
    refreshToken?.[0] === undefined
      ? { grant_type: "client_credentials" }
      : { grant_type: "refresh_token", refresh_token: refreshToken[0] };
  const result = await call(fetch, nowMs, {
    method: "POST",
    url: "https://www.reddit.com/api/v1/access_token",
    headers: { authorization: `Basic ${basic}`, "user-agent": agent },
    form: new URLSearchParams(grant),
  });
  if (!result.ok) return result;
  const token = textAt(result.body, "access_token");
  const seconds = at(result.body, "expires_in");
  // A wrong grant is answered 200 and {"error": …}.
  if (token === undefined) return failed(`Reddit gave no token: ${result.text.slice(0, 200)}`, result.status);
  if (typeof seconds === "number") keep(fetch, name, { token, untilMs: nowMs + seconds * 1000 });
  return token;
}

function keep(fetch: FetchLike, name: string, one: { token: string; untilMs: number }): void {
  const tokens = kept.get(fetch) ?? new Map();
  if (tokens.size >= KEPT_MAX) tokens.clear();
  kept.set(fetch, tokens.set(name, one));
}
