import { hasHeader } from "@tabellary/contracts/schemes";
import type { Refusal } from "../../refusal.ts";
import { verifyGoogleToken } from "../google-token.ts";
import { readHeaderText } from "../headers.ts";
import type { Greeting, Incoming, Verdict } from "../platform.ts";
import { greetHub, verifyWebSub } from "../websub.ts";

/** A feed is signed with the secret of the subscription; a push of Pub/Sub comes with Google's token. */
export function verifyYoutube(incoming: Incoming): Verdict | Promise<Verdict> {
  const { headers, credentials } = incoming;
  if (hasHeader(headers, "X-Hub-Signature") || !hasHeader(headers, "Authorization")) {
    return verifyWebSub(incoming, "hubSecret");
  }
  const claims = { audiences: credentials.audience ?? [], emails: credentials.serviceAccount ?? [] };
  return verifyGoogleToken(readHeaderText(headers, "Authorization"), claims, incoming);
}

export function greetYoutubeHub(incoming: Incoming): Greeting | Refusal | undefined {
  const { channels = [], verifyToken = [] } = incoming.credentials;
  return greetHub(incoming, {
    isOurs: (topic) => channels.some((channel) => isTopicOf(channel, topic)),
    verifyTokens: verifyToken,
  });
}

/** Both addresses are in Google's page. */
const TOPICS = [
  "https://www.youtube.com/xml/feeds/videos.xml?channel_id=",
  "https://www.youtube.com/feeds/videos.xml?channel_id=",
];

/** The address of a channel's feed; `channel` is its id (`UC…`), or the address itself. */
export function topicOf(channel: string): string {
  return channel.startsWith("https://") ? channel : TOPICS[1] + channel;
}

/** `channel` is a channel's id (`UC…`), or the address of its feed. */
function isTopicOf(channel: string, topic: string): boolean {
  return channel !== "" && (topic === channel || TOPICS.some((address) => topic === address + channel));
}
