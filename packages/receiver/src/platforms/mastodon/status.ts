/** A status: a post, or a comment where it answers another. https://docs.joinmastodon.org/entities/Status/ */
import type { Comment, Post } from "../../event.ts";
import { idAt, isObject, listAt, textAt, timeAt } from "../../json/fields.ts";
import { htmlToText } from "../html-text.ts";
import type { Draft } from "../platform.ts";

/**
 * Undefined for a boost, which says nothing of its own. The same status makes the same event, whether it was pushed or
 * polled.
 */
export function statusDraft(status: unknown, change: "created" | "updated"): Draft | undefined {
  const id = idAt(status, "id");
  if (id === undefined || (isObject(status) && isObject(status.reblog))) return undefined;
  const createdAt = timeAt(status, ["created_at"]);
  const editedAt = timeAt(status, ["edited_at"]);
  const common = {
    key: change === "created" ? ["status", id] : ["status", id, editedAt ?? textAt(status, "content") ?? ""],
    timestamp: change === "created" ? createdAt : editedAt,
    native: status,
  };
  const parentId = idAt(status, "in_reply_to_id");
  return parentId === undefined
    ? { ...common, type: `post.${change}`, data: { post: readPost(id, status, { createdAt, editedAt }) } }
    : {
        ...common,
        type: `comment.${change}`,
        data: { comment: readComment(id, parentId, status, { createdAt, editedAt }) },
      };
}

interface Times {
  createdAt: string | null;
  editedAt: string | null;
}

/** A status names what it answers, and not where the conversation began: that is all that is known of its post. */
function readComment(id: string, parentId: string, status: unknown, times: Times): Comment {
  return { id, post_id: parentId, ...commonOf(status, times), text: textOf(status), parent_id: parentId };
}

function readPost(id: string, status: unknown, times: Times): Post {
  const caption = textOf(status);
  const media = listAt(status, "media_attachments").map((one) => textAt(one, "url"));
  return {
    id,
    ...commonOf(status, times),
    caption,
    text: caption,
    media_urls: media.filter((url) => url !== undefined),
  };
}

function commonOf(status: unknown, { createdAt, editedAt }: Times) {
  const url = textAt(status, "url");
  return {
    author_id: idAt(status, "account", "id") ?? null,
    author_username: textAt(status, "account", "acct") ?? null,
    created_at: createdAt,
    ...(editedAt !== null && { updated_at: editedAt }),
    ...(url !== undefined && { url }),
  };
}

/** The content is HTML that Mastodon has cleaned; a warning that stands before it belongs to it. */
function textOf(status: unknown): string {
  const parts = [textAt(status, "spoiler_text") ?? "", htmlToText(textAt(status, "content") ?? "")];
  return parts.filter((part) => part !== "").join("\n\n");
}
