/**
 * The payloads of the Account Activity API (deprecated by X, still sent).
 * https://docs.x.com/x-api/account-activity/introduction
 */
import type { Post } from "../../event.ts";
import { at, idAt, isObject, type JsonObject, listAt, textAt, timeAt } from "../../json/fields.ts";
import { digestOf } from "../digest.ts";
import type { Draft } from "../platform.ts";

/** `{"for_user_id":"…","<kind>_events":[…]}`. The same post comes once for each subscribed user: these are different events. */
export function normaliseAccountActivity(payload: JsonObject): readonly Draft[] {
  const user = idAt(payload, "for_user_id");
  const from = user === undefined ? [] : [user];
  const drafts: Draft[] = [];
  for (const [name, value] of Object.entries(payload)) {
    const kind = /^(.{1,64})_events?$/.exec(name)?.[1];
    if (kind === undefined) continue;
    for (const element of Array.isArray(value) ? value : [value]) {
      if (isObject(element)) drafts.push(toDraft(kind, element, from, payload));
    }
  }
  return drafts.length > 0 ? drafts : [other(payload)];
}

function toDraft(kind: string, element: JsonObject, from: readonly string[], payload: JsonObject): Draft {
  if (kind === "tweet_create") return created(element, from);
  if (kind === "tweet_delete") return deleted(element, from);
  // An unfollow comes under follow_events, with the truth in its type.
  const name = textAt(element, "type") === `un${kind}` ? `un${kind}` : kind;
  const key = [...from, name, idAt(element, "id") ?? digestOf(element)];
  const timestamp =
    timeAt(element, ["created_timestamp"], "ms") ??
    timeAt(element, ["timestamp_ms"], "ms") ??
    timeAt(element, ["created_at"]);
  return { type: `twitter.${name}`, key, timestamp, data: element, native: payload };
}

/** A post, or a comment when it answers another. An edit is a new post: X sends no event for it. */
function created(tweet: JsonObject, from: readonly string[]): Draft {
  const id = idOf(tweet, "id");
  if (id === undefined) throw new TypeError("a post has no id");
  const key = [...from, "tweet_create", id];
  const createdAt = timeAt(tweet, ["created_at"]);
  const author = {
    author_id: idOf(at(tweet, "user"), "id") ?? null,
    author_username: textAt(tweet, "user", "screen_name") ?? null,
  };
  // Long posts are cut in `text`.
  const text =
    textAt(tweet, "extended_tweet", "full_text") ?? textAt(tweet, "full_text") ?? textAt(tweet, "text") ?? "";
  const answered = idOf(tweet, "in_reply_to_status_id");
  if (answered !== undefined) {
    const comment = { id, post_id: answered, ...author, text, created_at: createdAt };
    return { type: "comment.created", key, timestamp: createdAt, data: { comment }, native: tweet };
  }
  const post: Post = { id, ...author, caption: text, text, media_urls: mediaOf(tweet), created_at: createdAt };
  return { type: "post.created", key, timestamp: createdAt, data: { post }, native: tweet };
}

/** X does not say whether the post was an answer, so it is a post. */
function deleted(element: JsonObject, from: readonly string[]): Draft {
  const id = idOf(at(element, "status"), "id");
  if (id === undefined) throw new TypeError("a deletion has no id");
  const timestamp = timeAt(element, ["timestamp_ms"], "ms");
  return {
    type: "post.deleted",
    key: [...from, "tweet_delete", id],
    timestamp,
    data: { post_id: id },
    native: element,
  };
}

function mediaOf(tweet: JsonObject): string[] {
  const entities = [
    at(tweet, "extended_tweet", "extended_entities"),
    at(tweet, "extended_entities"),
    at(tweet, "entities"),
  ];
  const media = entities.map((one) => listAt(one, "media")).find((list) => list.length > 0) ?? [];
  return media.flatMap((one) => textAt(one, "media_url_https") ?? []);
}

/** `id_str` before `id`: a sender that is not X may have rounded the number. */
function idOf(value: unknown, name: string): string | undefined {
  return idAt(value, `${name}_str`) ?? idAt(value, name);
}

/** What has another shape, such as `replay_job_status`: by the name of its one field of interest. */
function other(payload: JsonObject): Draft {
  const name = Object.keys(payload).find((key) => isObject(payload[key])) ?? "unknown";
  return { type: `twitter.${name}`, key: [], timestamp: null, data: payload, native: payload };
}
