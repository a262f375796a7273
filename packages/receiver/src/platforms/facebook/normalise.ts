/** A Page's feed. https://developers.facebook.com/docs/graph-api/webhooks/reference/page */
import type { Comment, Post } from "../../event.ts";
import { idAt, isObject, listAt, textAt, timeAt } from "../../json/fields.ts";
import { digestOf } from "../digest.ts";
import { type Change, changesOf } from "../meta.ts";
import type { Draft } from "../platform.ts";

/** What of the field `feed` is no comment, reaction or share of another's: a post of some kind, with a `post_id`. */
const POSTS = new Set(["album", "link", "note", "photo", "post", "share", "status", "video"]);

export function normaliseFacebook(payload: unknown): readonly Draft[] {
  return changesOf(payload).map((change) => feedDraft(change) ?? otherDraft(change));
}

function feedDraft(change: Change): Draft | undefined {
  const { field, value } = change;
  if (field !== "feed") return undefined;
  const item = textAt(value, "item") ?? "";
  if (item === "comment") return commentDraft(change);
  return POSTS.has(item) ? postDraft(change) : undefined;
}

function commentDraft({ sentAt, value, native }: Change): Draft | undefined {
  const id = idAt(value, "comment_id");
  const verb = textAt(value, "verb");
  if (id === undefined || verb === undefined) return undefined;
  const timestamp = timeAt(value, ["created_time"]) ?? sentAt;
  const postId = idAt(value, "post_id") ?? null;
  switch (verb) {
    case "add": {
      const data = { comment: readComment(id, postId, value) };
      return { type: "comment.created", key: [id, verb], timestamp, data, native };
    }
    case "edited":
    case "edit":
    case "update": {
      const data = { comment: readComment(id, postId, value) };
      return { type: "comment.updated", key: versionKey(id, timestamp, value), timestamp, data, native };
    }
    case "remove":
    case "delete": {
      const data = { comment_id: id, post_id: postId };
      return { type: "comment.deleted", key: [id, "remove"], timestamp, data, native };
    }
    case "hide":
    case "unhide":
      return actionDraft("comment", id, verb, { timestamp, value, native });
    default:
      return undefined;
  }
}

function postDraft({ sentAt, value, native }: Change): Draft | undefined {
  const id = idAt(value, "post_id");
  const verb = textAt(value, "verb");
  if (id === undefined || verb === undefined) return undefined;
  const timestamp = timeAt(value, ["created_time"]) ?? sentAt;
  switch (verb) {
    case "add":
      return { type: "post.created", key: [id, verb], timestamp, data: { post: readPost(id, value) }, native };
    case "edited":
    case "edit":
    case "update": {
      const data = { post: readPost(id, value) };
      return { type: "post.updated", key: versionKey(id, timestamp, value), timestamp, data, native };
    }
    case "remove":
    case "delete":
      return { type: "post.deleted", key: [id, "remove"], timestamp, data: { post_id: id }, native };
    case "hide":
    case "unhide":
      return actionDraft("post", id, verb, { timestamp, value, native });
    default:
      return undefined;
  }
}

/** An edit has no id: the time, and what it says, tell it from another. */
function versionKey(id: string, timestamp: string | null, value: unknown): readonly string[] {
  return [id, "edited", timestamp ?? "", digestOf(value)];
}

/** Who hid it is not told: `from` is its author. */
function actionDraft(
  type: "comment" | "post",
  id: string,
  action: string,
  { timestamp, value, native }: { timestamp: string | null; value: unknown; native: unknown },
): Draft {
  const moderator = { id: null, username: null };
  return {
    type: "moderation.action",
    key: [id, action, timestamp ?? "", digestOf(value)],
    timestamp,
    data: { action, target: { type, id }, moderator, reason: null },
    native,
  };
}

function readComment(id: string, postId: string | null, value: unknown): Comment {
  const parentId = idAt(value, "parent_id");
  const url = textAt(value, "post", "permalink_url");
  return {
    id,
    post_id: postId,
    ...authorOf(value),
    text: textAt(value, "message") ?? "",
    created_at: timeAt(value, ["created_time"]),
    // A comment at the top has the post for its parent.
    ...(parentId !== undefined && parentId !== postId && { parent_id: parentId }),
    ...(url !== undefined && { url }),
  };
}

function readPost(id: string, value: unknown): Post {
  const caption = textAt(value, "message") ?? null;
  const url = textAt(value, "post", "permalink_url") ?? textAt(value, "permalink_url");
  const media = [...listAt(value, "photos"), textAt(value, "link")];
  return {
    id,
    ...authorOf(value),
    caption,
    text: caption,
    media_urls: media.filter((one) => typeof one === "string"),
    created_at: timeAt(value, ["created_time"]),
    ...(url !== undefined && { url }),
  };
}

/** Missing where the app may not know. */
function authorOf(value: unknown): Pick<Comment, "author_id" | "author_username"> {
  return { author_id: idAt(value, "from", "id") ?? null, author_username: textAt(value, "from", "name") ?? null };
}

function otherDraft({ entryId = "", sentAt, field, value, native }: Change): Draft {
  const data = isObject(value) ? value : { value: value ?? null };
  const timestamp = timeAt(value, ["created_time"]) ?? sentAt;
  return {
    type: `facebook.${field}`,
    key: [entryId, field, timestamp ?? "", digestOf(value)],
    timestamp,
    data,
    native,
  };
}
