import { bearer, enforce, needsToken, unsupported } from "../call.ts";
import { saysSuccess } from "../meta.ts";
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
  rateLimit: "By app and account; after 429 `retryAfterMs` is what Retry-After says, where Meta sends it.",
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
  if (action === "remove") return enforce(input, { method: "DELETE", url, headers }, saysSuccess);
  return enforce(input, { method: "POST", url: `${url}?hide=${action === "hide"}`, headers }, saysSuccess);
}
