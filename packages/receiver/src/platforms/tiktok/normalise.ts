/**
 * TikTok for Developers: https://developers.tiktok.com/doc/webhooks-events
 * TikTok API for Business, comments: as copies of its documents have them; see the facts in platform.ts.
 */
import type { Comment } from "../../event.ts";
import { parseExactJson } from "../../json/exact-json.ts";
import { at, idAt, isObject, type JsonObject, textAt, timeAt } from "../../json/fields.ts";
import { digestOf } from "../digest.ts";
import type { Draft } from "../platform.ts";

/** `{client_key, event, create_time, user_openid, content}`; `content` is JSON inside a text. */
export function normaliseTiktok(payload: unknown): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  const name = textAt(payload, "event") ?? textAt(payload, "type");
  if (name === undefined) throw new TypeError("event is needed");
  const content = contentOf(payload);
  const timestamp = timeAt(content, ["timestamp"], "ms") ?? timeAt(payload, ["create_time"]);
  const draft = isObject(content) ? commentDraft(name, content, { timestamp, native: payload }) : undefined;
  return [draft ?? otherDraft(name, payload, content, timestamp)];
}

/** `data`: moderation_ai's page names an event `comment.post` and shows no payload, so its other samples are followed. */
function contentOf(payload: JsonObject): unknown {
  const content = payload.content ?? payload.data;
  return typeof content === "string" ? (parseExactJson(content)?.value ?? content) : content;
}

interface About {
  timestamp: string | null;
  native: unknown;
}

function commentDraft(name: string, content: JsonObject, { timestamp, native }: About): Draft | undefined {
  if (name !== "comment.update" && name !== "comment.post") return undefined;
  const id = idAt(content, "comment_id") ?? idAt(content, "id");
  const action = textAt(content, "comment_action") ?? "insert";
  if (id === undefined) return undefined;
  const unique = idAt(content, "unique_identifier");
  const key = unique === undefined ? [id, action, timestamp ?? ""] : [unique];
  switch (action) {
    case "insert":
      return {
        type: "comment.created",
        key,
        timestamp,
        data: { comment: readComment(id, content, timestamp) },
        native,
      };
    case "delete": {
      const data = { comment_id: id, post_id: idAt(content, "video_id") ?? null };
      return { type: "comment.deleted", key, timestamp, data, native };
    }
    // set_to_hidden, set_to_friends_only, set_to_public: by whom is not told.
    default: {
      const moderator = { id: null, username: null };
      const data = { action, target: { type: "comment", id }, moderator, reason: null };
      return { type: "moderation.action", key, timestamp, data, native };
    }
  }
}

/** The text may not be there: `/business/comment/list/` has it. */
function readComment(id: string, content: JsonObject, createdAt: string | null): Comment {
  const parentId = idAt(content, "parent_comment_id");
  return {
    id,
    post_id: idAt(content, "video_id") ?? null,
    author_id: idAt(content, "user_id") ?? null,
    author_username: textAt(content, "username") ?? textAt(at(content, "user"), "username") ?? null,
    text: textAt(content, "text") ?? "",
    created_at: timeAt(content, ["create_time"]) ?? createdAt,
    ...(parentId !== undefined && parentId !== "0" && { parent_id: parentId }),
  };
}

/** There is no id: everything but the signature's time makes the event what it is. */
function otherDraft(name: string, payload: JsonObject, content: unknown, timestamp: string | null): Draft {
  const data = { ...payload, ...(isObject(content) && { content }) };
  return { type: `tiktok.${name}`, key: [name, digestOf(payload)], timestamp, data, native: payload };
}
