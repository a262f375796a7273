import type { Post } from "../../event.ts";
import { at, idAt, isObject, type JsonObject, listAt, textAt, timeAt } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";

/** `{event_id, event_type, timestamp, platform, data}`: taken as it is, after a look at what handlers rely on. */
export function normaliseUnified(payload: unknown): readonly Draft[] {
  const type = textAt(payload, "event_type");
  const data = at(payload, "data");
  if (type === undefined || !isObject(data)) throw new TypeError("event_type and data are needed");
  const id = idAt(payload, "event_id");
  return [
    {
      type,
      key: id === undefined ? [] : [id],
      timestamp: timeAt(payload, ["timestamp"]),
      data: readData(type, data),
      native: payload,
      platform: textAt(payload, "platform") ?? "moderation-ai",
    } as Draft,
  ];
}

function readData(type: string, data: JsonObject): object {
  switch (type) {
    case "comment.created":
    case "comment.updated":
      return { ...data, comment: { ...COMMENT, ...subject(data, "comment") } };
    case "post.created":
    case "post.updated": {
      const post = subject(data, "post");
      const caption = textAt(post, "caption") ?? textAt(post, "text") ?? null;
      const media_urls = listAt(post, "media_urls").filter((url) => typeof url === "string");
      return { ...data, post: { ...POST, text: caption, ...post, caption, media_urls } };
    }
    case "comment.deleted":
      return { post_id: null, ...data, comment_id: needId(data, "comment_id") };
    case "post.deleted":
      return { ...data, post_id: needId(data, "post_id") };
    case "moderation.action":
      return { moderator: { id: null, username: null }, reason: null, ...data, target: subject(data, "target") };
    default:
      return data;
  }
}

const COMMENT = { post_id: null, author_id: null, author_username: null, text: "", created_at: null };
const POST: Omit<Post, "id" | "text"> = {
  author_id: null,
  author_username: null,
  caption: null,
  media_urls: [],
  created_at: null,
};

function subject(data: JsonObject, name: string): JsonObject {
  const found = at(data, name);
  if (!isObject(found)) throw new TypeError(`data.${name} is needed`);
  return { ...found, id: needId(found, "id") };
}

function needId(of: JsonObject, name: string): string {
  const id = idAt(of, name);
  if (id === undefined) throw new TypeError(`${name} is needed`);
  return id;
}
