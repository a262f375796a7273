import { bearer, enforce, needsToken, unsupported } from "../call.ts";
import { metaReading } from "../meta-limits.ts";
import { GRAPH } from "../meta-subscriptions.ts";
import type { ActInput, Actor, Enforcement } from "../platform.ts";

/** Hides a comment on a Page, shows it again, deletes it. https://developers.facebook.com/docs/graph-api/reference/comment */
export const facebookActor: Actor = {
  credentials: [
    {
      name: "accessToken",
      description: "A token of the Page with pages_manage_engagement and pages_read_user_content.",
      isRequired: true,
      isSecret: true,
    },
  ],
  rateLimit:
    "4,800 calls in 24 hours for each person who engaged with the Page (business use case limits); `retryAfterMs` is the time that Meta estimates in X-Business-Use-Case-Usage, where it sends that.",
  moderateComment,
};

/** `{post}_{comment}`, or the three parts of before. Nothing else may become part of an address. */
const COMMENT_ID = /^\d{1,32}(?:_\d{1,32}){0,2}$/;

async function moderateComment(input: ActInput): Promise<Enforcement> {
  const { id, action } = input;
  if (action === "flag") return unsupported("Facebook has no call that flags a comment.");
  if (!COMMENT_ID.test(id)) return unsupported(`"${id.slice(0, 40)}" is no id of a comment on Facebook.`);
  const headers = bearer(input);
  if (headers === undefined) return needsToken("Facebook");
  const url = `${GRAPH}/${id}`;
  if (action === "remove") return enforce(input, { method: "DELETE", url, headers }, metaReading);
  const form = new URLSearchParams({ is_hidden: String(action === "hide") });
  return enforce(input, { method: "POST", url, headers, form }, metaReading);
}
