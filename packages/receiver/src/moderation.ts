/** Acting on a platform: the way back from a decision. */
import { type Clock, systemClock } from "./clock.ts";
import { globalFetch, readCredentials } from "./pipeline/incoming.ts";
import type { Enforcement, FetchLike, ModerationDecision } from "./platforms/platform.ts";
import { needPlatform, type PlatformChoice } from "./platforms/registry.ts";

export interface PlatformConnection {
  /** By the platform's own names; most need `accessToken`. */
  credentials?: { readonly [name: string]: string | readonly string[] | undefined };
  /** Default: the global `fetch`. */
  fetch?: FetchLike;
  clock?: Clock;
}

export interface ModerateOptions {
  /** The comment's `post_id`, for those few platforms (TikTok) that want it too. */
  postId?: string | null | undefined;
}

export interface ConnectedPlatform {
  readonly name: string;
  readonly title: string;
  /**
   * Carries a decision out: `applied`, `unsupported` (the platform has no such call) or `failed`. Never rejects.
   */
  moderateComment(id: string, action: ModerationDecision, options?: ModerateOptions): Promise<Enforcement>;
}

/** A platform to act on. @throws UnknownPlatformError */
export function getPlatform(
  choice: PlatformChoice,
  { credentials = {}, fetch, clock = systemClock }: PlatformConnection = {},
): ConnectedPlatform {
  const { name, title, act } = needPlatform(choice);
  return {
    name,
    title,
    async moderateComment(id, action, { postId } = {}) {
      if (act === undefined)
        return { outcome: "unsupported", message: `${title} has no call that moderates a comment.` };
      return act.moderateComment({
        id,
        postId: postId ?? undefined,
        action,
        credentials: readCredentials(credentials, act.credentials),
        fetch: fetch ?? globalFetch,
        nowMs: clock.now(),
      });
    },
  };
}
