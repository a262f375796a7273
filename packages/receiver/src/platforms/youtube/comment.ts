/** Comments, which YouTube does not push: out of its API, or as a relay of somebody's own hands them on. */
import type { Comment } from "../../event.ts";
import { at, idAt, isObject, textAt, timeAt } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";

/**
 * `{comment: {id, snippet}, type?}`: moderation_ai's page prints this shape, without a type. It is nothing that YouTube
 * sends; the `snippet` is that of YouTube's comment resource. Undefined when it is not of this shape.
 */
export function commentDraft(payload: unknown, type = textAt(payload, "type")): Draft | undefined {
  const resource = at(payload, "comment");
  const id = idAt(resource, "id");
  if (id === undefined) return undefined;
  const snippet = at(resource, "snippet");
  const postId = idAt(snippet, "videoId") ?? null;
  if (type === "comment.delete") {
    const data = { comment_id: id, post_id: postId };
    return { type: "comment.deleted", key: ["comment", id, "deleted"], timestamp: null, data, native: payload };
  }
  return resourceDraft(resource, id, type === "comment.update" ? "updated" : undefined);
}

/**
 * YouTube's own comment resource. Without a `change` it counts as edited when it was updated after it was published.
 * https://developers.google.com/youtube/v3/docs/comments
 */
export function resourceDraft(resource: unknown, id: string, change?: "created" | "updated"): Draft {
  const snippet = at(resource, "snippet");
  const createdAt = timeAt(snippet, ["publishedAt"]);
  const updatedAt = timeAt(snippet, ["updatedAt"]);
  const parentId = idAt(snippet, "parentId");
  const comment: Comment = {
    id,
    post_id: idAt(snippet, "videoId") ?? null,
    author_id: authorOf(snippet),
    author_username: textAt(snippet, "authorDisplayName") ?? null,
    text: textAt(snippet, "textOriginal") ?? textAt(snippet, "textDisplay") ?? "",
    created_at: createdAt,
    ...(updatedAt !== null && { updated_at: updatedAt }),
    ...(parentId !== undefined && { parent_id: parentId }),
  };
  const isLater = createdAt !== null && updatedAt !== null && Date.parse(updatedAt) > Date.parse(createdAt);
  const isEdited = change === undefined ? isLater : change === "updated";
  return {
    type: isEdited ? "comment.updated" : "comment.created",
    key: ["comment", id, isEdited ? (updatedAt ?? "updated") : "created"],
    timestamp: isEdited ? updatedAt : createdAt,
    data: { comment },
    native: resource,
  };
}

function authorOf(snippet: unknown): string | null {
  const channel = at(snippet, "authorChannelId");
  return (isObject(channel) ? idAt(channel, "value") : idAt(snippet, "authorChannelId")) ?? null;
}
