import { bearer, enforce, needsToken, unsupported } from "../call.ts";
import type { ActInput, Actor, Enforcement, ModerationDecision } from "../platform.ts";
import { withQuota } from "./quota.ts";

/**
 * `comments.setModerationStatus`, for the owner of the channel or the video.
 * https://developers.google.com/youtube/v3/docs/comments/setModerationStatus
 */
export const youtubeActor: Actor = {
  credentials: [
    {
      name: "accessToken",
      description: "An OAuth 2 token of the channel's or video's owner with youtube.force-ssl.",
      isRequired: true,
      isSecret: true,
    },
  ],
  rateLimit:
    "50 units of the project's daily quota for each call; when it is used up, `retryAfterMs` is the time to midnight in California.",
  moderateComment,
};

/** To hide is to hold for review: it can be shown again. A rejected comment cannot, and takes its answers along. */
const STATUS: { readonly [Decision in ModerationDecision]: string | undefined } = {
  approve: "published",
  hide: "heldForReview",
  remove: "rejected",
  flag: undefined,
};

const COMMENT_ID = /^[A-Za-z0-9._-]{1,128}$/;

async function moderateComment(input: ActInput): Promise<Enforcement> {
  const { id, action } = input;
  const status = STATUS[action];
  if (status === undefined) return unsupported("YouTube has no call that flags a comment and leaves it public.");
  if (!COMMENT_ID.test(id)) return unsupported(`"${id.slice(0, 40)}" is no id of a comment on YouTube.`);
  const headers = bearer(input);
  if (headers === undefined) return needsToken("YouTube");
  const query = new URLSearchParams({ id, moderationStatus: status });
  const url = `https://www.googleapis.com/youtube/v3/comments/setModerationStatus?${query}`;
  return enforce(input, { method: "POST", url, headers }, { asLimited: withQuota });
}
