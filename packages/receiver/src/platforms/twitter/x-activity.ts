/** The payloads of the X Activity API. https://docs.x.com/x-api/activity/event-payloads */
import type { Post } from "../../event.ts";
import { at, idAt, isObject, type JsonObject, listAt, textAt, timeAt } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";

export function isXActivity(payload: JsonObject): boolean {
  return textAt(payload, "data", "event_type") !== undefined;
}

/** `{"data":{"event_uuid","event_type","payload",…}}`. The uuid is a decimal number in text, sometimes negative. */
export function normaliseXActivity(envelope: JsonObject): readonly Draft[] {
  const data = at(envelope, "data");
  const payload = at(data, "payload");
  const uuid = idAt(data, "event_uuid");
  const key = uuid === undefined ? [] : [uuid];
  const name = dotted(textAt(data, "event_type") ?? "unknown");
  if (!isObject(payload)) throw new TypeError("data.payload is no object");
  return [postDraft(name, key, payload, data) ?? { ...otherDraft(name, payload), key, native: data }];
}

function otherDraft(name: string, payload: JsonObject) {
  const timestamp = timeAt(payload, ["created_at"]) ?? timeAt(payload, ["date_time"]);
  return { type: `twitter.${name}`, timestamp, data: payload } as const;
}

/** `PostReplyCreate`, as it was called before March 2026, is `post.reply.create`. */
function dotted(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, "$1.$2").toLowerCase();
}

function postDraft(name: string, key: readonly string[], payload: JsonObject, data: unknown): Draft | undefined {
  const id = idAt(payload, "id");
  if (id === undefined) return undefined;
  if (name === "post.delete") {
    return { type: "post.deleted", key, timestamp: null, data: { post_id: id }, native: data };
  }
  if (name !== "post.create" && name !== "post.reply.create") return undefined;
  const authorId = idAt(payload, "author_id") ?? null;
  const common = {
    id,
    author_id: authorId,
    author_username: usernameOf(authorId, data),
    created_at: timeAt(payload, ["created_at"]),
  };
  const text = textAt(payload, "text") ?? "";
  const timestamp = common.created_at;
  const answered = answeredId(payload);
  if (name === "post.create" && answered === undefined) {
    const post: Post = { ...common, caption: text, text, media_urls: [] };
    return { type: "post.created", key, timestamp, data: { post }, native: data };
  }
  const comment = { ...common, post_id: answered ?? null, text };
  return { type: "comment.created", key, timestamp, data: { comment }, native: data };
}

function answeredId(payload: JsonObject): string | undefined {
  const answered = listAt(payload, "referenced_tweets").find((one) => textAt(one, "type") === "replied_to");
  return idAt(payload, "in_reply_to_tweet_id") ?? idAt(answered, "id");
}

/** `includes.users` has users, or objects with the user in `data`. */
function usernameOf(id: string | null, data: unknown): string | null {
  if (id === null) return null;
  for (const one of listAt(data, "includes", "users")) {
    const user = at(one, "data") ?? one;
    if (idAt(user, "id") === id) return textAt(user, "username") ?? null;
  }
  return null;
}
