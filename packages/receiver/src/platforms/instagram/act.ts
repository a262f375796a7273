import { bearer, enforce, needsToken, unsupported } from "../call.ts";
import { metaReading } from "../meta-limits.ts";
import type { ActInput, Actor, Enforcement } from "../platform.ts";

/** https://developers.facebook.com/docs/instagram-platform/comment-moderation */
export const instagramActor: Actor = {
  credentials: [
    {
      name: "accessToken",
      description: "A token of the account with instagram_business_basic and instagram_business_manage_comments.",
      isRequired: true,
      isSecret: true,
    },
  ],
  rateLimit:
    "4,800 calls in 24 hours for each impression of the account (business use case limits); `retryAfterMs` is the time that Meta estimates in X-Business-Use-Case-Usage, where it sends that.",
  moderateComment,
};

/** Digits. Nothing else may become part of an address. */
const COMMENT_ID = /^\d{1,32}$/;

async function moderateComment(input: ActInput): Promise<Enforcement> {
  const { id, action } = input;
  if (action === "flag") return unsupported("Instagram has no call that flags a comment.");
  if (!COMMENT_ID.test(id)) return unsupported(`"${id.slice(0, 40)}" is no id of a comment on Instagram.`);
  const headers = bearer(input);
  if (headers === undefined) return needsToken("Instagram");
  const url = `https://graph.instagram.com/v25.0/${id}`;
  if (action === "remove") return enforce(input, { method: "DELETE", url, headers }, metaReading);
  return enforce(input, { method: "POST", url: `${url}?hide=${action === "hide"}`, headers }, metaReading);
}
