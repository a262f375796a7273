import { at } from "../../json/fields.ts";
import { bearer, type CallFailure, enforce, needsToken, tooOften, unsupported } from "../call.ts";
import type { ActInput, Actor, Enforcement } from "../platform.ts";

/**
 * Hides an answer from a conversation, or shows it again: `PUT /2/tweets/:id/hidden`.
 * https://docs.x.com/x-api/posts/hide-reply
 */
export const twitterActor: Actor = {
  credentials: [
    {
      name: "accessToken",
      description: "An OAuth 2 user token of who started the conversation: tweet.read tweet.moderate.write users.read.",
      isRequired: true,
      isSecret: true,
    },
  ],
  rateLimit:
    "By user, and by the credits of the developer account; after 429 `retryAfterMs` is the time until x-rate-limit-reset.",
  moderateComment,
};

/** The digits of a Snowflake id. Nothing else may become part of an address. */
const POST_ID = /^\d{1,20}$/;

async function moderateComment(input: ActInput): Promise<Enforcement> {
  const { id, action } = input;
  if (action === "remove") return unsupported("On X nobody can delete another's post. `hide` hides an answer.");
  if (action === "flag") return unsupported("X has no call that flags an answer.");
  if (!POST_ID.test(id)) return unsupported(`"${id.slice(0, 40)}" is no id of a post on X.`);
  const headers = bearer(input);
  if (headers === undefined) return needsToken("X");
  const url = `https://api.x.com/2/tweets/${id}/hidden`;
  const hidden = action === "hide";
  const isDone = (body: unknown) => at(body, "data", "hidden") === hidden;
  return enforce(input, { method: "PUT", url, headers, json: { hidden } }, { isDone, asLimited });
}

/**
 * 402 `CreditsDepleted`: there is nothing wrong with the call, and there are credits again when somebody has bought some, or
 * the next period begins. https://docs.x.com/x-api/getting-started/pricing
 */
function asLimited(failure: CallFailure): CallFailure {
  return failure.status === 402 ? tooOften(failure, null) : failure;
}
