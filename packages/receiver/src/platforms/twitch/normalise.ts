import type { Comment, ModerationAction } from "../../event.ts";
import { at, idAt, isObject, type JsonObject, textAt, timeAt } from "../../json/fields.ts";
import { readHeaderId } from "../headers.ts";
import type { Content, Draft, Verified } from "../platform.ts";

/** `{subscription, event}`, by the subscription's type. A revocation has no event. The signature covers the message's id. */
export function normaliseTwitch(payload: unknown, verified: Verified): readonly Draft[] {
  const type = textAt(payload, "subscription", "type");
  if (!isObject(payload) || type === undefined) throw new TypeError("subscription.type is needed");
  const id = readHeaderId(verified, "Twitch-Eventsub-Message-Id");
  const key = id === undefined ? [] : [id];
  const event = at(payload, "event");
  if (!isObject(event)) return [{ type: "twitch.revocation", key, timestamp: null, data: payload, native: payload }];
  const draft = readers[type]?.(event) ?? { type: `twitch.${type}` as const, timestamp: null, data: event };
  return [{ ...draft, key, native: payload }];
}

type Read = (Content & Pick<Draft, "timestamp">) | undefined;

const readers: { readonly [type: string]: (event: JsonObject) => Read } = {
  "channel.chat.message": chatMessage,
  "channel.chat.message_delete": (event) => action("delete", event, null),
  "automod.message.hold": (event) => action("hold", event, reasonOf(event)),
  // `approved`, `denied`, `expired`
  "automod.message.update": (event) => action(textAt(event, "status")?.toLowerCase(), event, reasonOf(event)),
};

/** When it was written is not said. */
function chatMessage(event: JsonObject): Read {
  const id = idAt(event, "message_id");
  if (id === undefined) return undefined;
  const parentId = idAt(event, "reply", "parent_message_id");
  const comment: Comment = {
    id,
    post_id: idAt(event, "broadcaster_user_id") ?? null,
    author_id: idAt(event, "chatter_user_id") ?? null,
    author_username: textAt(event, "chatter_user_login") ?? null,
    text: textAt(event, "message", "text") ?? "",
    created_at: null,
    ...(parentId !== undefined && { parent_id: parentId }),
  };
  return { type: "comment.created", timestamp: null, data: { comment } };
}

/** Who deleted a message is not said; who decided a held one is. */
function action(name: string | undefined, event: JsonObject, reason: string | null): Read {
  const id = idAt(event, "message_id");
  if (id === undefined || name === undefined) return undefined;
  const data: ModerationAction = {
    action: name,
    target: { type: "comment", id },
    moderator: {
      id: idAt(event, "moderator_user_id") ?? null,
      username: textAt(event, "moderator_user_login") ?? null,
    },
    reason,
  };
  // `held_at` is when AutoMod took it, so it is the time of a hold and no other.
  return { type: "moderation.action", timestamp: name === "hold" ? timeAt(event, ["held_at"]) : null, data };
}

/** Version 1 has the category itself; version 2 the kind of reason, and the category where AutoMod found one. */
function reasonOf(event: JsonObject): string | null {
  return textAt(event, "category") ?? textAt(event, "automod", "category") ?? textAt(event, "reason") ?? null;
}
