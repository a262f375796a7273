/** Looks at data that claims to be of a unified type: what handlers rely on is there, or it is none. */
import { type EventType, isUnifiedType } from "../event.ts";
import { at, idAt, isObject, type JsonObject, listAt, textAt } from "../json/fields.ts";
import type { Content } from "./platform.ts";

/**
 * Undefined: the type is not a unified one, or the data is not of it. What is there beyond the shape stays. The one place
 * where data becomes a type's by a look at it and not by its making.
 */
export function readUnified(type: string, data: unknown): Content | undefined {
  if (!isUnifiedType(type) || !isObject(data)) return undefined;
  const read = readers[type](data);
  return read === undefined ? undefined : ({ type, data: read } as Content);
}

const readers: { readonly [Type in EventType]: (data: JsonObject) => JsonObject | undefined } = {
  "comment.created": readComment,
  "comment.updated": readComment,
  "comment.deleted": (data) => withId({ post_id: null, ...data }, "comment_id"),
  "post.created": readPost,
  "post.updated": readPost,
  "post.deleted": (data) => withId(data, "post_id"),
  "moderation.action": readAction,
};

function readComment(data: JsonObject): JsonObject | undefined {
  const comment = withId(at(data, "comment"), "id");
  if (comment === undefined) return undefined;
  const defaults = { post_id: null, author_id: null, author_username: null, created_at: null };
  return { ...data, comment: { ...defaults, ...comment, text: textAt(comment, "text") ?? "" } };
}

function readPost(data: JsonObject): JsonObject | undefined {
  const post = withId(at(data, "post"), "id");
  if (post === undefined) return undefined;
  const caption = textAt(post, "caption") ?? textAt(post, "text") ?? null;
  const media_urls = listAt(post, "media_urls").filter((url) => typeof url === "string");
  const defaults = { author_id: null, author_username: null, created_at: null, text: caption };
  return { ...data, post: { ...defaults, ...post, caption, media_urls } };
}

function readAction(data: JsonObject): JsonObject | undefined {
  if (textAt(data, "action") === undefined || !isObject(data.target)) return undefined;
  return { moderator: { id: null, username: null }, reason: null, ...data };
}

/** The object with this id as text, or undefined when it is no object or has none. */
function withId(of: unknown, name: string): JsonObject | undefined {
  const id = idAt(of, name);
  return isObject(of) && id !== undefined ? { ...of, [name]: id } : undefined;
}
