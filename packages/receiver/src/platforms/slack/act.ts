import { at, textAt } from "../../json/fields.ts";
import { bearer, call, enforcementOf, failed, needsToken, tooOften, unsupported } from "../call.ts";
import type { ActInput, Actor, Enforcement } from "../platform.ts";
import { retryAfterMs } from "../rate-limit.ts";

/** Deletes a message: `chat.delete`. https://docs.slack.dev/reference/methods/chat.delete */
export const slackActor: Actor = {
  credentials: [
    {
      name: "accessToken",
      description:
        "A token with chat:write. A bot's deletes what that bot has posted; a user's what that user may delete in Slack.",
      isRequired: true,
      isSecret: true,
    },
  ],
  rateLimit: "Tier 3: fifty and more a minute for each workspace; after 429 `retryAfterMs` is what Retry-After says.",
  moderateComment,
};

/** Errors of any method; Slack's own pages have both spellings. https://docs.slack.dev/apis/web-api/rate-limits */
const TOO_MANY: ReadonlySet<string> = new Set(["ratelimited", "rate_limited"]);

const MESSAGE_ID = /^([A-Z0-9]{2,32}):(\d{1,11}\.\d{1,6})$/;

async function moderateComment(input: ActInput): Promise<Enforcement> {
  if (input.action !== "remove")
    return unsupported("Slack can delete a message; it has no call that hides, flags or approves one.");
  const match = MESSAGE_ID.exec(input.id);
  if (match === null) return unsupported(`"${input.id.slice(0, 40)}" is no message: its id is channel:ts.`);
  const headers = bearer(input);
  if (headers === undefined) return needsToken("Slack");
  const json = { channel: match[1], ts: match[2] };
  const url = "https://slack.com/api/chat.delete";
  const result = await call(input.fetch, input.nowMs, { method: "POST", url, headers, json });
  if (!result.ok) return enforcementOf(result);
  // Slack answers 200 to what it refuses.
  if (at(result.body, "ok") === true) return { outcome: "applied" };
  const error = textAt(result.body, "error") ?? "it did not say why";
  const refusal = failed(`Slack refused: ${error.slice(0, 100)}`, result.status);
  const isTooOften = TOO_MANY.has(error);
  return enforcementOf(isTooOften ? tooOften(refusal, retryAfterMs(result.headers, input.nowMs)) : refusal);
}
