import type { Comment } from "../../event.ts";
import { at, idAt, isObject, type JsonObject, textAt, timeAt } from "../../json/fields.ts";
import { readHeaderId } from "../headers.ts";
import type { Content, Draft, Verified } from "../platform.ts";

/**
 * A note of a person is a comment; all else is `gitlab.<object_kind>`, a system hook's `gitlab.<event_name>`.
 * https://docs.gitlab.com/user/project/integrations/webhook_events/
 *
 * `Idempotency-Key` stays the same when GitLab sends again, and is `webhook-id` where the delivery is signed.
 * `X-Gitlab-Event-UUID` is no id of the event: what one webhook sets off by another carries the same.
 */
export function normaliseGitlab(payload: unknown, verified: Verified): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  const id = readHeaderId(verified, "webhook-id") ?? readHeaderId(verified, "Idempotency-Key");
  const key = id === undefined ? [] : [id];
  const kind = textAt(payload, "object_kind") ?? textAt(payload, "event_name") ?? "unknown";
  const note = at(payload, "object_attributes");
  const comment = kind === "note" ? commentDraft(note, payload) : undefined;
  const other = { type: `gitlab.${kind}` as const, timestamp: timeAt(note, ["updated_at"]), data: payload };
  return [{ ...(comment ?? other), key, native: payload }];
}

/** Notes that GitLab writes itself, such as "changed the title", are `system`. */
function commentDraft(note: unknown, payload: JsonObject): (Content & Pick<Draft, "timestamp">) | undefined {
  const id = idAt(note, "id");
  if (id === undefined || at(note, "system") === true) return undefined;
  const createdAt = timeAt(note, ["created_at"]);
  const updatedAt = timeAt(note, ["updated_at"]);
  const url = textAt(note, "url");
  const comment: Comment = {
    id,
    post_id: idAt(note, "noteable_id") ?? idAt(note, "commit_id") ?? null,
    author_id: idAt(note, "author_id") ?? null,
    author_username: textAt(payload, "user", "username") ?? null,
    text: textAt(note, "note") ?? "",
    created_at: createdAt,
    ...(updatedAt !== null && { updated_at: updatedAt }),
    ...(url !== undefined && { url }),
  };
  // Before GitLab 16.11 only a new comment was told of, without an action.
  return textAt(note, "action") === "update"
    ? { type: "comment.updated", timestamp: updatedAt, data: { comment } }
    : { type: "comment.created", timestamp: createdAt, data: { comment } };
}
