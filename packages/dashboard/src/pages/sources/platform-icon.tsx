import {
  IconBrandBluesky,
  IconBrandDiscord,
  IconBrandFacebook,
  IconBrandGithub,
  IconBrandGitlab,
  IconBrandInstagram,
  IconBrandMastodon,
  IconBrandMedium,
  IconBrandReddit,
  IconBrandSlack,
  IconBrandStripe,
  IconBrandTiktok,
  IconBrandTwitch,
  IconBrandX,
  IconBrandYoutube,
  IconShieldCheck,
  IconWebhook,
} from "@tabler/icons-react";

const ICONS: Readonly<Record<string, typeof IconWebhook>> = {
  bluesky: IconBrandBluesky,
  discord: IconBrandDiscord,
  "discord-interactions": IconBrandDiscord,
  facebook: IconBrandFacebook,
  github: IconBrandGithub,
  gitlab: IconBrandGitlab,
  instagram: IconBrandInstagram,
  mastodon: IconBrandMastodon,
  medium: IconBrandMedium,
  "moderation-ai": IconShieldCheck,
  omnifence: IconShieldCheck,
  pixelpatrol: IconShieldCheck,
  reddit: IconBrandReddit,
  slack: IconBrandSlack,
  stripe: IconBrandStripe,
  tiktok: IconBrandTiktok,
  twitch: IconBrandTwitch,
  twitter: IconBrandX,
  youtube: IconBrandYoutube,
};

/** Beside a platform's name, never in its place. */
export function PlatformIcon({ platform, size = 20 }: { platform: string; size?: number }) {
  const Icon = (Object.hasOwn(ICONS, platform) ? ICONS[platform] : undefined) ?? IconWebhook;
  return <Icon size={size} stroke={1.6} aria-hidden style={{ flexShrink: 0 }} />;
}
