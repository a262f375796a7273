/** A sample message of a platform, signed as the platform would sign it: to see that a receiver takes what it should. */
import { readCredentials, type SecretInput } from "../pipeline/incoming.ts";
import { needPlatform, type PlatformChoice } from "../platforms/registry.ts";
import { blueskySample, mediumSample, moderationAiSample, redditSample } from "./relayed.ts";
import type { SampleRequest, Sampler, Unsupported } from "./sampler.ts";
import {
  facebookSample,
  instagramSample,
  mastodonSample,
  slackSample,
  tiktokSample,
  twitchSample,
  twitterSample,
  youtubeSample,
} from "./social.ts";
import {
  genericSample,
  githubSample,
  gitlabSample,
  hook0Sample,
  oktaSample,
  omnifenceSample,
  pixelpatrolSample,
  shopifySample,
  standardSample,
  stripeSample,
} from "./systems.ts";

/** Signed by a private key that nobody but the platform has. */
const byDiscordAlone: Sampler = () => ({
  unsupported:
    "Discord signs with a private key of its own, so nobody else can make a sample. Save the address in its portal: Discord then sends a ping.",
});

const SAMPLERS: { readonly [platform: string]: Sampler } = {
  bluesky: blueskySample,
  discord: byDiscordAlone,
  "discord-interactions": byDiscordAlone,
  facebook: facebookSample,
  generic: genericSample,
  github: githubSample,
  gitlab: gitlabSample,
  hook0: hook0Sample,
  instagram: instagramSample,
  mastodon: mastodonSample,
  medium: mediumSample,
  "moderation-ai": moderationAiSample,
  okta: oktaSample,
  omnifence: omnifenceSample,
  pixelpatrol: pixelpatrolSample,
  reddit: redditSample,
  shopify: shopifySample,
  slack: slackSample,
  standard: standardSample,
  stripe: stripeSample,
  tiktok: tiktokSample,
  twitch: twitchSample,
  twitter: twitterSample,
  youtube: youtubeSample,
};

/**
 * A new message of the platform, with events of its own for each `nowMs` (milliseconds since 1970), signed with the first
 * of the credentials that are valid now; or a sentence why there can be none.
 * @throws UnknownPlatformError
 */
export function sampleRequest(choice: PlatformChoice, secret: SecretInput, nowMs: number): SampleRequest | Unsupported {
  const platform = needPlatform(choice);
  const make = Object.hasOwn(SAMPLERS, platform.name) ? SAMPLERS[platform.name] : undefined;
  if (make === undefined) return { unsupported: `There is no sample of ${platform.title}.` };
  return make({ credentials: readCredentials(secret, platform.credentials), nowMs });
}
