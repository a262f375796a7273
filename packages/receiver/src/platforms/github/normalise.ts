import type { Comment } from "../../event.ts";
import { parseExactJson } from "../../json/exact-json.ts";
import { at, idAt, isObject, type JsonObject, textAt, timeAt } from "../../json/fields.ts";
import { readHeaderId, readHeaderText } from "../headers.ts";
import type { Draft, Incoming, Verified } from "../platform.ts";

/** JSON, or a form whose field `payload` is JSON, as the webhook's content type says. */
export function parseGithub({ headers, body }: Incoming): { value: unknown } | undefined {
  const contentType = readHeaderText(headers, "Content-Type") ?? "";
  if (!contentType.toLowerCase().startsWith("application/x-www-form-urlencoded")) return parseExactJson(body);
  const form = new URLSearchParams(typeof body === "string" ? body : new TextDecoder().decode(body));
  const payload = form.get("payload");
  return payload === null ? undefined : parseExactJson(payload);
}

export function normaliseGithub(payload: unknown, verified: Verified): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  const name = readHeaderText(verified.headers, "X-GitHub-Event") ?? "unknown";
  const delivery = readHeaderId(verified, "X-GitHub-Delivery");
  const key = delivery === undefined ? [] : [delivery];
  return [commentDraft(name, payload, key) ?? { ...other(name, payload), key, native: payload }];
}

function other(
  name: string,
  payload: JsonObject,
): Pick<Draft, "timestamp"> & { type: `github.${string}`; data: JsonObject } {
  return { type: `github.${name}`, timestamp: null, data: payload };
}

/** What a comment of each event is on, by the name of its field. A commit's comment names the commit in itself. */
const COMMENTED: { readonly [event: string]: readonly string[] } = {
  issue_comment: ["issue", "id"],
  pull_request_review_comment: ["pull_request", "id"],
  discussion_comment: ["discussion", "id"],
  commit_comment: ["comment", "commit_id"],
};

function commentDraft(name: string, payload: JsonObject, key: readonly string[]): Draft | undefined {
  const commented = COMMENTED[name];
  const id = idAt(payload, "comment", "id");
  if (commented === undefined || id === undefined) return undefined;
  const postId = idAt(payload, ...commented) ?? null;
  const comment = readComment(id, postId, at(payload, "comment"));
  const timestamp = comment.updated_at ?? comment.created_at;
  switch (textAt(payload, "action")) {
    case "created":
      return { type: "comment.created", key, timestamp: comment.created_at, data: { comment }, native: payload };
    case "edited":
      return { type: "comment.updated", key, timestamp, data: { comment }, native: payload };
    case "deleted": {
      // When it was deleted is not said.
      const data = { comment_id: id, post_id: postId };
      return { type: "comment.deleted", key, timestamp: null, data, native: payload };
    }
    default:
      return undefined;
  }
}

function readComment(id: string, postId: string | null, raw: unknown): Comment {
  const updatedAt = timeAt(raw, ["updated_at"]);
  const parentId = idAt(raw, "in_reply_to_id") ?? idAt(raw, "parent_id");
  const url = textAt(raw, "html_url");
  return {
    id,
    post_id: postId,
    author_id: idAt(raw, "user", "id") ?? null,
    author_username: textAt(raw, "user", "login") ?? null,
    text: textAt(raw, "body") ?? "",
    created_at: timeAt(raw, ["created_at"]),
    ...(updatedAt !== null && { updated_at: updatedAt }),
    ...(parentId !== undefined && { parent_id: parentId }),
    ...(url !== undefined && { url }),
  };
}
