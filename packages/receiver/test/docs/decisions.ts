/** What becomes of each decision on a platform, as its code answers when it is asked. */
import type { ModerationDecision, Platform } from "../../src/index.ts";

/** The id of a comment as each platform writes one. */
const IDS: { readonly [platform: string]: string } = {
  bluesky: "at://did:plc:abc/app.bsky.feed.post/3k",
  discord: "1:2",
  "discord-interactions": "1:2",
  facebook: "1_2",
  instagram: "1",
  mastodon: "1",
  reddit: "t1_abc",
  slack: "C12345678:1355517523.000005",
  tiktok: "1",
  twitch: "e76c6bd4-55c9-4987-8304-da1588d8988b",
  twitter: "1",
  youtube: "Ugz",
};

const DECISIONS: readonly ModerationDecision[] = ["approve", "flag", "hide", "remove"];

/** `[decision, "carried out" | why it is not]`. No platform is asked: without credentials nothing leaves. */
export async function decisionsOf({ name, act }: Platform): Promise<[string, string][]> {
  const id = IDS[name];
  if (id === undefined || act === undefined) throw new Error(`IDS has no comment of ${name}.`);
  const fetch = () => Promise.reject(new Error("nothing is asked here"));
  const rows: [string, string][] = [];
  for (const action of DECISIONS) {
    const result = await act.moderateComment({ id, postId: "1", action, credentials: {}, fetch, nowMs: 0 });
    rows.push([`\`${action}\``, result.outcome === "unsupported" ? `unsupported: ${result.message}` : "carried out"]);
  }
  return rows;
}
