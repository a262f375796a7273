import { listAt } from "../../json/fields.ts";
import { type CallFailure, call, enforcementOf, failed, tooOften, unsupported } from "../call.ts";
import type { ActInput, Actor, Enforcement } from "../platform.ts";
import { waitMsAt } from "../rate-limit.ts";
import { apiHeaders, redditApiCredentials } from "./token.ts";

/** A moderator's calls. https://www.reddit.com/dev/api#section_moderation and `POST /api/report`. */
export const redditActor: Actor = {
  credentials: redditApiCredentials,
  rateLimit: "100 calls a minute by app, averaged over ten; after 429 `retryAfterMs` is the time to the period's end.",
  moderateComment,
};

/** A comment's or a post's fullname; without its prefix a comment's. */
const FULLNAME = /^(?:(?:t1|t3)_)?[a-z0-9]{1,13}$/;

async function moderateComment(input: ActInput): Promise<Enforcement> {
  const { id, action, fetch, nowMs } = input;
  if (action === "hide") {
    return unsupported(
      "Reddit's hide is for one's own list. `remove` takes a comment out of sight, `approve` brings it back.",
    );
  }
  if (!FULLNAME.test(id)) return unsupported(`"${id.slice(0, 40)}" is no id of a comment on Reddit.`);
  const headers = await apiHeaders(input);
  if ("ok" in headers) return enforcementOf(headers);
  const thing = id.includes("_") ? id : `t1_${id}`;
  const { path, fields } = REQUESTS[action](thing);
  const result = await call(fetch, nowMs, {
    method: "POST",
    url: `https://oauth.reddit.com/api/${path}`,
    headers,
    form: new URLSearchParams(fields),
  });
  return enforcementOf((result.ok ? refusalOf(result.body) : undefined) ?? result);
}

const REQUESTS = {
  approve: (id: string) => ({ path: "approve", fields: { id } }),
  remove: (id: string) => ({ path: "remove", fields: { id, spam: "false" } }),
  flag: (id: string) => ({ path: "report", fields: { thing_id: id, reason: "Flagged for review", api_type: "json" } }),
} as const;

/**
 * Some calls answer 200 and `{"json":{"errors":[[code, sentence, field]]}}`; with the code RATELIMIT `json.ratelimit` has the
 * seconds to wait, with a fraction (reddit-archive: `r2/r2/lib/jsonresponse.py`).
 */
function refusalOf(body: unknown): CallFailure | undefined {
  const [error] = listAt(body, "json", "errors");
  if (error === undefined) return undefined;
  const [code, ...words] = [error].flat();
  const refusal = failed(`Reddit refused: ${[code, ...words].join(" ")}`.slice(0, 300), 200);
  return code === "RATELIMIT" ? tooOften(refusal, waitMsAt(body, "json", "ratelimit")) : refusal;
}
