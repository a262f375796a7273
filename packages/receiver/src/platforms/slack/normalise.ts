import type { Comment, Post } from "../../event.ts";
import { parseExactJson } from "../../json/exact-json.ts";
import { at, idAt, isObject, type JsonObject, listAt, textAt, timeAt, toIso } from "../../json/fields.ts";
import { readHeaderText } from "../headers.ts";
import type { Content, Draft, Incoming } from "../platform.ts";

/**
 * JSON; or a form: a slash command's fields as they are, an interaction's in the field `payload` as JSON. The content type
 * is not signed, so it makes no form of JSON.
 */
export function parseSlack({ headers, body }: Incoming): { value: unknown } | undefined {
  const contentType = readHeaderText(headers, "Content-Type") ?? "";
  if (!contentType.toLowerCase().startsWith("application/x-www-form-urlencoded")) return parseExactJson(body);
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  if (text.startsWith("{")) return parseExactJson(text);
  const form = new URLSearchParams(text);
  const payload = form.get("payload");
  return payload === null ? { value: Object.fromEntries(form) } : parseExactJson(payload);
}

/** https://docs.slack.dev/apis/events-api#callback-field */
export function normaliseSlack(payload: unknown): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  const event = at(payload, "event");
  if (textAt(payload, "type") !== "event_callback" || !isObject(event)) return [interaction(payload)];
  const id = idAt(payload, "event_id");
  const key = id === undefined ? [] : [id];
  const message = textAt(event, "type") === "message" ? messageDraft(event) : undefined;
  const draft = message ?? {
    type: `slack.${[textAt(event, "type") ?? "event", textAt(event, "subtype")].filter(Boolean).join(".")}` as const,
    data: event,
  };
  return [{ ...draft, key, timestamp: timeAt(payload, ["event_time"]), native: payload }];
}

/** A button, a modal, a slash command. Each has a `trigger_id` of its own. */
function interaction(payload: JsonObject): Draft {
  const name = textAt(payload, "type") ?? (textAt(payload, "command") === undefined ? "unknown" : "slash_command");
  const id = idAt(payload, "trigger_id");
  const key = id === undefined ? [] : [id];
  return { type: `slack.${name}`, key, timestamp: null, data: payload, native: payload };
}

/** The subtypes that are somebody's words. Others tell that a person came, a topic changed and the like. */
const WRITTEN: readonly (string | undefined)[] = [
  undefined,
  "bot_message",
  "file_share",
  "me_message",
  "thread_broadcast",
];

function messageDraft(event: JsonObject): Content | undefined {
  const channel = idAt(event, "channel");
  if (channel === undefined) return undefined;
  const subtype = textAt(event, "subtype");
  if (subtype === "message_deleted") return deleted(channel, event);
  if (subtype === "message_changed") {
    const message = at(event, "message");
    // Slack says this too when it has unfolded a link: the words are the same.
    const isSame = textAt(message, "text") === textAt(event, "previous_message", "text");
    return isSame ? undefined : written(channel, message, "updated");
  }
  return WRITTEN.includes(subtype) ? written(channel, event, "created") : undefined;
}

function written(channel: string, message: unknown, what: "created" | "updated"): Content | undefined {
  const ts = textAt(message, "ts");
  if (ts === undefined) return undefined;
  const thread = threadOf(message);
  const text = textAt(message, "text") ?? "";
  const edited = timeOf(textAt(message, "edited", "ts"));
  const common = {
    id: `${channel}:${ts}`,
    author_id: idAt(message, "user") ?? idAt(message, "bot_id") ?? null,
    author_username: textAt(message, "username") ?? null,
    text,
    created_at: timeOf(ts),
    ...(edited !== null && { updated_at: edited }),
  };
  if (thread !== undefined) {
    const comment: Comment = { ...common, post_id: `${channel}:${thread}` };
    return { type: `comment.${what}`, data: { comment } };
  }
  const media_urls = listAt(message, "files").flatMap((file) => textAt(file, "url_private") ?? []);
  const post: Post = { ...common, caption: text, media_urls };
  return { type: `post.${what}`, data: { post } };
}

/** Without the message that it was, nobody can tell an answer from a post: then it is a post. */
function deleted(channel: string, event: JsonObject): Content | undefined {
  const ts = textAt(event, "deleted_ts");
  if (ts === undefined) return undefined;
  const id = `${channel}:${ts}`;
  const thread = threadOf(at(event, "previous_message"));
  if (thread === undefined) return { type: "post.deleted", data: { post_id: id } };
  return { type: "comment.deleted", data: { comment_id: id, post_id: `${channel}:${thread}` } };
}

/** The first message of the thread that this one answers in. */
function threadOf(message: unknown): string | undefined {
  const thread = textAt(message, "thread_ts");
  return thread === textAt(message, "ts") ? undefined : thread;
}

/** `1355517523.000005`: seconds, and a number that tells messages of one second apart. */
function timeOf(ts: string | undefined): string | null {
  return ts !== undefined && /^\d{1,11}\.\d{1,6}$/.test(ts) ? toIso(Math.floor(Number(ts)) * 1000) : null;
}
