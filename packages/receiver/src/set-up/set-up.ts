/** How each platform is brought to send: what the pages of docs/receiver/platforms say, for programs that show it. */
import { needPlatform, type PlatformChoice } from "../platforms/registry.ts";
import { blueskySetUp, mastodonSetUp, mediumSetUp, redditSetUp } from "./asked.ts";
import {
  discordInteractionsSetUp,
  discordSetUp,
  facebookSetUp,
  instagramSetUp,
  slackSetUp,
  tiktokSetUp,
  twitchSetUp,
  twitterSetUp,
  youtubeSetUp,
} from "./social.ts";
import type { SetUp } from "./step.ts";
import {
  genericSetUp,
  githubSetUp,
  gitlabSetUp,
  hook0SetUp,
  moderationAiSetUp,
  oktaSetUp,
  omnifenceSetUp,
  pixelpatrolSetUp,
  shopifySetUp,
  standardSetUp,
  stripeSetUp,
} from "./systems.ts";

export type { Entry, SetUp, SetUpOption, SetUpStep } from "./step.ts";

const SET_UPS: { readonly [platform: string]: SetUp } = {
  bluesky: blueskySetUp,
  discord: discordSetUp,
  "discord-interactions": discordInteractionsSetUp,
  facebook: facebookSetUp,
  generic: genericSetUp,
  github: githubSetUp,
  gitlab: gitlabSetUp,
  hook0: hook0SetUp,
  instagram: instagramSetUp,
  mastodon: mastodonSetUp,
  medium: mediumSetUp,
  "moderation-ai": moderationAiSetUp,
  okta: oktaSetUp,
  omnifence: omnifenceSetUp,
  pixelpatrol: pixelpatrolSetUp,
  reddit: redditSetUp,
  shopify: shopifySetUp,
  slack: slackSetUp,
  standard: standardSetUp,
  stripe: stripeSetUp,
  tiktok: tiktokSetUp,
  twitch: twitchSetUp,
  twitter: twitterSetUp,
  youtube: youtubeSetUp,
};

const NOTHING: SetUp = { steps: [], options: [], subjects: {} };

/** What a person does, and what can be said when a program does it. @throws UnknownPlatformError */
export function platformSetUp(choice: PlatformChoice): SetUp {
  const { name } = needPlatform(choice);
  return Object.hasOwn(SET_UPS, name) ? (SET_UPS[name] ?? NOTHING) : NOTHING;
}
