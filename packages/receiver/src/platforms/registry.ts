/** The platforms there are. A new one is a folder beside this file and a line here. */

import { UnknownPlatformError } from "../errors.ts";
import { bluesky } from "./bluesky/platform.ts";
import { discord, discordInteractions } from "./discord/platform.ts";
import { facebook } from "./facebook/platform.ts";
import { generic } from "./generic/platform.ts";
import { github } from "./github/platform.ts";
import { gitlab } from "./gitlab/platform.ts";
import { hook0 } from "./hook0/platform.ts";
import { instagram } from "./instagram/platform.ts";
import { mastodon } from "./mastodon/platform.ts";
import { medium } from "./medium/platform.ts";
import { moderationAi } from "./moderation-ai/platform.ts";
import { okta } from "./okta/platform.ts";
import { omnifence } from "./omnifence/platform.ts";
import { pixelpatrol } from "./pixelpatrol/platform.ts";
import type { Platform } from "./platform.ts";
import { reddit } from "./reddit/platform.ts";
import { shopify } from "./shopify/platform.ts";
import { slack } from "./slack/platform.ts";
import { standard } from "./standard/platform.ts";
import { stripe } from "./stripe/platform.ts";
import { tiktok } from "./tiktok/platform.ts";
import { twitch } from "./twitch/platform.ts";
import { twitter } from "./twitter/platform.ts";
import { youtube } from "./youtube/platform.ts";

const all = [
  bluesky,
  discord,
  discordInteractions,
  facebook,
  generic,
  github,
  gitlab,
  hook0,
  instagram,
  mastodon,
  medium,
  moderationAi,
  okta,
  omnifence,
  pixelpatrol,
  reddit,
  shopify,
  slack,
  standard,
  stripe,
  tiktok,
  twitch,
  twitter,
  youtube,
] as const satisfies readonly Platform[];

type Known = (typeof all)[number];

export type PlatformName = Known["name"] | Known["aliases"][number];

/** The platforms whose verification is done at once, without a promise. */
export type SynchronousName = Exclude<PlatformName, AsynchronousName>;
type AsynchronousName = Known extends infer One extends Known ? NamesIfAsynchronous<One> : never;
type NamesIfAsynchronous<One extends Known> = One extends Known
  ? Extract<ReturnType<One["verify"]>, Promise<unknown>> extends never
    ? never
    : One["name"] | One["aliases"][number]
  : never;

export const platforms: readonly Platform[] = all;

const byName = new Map<unknown, Platform>(
  platforms.flatMap((platform) => [platform.name, ...platform.aliases].map((name) => [name, platform] as const)),
);

/** The platform of that name or alias, as it is written there. */
export function findPlatform(name: unknown): Platform | undefined {
  return byName.get(name);
}

/** A platform's name or alias, or a platform of one's own. */
export type PlatformChoice = PlatformName | (string & {}) | Platform;

/** @throws UnknownPlatformError */
export function needPlatform(choice: PlatformChoice): Platform {
  const platform = typeof choice === "object" ? choice : findPlatform(choice);
  if (platform !== undefined) return platform;
  const names = platforms.map(({ name }) => name);
  throw new UnknownPlatformError(String(choice), names);
}
