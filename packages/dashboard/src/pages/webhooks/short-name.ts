import type { Webhook } from "../../api/webhooks.ts";

/** More than this is no heading. */
const CHARS_MAX = 48;

/** What stands over a webhook's page: its description, else host and path, cut where they go on and on. */
export function shortNameOf({ description, url }: Pick<Webhook, "description" | "url">): string {
  const { host, pathname } = new URL(url);
  const name = description ?? (pathname === "/" ? host : host + pathname);
  return name.length > CHARS_MAX ? `${name.slice(0, CHARS_MAX - 1)}…` : name;
}
