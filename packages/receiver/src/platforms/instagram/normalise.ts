import type { Comment } from "../../event.ts";
import { idAt, isObject, textAt } from "../../json/fields.ts";
import { digestOf } from "../digest.ts";
import { type Change, changesOf } from "../meta.ts";
import type { Draft } from "../platform.ts";

/** Instagram tells of new comments only: an edit, a deletion or a hiding is no event. */
export function normaliseInstagram(payload: unknown): readonly Draft[] {
  return changesOf(payload).map((change) => commentDraft(change) ?? otherDraft(change));
}

function commentDraft({ entryId, sentAt, field, value, native }: Change): Draft | undefined {
  const id = idAt(value, "id");
  if ((field !== "comments" && field !== "live_comments") || id === undefined) return undefined;
  const parentId = idAt(value, "parent_id");
  const comment: Comment = {
    id,
    post_id: idAt(value, "media", "id") ?? null,
    author_id: idAt(value, "from", "id") ?? null,
    author_username: textAt(value, "from", "username") ?? null,
    text: textAt(value, "text") ?? "",
    // Only when Meta sent it is said, which is not when it was written.
    created_at: null,
    ...(parentId !== undefined && { parent_id: parentId }),
  };
  const key = [...(entryId === undefined ? [] : [entryId]), field, id];
  return { type: "comment.created", key, timestamp: sentAt, data: { comment }, native };
}

function otherDraft({ entryId = "", sentAt, field, value, native }: Change): Draft {
  const data = isObject(value) ? value : { value: value ?? null };
  // Without an id the time is what tells two equal values apart. Whether it stays on a repeat is not published.
  const key = [entryId, field, sentAt ?? "", digestOf(value)];
  return { type: `instagram.${field}`, key, timestamp: sentAt, data, native };
}
