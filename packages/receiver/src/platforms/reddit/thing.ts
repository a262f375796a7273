/** Reddit's things: comments (`t1`), posts (`t3`) and entries of the moderation log. https://www.reddit.com/dev/api */
import type { Comment, Post } from "../../event.ts";
import { at, idAt, isObject, type JsonObject, textAt, timeAt } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";

export interface ThingOptions {
  /** Whether it comes from a list of what was edited. Elsewhere an edit made before we looked is part of what is new. */
  isEdit?: boolean;
}

/** Undefined: a kind that tells nothing. */
export function thingDraft(kind: string, data: JsonObject, { isEdit = false }: ThingOptions = {}): Draft | undefined {
  switch (kind) {
    case "t1":
      return commentDraft(data, isEdit);
    case "t3":
      return postDraft(data, isEdit);
    case "modaction":
      return actionDraft(data);
    default:
      return undefined;
  }
}

function commentDraft(data: JsonObject, isEdit: boolean): Draft | undefined {
  const id = nameOf(data);
  if (id === undefined) return undefined;
  const { createdAt, updatedAt } = timesOf(data);
  const parent = textAt(data, "parent_id");
  const url = urlOf(data);
  const comment: Comment = {
    id,
    post_id: textAt(data, "link_id") ?? null,
    ...authorOf(data),
    text: textAt(data, "body") ?? "",
    created_at: createdAt,
    ...(updatedAt !== null && { updated_at: updatedAt }),
    ...(parent?.startsWith("t1_") && { parent_id: parent }),
    ...(url !== undefined && { url }),
  };
  return isEdit
    ? { type: "comment.updated", key: [id, updatedAt ?? ""], timestamp: updatedAt, data: { comment }, native: data }
    : { type: "comment.created", key: [id], timestamp: createdAt, data: { comment }, native: data };
}

function postDraft(data: JsonObject, isEdit: boolean): Draft | undefined {
  const id = nameOf(data);
  if (id === undefined) return undefined;
  const { createdAt, updatedAt } = timesOf(data);
  const url = urlOf(data);
  const text = [textAt(data, "title"), textAt(data, "selftext")].filter((part) => part !== undefined && part !== "");
  const caption = text.length === 0 ? null : text.join("\n\n");
  // A post of words has its own address here.
  const link = at(data, "is_self") === true ? undefined : textAt(data, "url");
  const post: Post = {
    id,
    ...authorOf(data),
    caption,
    text: caption,
    media_urls: link === undefined ? [] : [link],
    created_at: createdAt,
    ...(updatedAt !== null && { updated_at: updatedAt }),
    ...(url !== undefined && { url }),
  };
  return isEdit
    ? { type: "post.updated", key: [id, updatedAt ?? ""], timestamp: updatedAt, data: { post }, native: data }
    : { type: "post.created", key: [id], timestamp: createdAt, data: { post }, native: data };
}

const TARGETS: { readonly [prefix: string]: string } = { t1: "comment", t2: "user", t3: "post", t5: "subreddit" };

/** An entry of `/about/log`. Its target is a fullname; what is done to nobody in particular has none. */
function actionDraft(data: JsonObject): Draft | undefined {
  const action = textAt(data, "action");
  if (action === undefined) return undefined;
  const id = idAt(data, "id");
  const target = textAt(data, "target_fullname");
  const moderatorId = textAt(data, "mod_id36");
  const timestamp = timeAt(data, ["created_utc"]);
  return {
    type: "moderation.action",
    key: id === undefined ? [action, target ?? "", timestamp ?? ""] : [id],
    timestamp,
    data: {
      action,
      target: { type: TARGETS[target?.split("_")[0] ?? ""] ?? "unknown", id: target ?? null },
      moderator: { id: moderatorId === undefined ? null : `t2_${moderatorId}`, username: textAt(data, "mod") ?? null },
      reason: textAt(data, "details") ?? textAt(data, "description") ?? null,
    },
    native: data,
  };
}

/** The fullname, which the API acts by; the bare id where there is nothing else. */
function nameOf(data: JsonObject): string | undefined {
  return textAt(data, "name") ?? idAt(data, "id");
}

/** A name, as Reddit sends it, or the object that moderation_ai's page prints. Who is deleted is nobody. */
function authorOf(data: JsonObject): Pick<Comment, "author_id" | "author_username"> {
  const name = isObject(data.author) ? textAt(data.author, "name") : textAt(data, "author");
  return {
    author_id: textAt(data, "author_fullname") ?? null,
    author_username: name === undefined || name === "[deleted]" ? null : name,
  };
}

/** `edited` is false, or when. */
function timesOf(data: JsonObject): { createdAt: string | null; updatedAt: string | null } {
  return { createdAt: timeAt(data, ["created_utc"]), updatedAt: timeAt(data, ["edited"]) };
}

function urlOf(data: JsonObject): string | undefined {
  const path = textAt(data, "permalink");
  return path?.startsWith("/") ? `https://www.reddit.com${path}` : undefined;
}
