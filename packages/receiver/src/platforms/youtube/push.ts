/**
 * A push of Google Cloud Pub/Sub. YouTube publishes no comments there: what comes is the owner's own, or another
 * product's. https://docs.cloud.google.com/pubsub/docs/push
 */
import { decodeBase64 } from "@tabellary/contracts/schemes";
import { parseExactJson } from "../../json/exact-json.ts";
import { at, idAt, isObject, textAt, timeAt } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";
import { commentDraft } from "./comment.ts";

/** `{message: {data: <base64>, attributes, messageId, publishTime}, subscription}`. */
export function pushDraft(envelope: unknown): Draft {
  const message = at(envelope, "message");
  const id = idAt(message, "messageId") ?? idAt(message, "message_id");
  const subscription = textAt(envelope, "subscription");
  const timestamp = timeAt(message, ["publishTime"]) ?? timeAt(message, ["publish_time"]);
  const attributes = at(message, "attributes");
  const content = contentOf(message);
  const comment = commentDraft(content, textAt(content, "type") ?? textAt(attributes, "event_type"));
  // The message's id is the event's where there is one: the same comment may be published twice on purpose.
  const key = id === undefined ? (comment?.key ?? []) : [...(subscription === undefined ? [] : [subscription]), id];
  if (comment !== undefined) return { ...comment, key, timestamp: comment.timestamp ?? timestamp, native: envelope };
  const data = { data: content ?? null, attributes: isObject(attributes) ? attributes : {} };
  return { type: "youtube.message", key, timestamp, data, native: envelope };
}

/** The data as JSON, or as text when it is none. */
function contentOf(message: unknown): unknown {
  const bytes = decodeBase64(textAt(message, "data") ?? "");
  if (bytes === undefined) throw new TypeError("message.data is not base64");
  if (bytes.length === 0) return undefined;
  const json = parseExactJson(bytes);
  return json === undefined ? new TextDecoder().decode(bytes) : json.value;
}
