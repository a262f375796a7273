import { type Answer, answerJson } from "../../answer.ts";
import type { Comment } from "../../event.ts";
import { at, idAt, isObject, type JsonObject, textAt, timeAt } from "../../json/fields.ts";
import { digestOf } from "../digest.ts";
import type { Content, Draft } from "../platform.ts";

/** The `type` of a webhook's envelope is 0 or 1, that of an interaction 1 to 5; an event's envelope has `event`. */
const PING = 0;
const INTERACTION_PING = 1;

const INTERACTIONS: { readonly [type: number]: string } = {
  2: "application_command",
  3: "message_component",
  4: "application_command_autocomplete",
  5: "modal_submit",
};

/** Both products ask first whether somebody is there, each in its own way. */
export function replyToPing(payload: unknown, noContent: Answer): Answer | undefined {
  if (!isObject(payload)) return undefined;
  if (payload.type === PING) return noContent;
  if (payload.type === INTERACTION_PING && !isObject(payload.event)) return answerJson(200, { type: INTERACTION_PING });
  return undefined;
}

/** https://docs.discord.com/developers/events/webhook-events, https://docs.discord.com/developers/interactions/receiving-and-responding */
export function normaliseDiscord(payload: unknown): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  const event = at(payload, "event");
  return [isObject(event) ? eventDraft(event) : interactionDraft(payload)];
}

function interactionDraft(payload: JsonObject): Draft {
  const id = idAt(payload, "id");
  if (typeof payload.type !== "number" || id === undefined) throw new TypeError("neither an event nor an interaction");
  const name = INTERACTIONS[payload.type] ?? String(payload.type);
  return { type: `discord.interaction.${name}`, key: [id], timestamp: null, data: payload, native: payload };
}

/** Discord sends no id: kind, message and time, which stay the same when it sends again, make one. */
function eventDraft(event: JsonObject): Draft {
  const name = textAt(event, "type") ?? "unknown";
  const data = at(event, "data");
  const timestamp = timeAt(event, ["timestamp"]);
  const key = [name, textAt(event, "timestamp") ?? "", digestOf(data)];
  const message = /^(?:LOBBY|GAME_DIRECT)_MESSAGE_(CREATE|UPDATE|DELETE)$/.exec(name)?.[1];
  const comment = message === undefined ? undefined : commentDraft(message, data);
  const other = { type: `discord.${name.toLowerCase()}` as const, data: isObject(data) ? data : {} };
  return { ...(comment ?? other), key, timestamp, native: event };
}

/** A message of a lobby is a comment on it, one between two people on their channel. */
function commentDraft(what: string, message: unknown): Content | undefined {
  const id = idAt(message, "id");
  if (id === undefined) return undefined;
  const postId = idAt(message, "lobby_id") ?? idAt(message, "channel_id") ?? null;
  if (what === "DELETE") return { type: "comment.deleted", data: { comment_id: id, post_id: postId } };
  const editedAt = timeAt(message, ["edited_timestamp"]);
  const comment: Comment = {
    id,
    post_id: postId,
    author_id: idAt(message, "author", "id") ?? null,
    author_username: textAt(message, "author", "username") ?? null,
    text: textAt(message, "content") ?? "",
    created_at: timeAt(message, ["timestamp"]),
    ...(editedAt !== null && { updated_at: editedAt }),
  };
  return { type: what === "CREATE" ? "comment.created" : "comment.updated", data: { comment } };
}
