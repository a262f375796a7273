import { at, textAt } from "../../json/fields.ts";
import { call, enforcementOf, failed, needsToken, tooOften, unsupported } from "../call.ts";
import type { ActInput, Actor, Enforcement } from "../platform.ts";

/** Hides a comment on a video of one's own business account, or shows it again: `POST /business/comment/hide/`. */
export const tiktokActor: Actor = {
  credentials: [
    {
      name: "accessToken",
      description: "A token of the business account, of the TikTok API for Business, with the scope for comments.",
      isRequired: true,
      isSecret: true,
    },
    {
      name: "businessId",
      description: "The account's business_id (its open_id), as it came with the token.",
      isRequired: true,
      isSecret: false,
    },
  ],
  rateLimit: "By app and its tier, as the portal shows it; TikTok does not say in its answers when to come again.",
  moderateComment,
};

/**
 * "Requests made too frequently": by the app, in a second, a minute or a day; by the account.
 * https://business-api.tiktok.com/portal/docs?id=1737172488964097 (Appendix - Return codes)
 */
const TOO_MANY_CODES: ReadonlySet<unknown> = new Set([40016, 40100, 40132, 40133]);

const DIGITS = /^\d{1,20}$/;
const HIDE = "https://business-api.tiktok.com/open_api/v1.3/business/comment/hide/";

async function moderateComment(input: ActInput): Promise<Enforcement> {
  const { id, postId = "", action, credentials, fetch, nowMs } = input;
  if (action === "remove")
    return unsupported("On TikTok only one's own comments can be deleted. `hide` hides others'.");
  if (action === "flag") return unsupported("TikTok has no call that flags a comment.");
  if (!DIGITS.test(id)) return unsupported(`"${id.slice(0, 40)}" is no id of a comment on TikTok.`);
  if (!DIGITS.test(postId)) {
    return enforcementOf(failed("TikTok wants the video too: pass the comment's post_id as the option `postId`."));
  }
  const token = credentials.accessToken?.[0];
  const businessId = credentials.businessId?.[0];
  if (token === undefined) return needsToken("TikTok");
  if (businessId === undefined)
    return enforcementOf(failed("There is no businessId for TikTok: pass it to getPlatform."));
  const json = {
    business_id: businessId,
    video_id: postId,
    comment_id: id,
    action: action === "hide" ? "HIDE" : "UNHIDE",
  };
  const result = await call(fetch, nowMs, { method: "POST", url: HIDE, headers: { "Access-Token": token }, json });
  // TikTok answers 200 to what it refuses; a code of 0 is success.
  const code = result.ok ? at(result.body, "code") : 0;
  if (code === 0) return enforcementOf(result);
  const words = result.ok ? textAt(result.body, "message") : undefined;
  const said = `TikTok refused (${String(code)}): ${words ?? "it did not say why"}`;
  const refusal = failed(said.slice(0, 300), 200);
  return enforcementOf(TOO_MANY_CODES.has(code) ? tooOften(refusal, null) : refusal);
}
