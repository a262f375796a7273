/** Calls of a Mastodon server's API. https://docs.joinmastodon.org/api/ */
import { type Call, type CallResult, call, failed } from "../call.ts";
import type { CredentialField, Credentials, FetchLike } from "../platform.ts";

export const instance = {
  name: "instance",
  description: "The address of your server, such as https://mastodon.example.",
  isRequired: true,
  isSecret: false,
} as const satisfies CredentialField;

export interface Asker {
  readonly credentials: Credentials;
  readonly fetch: FetchLike;
  readonly nowMs: number;
}

/** Never rejects. `path` begins with a slash. Without a token only what is public is answered. */
export function callServer(
  { credentials, fetch, nowMs }: Asker,
  { path, ...rest }: Omit<Call, "url" | "headers"> & { path: string },
): Promise<CallResult> | CallResult {
  const origin = originOf(credentials.instance?.[0]);
  if (origin === undefined) return failed("The credential `instance` is no address such as https://mastodon.example.");
  const token = credentials.accessToken?.[0];
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return call(fetch, nowMs, { ...rest, url: origin + path, headers });
}

function originOf(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address);
  return url?.protocol === "https:" ? url.origin : undefined;
}
