/** An event: what a platform told, in one shape for all platforms. */
import { idAt, isObject, type JsonObject } from "./json/fields.ts";

export interface Comment {
  id: string;
  /** What is commented on: a post, a video, an issue. Null when the platform does not say. */
  post_id: string | null;
  author_id: string | null;
  author_username: string | null;
  text: string;
  /** ISO 8601 in UTC. */
  created_at: string | null;
  updated_at?: string;
  /** The comment that this one answers. */
  parent_id?: string;
  /** Where a person can see it. */
  url?: string;
}

export interface Post {
  id: string;
  author_id: string | null;
  author_username: string | null;
  caption: string | null;
  /** The caption again, under the name that a comment has for it. */
  text: string | null;
  media_urls: readonly string[];
  created_at: string | null;
  updated_at?: string;
  url?: string;
}

export interface ModerationAction {
  /** As the platform calls it, such as `remove` or `approve`. */
  action: string;
  target: { type: string; id: string | null };
  moderator: { id: string | null; username: string | null };
  reason: string | null;
}

/** The types that mean the same on every platform, with what `event.data` is. Others are `<platform>.<name>`. */
export interface EventDataByType {
  "comment.created": { comment: Comment };
  "comment.updated": { comment: Comment };
  "comment.deleted": { comment_id: string; post_id: string | null };
  "post.created": { post: Post };
  "post.updated": { post: Post };
  "post.deleted": { post_id: string };
  "moderation.action": ModerationAction;
}

export type EventType = keyof EventDataByType;

/** `data.id` is the id of what the event is about. It is there to be read, and no part of the JSON. */
export type EventData<Type extends string> = Type extends EventType
  ? EventDataByType[Type] & { readonly id: string }
  : JsonObject & { readonly id?: unknown };

export interface EventFields<Type extends string = string> {
  eventId: string;
  eventType: Type;
  platform: string;
  data: Type extends EventType ? EventDataByType[Type] : JsonObject;
  /** When it happened, ISO 8601. Null, or left out: the platform did not say. */
  timestamp?: string | null;
  native?: unknown;
}

/** For one type `WebhookEvent<"comment.created">`; a union is told apart by `eventType`. */
export class WebhookEvent<Type extends string = string> {
  /** The platform's own id, or one derived from what makes the event unique. The same whenever the event comes again. */
  readonly eventId: string;
  readonly eventType: Type;
  readonly platform: string;
  readonly timestamp: string | null;
  readonly data: EventData<Type>;
  /** The piece of the platform's payload that this was made of. Not part of the JSON. */
  readonly native: unknown;

  constructor({ eventId, eventType, platform, data, timestamp, native }: EventFields<Type>) {
    this.eventId = eventId;
    this.eventType = eventType;
    this.platform = platform;
    this.timestamp = timestamp ?? null;
    this.data = withId(eventType, data) as EventData<Type>;
    this.native = native;
  }

  /** The unified envelope: `{event_id, event_type, timestamp, platform, data}`. `parseEvent` reads it back. */
  toJSON(): JsonObject {
    const { eventId, eventType, timestamp, platform, data } = this;
    return { event_id: eventId, event_type: eventType, timestamp, platform, data };
  }
}

function withId(type: string, data: JsonObject | object): object {
  if (!isObject(data) || Object.hasOwn(data, "id")) return data;
  const id = subjectId(type, data);
  return id === undefined ? data : Object.defineProperty({ ...data }, "id", { value: id });
}

function subjectId(type: string, data: JsonObject): string | undefined {
  switch (type) {
    case "comment.created":
    case "comment.updated":
      return idAt(data, "comment", "id");
    case "comment.deleted":
      return idAt(data, "comment_id");
    case "post.created":
    case "post.updated":
      return idAt(data, "post", "id");
    case "post.deleted":
      return idAt(data, "post_id");
    case "moderation.action":
      return idAt(data, "target", "id");
    default:
      return undefined;
  }
}

const UNIFIED: { readonly [Type in EventType]: true } = {
  "comment.created": true,
  "comment.updated": true,
  "comment.deleted": true,
  "post.created": true,
  "post.updated": true,
  "post.deleted": true,
  "moderation.action": true,
};

export const unifiedTypes = Object.keys(UNIFIED) as readonly EventType[];

/** Whether a type means the same on every platform. */
export function isUnifiedType(type: string): type is EventType {
  return Object.hasOwn(UNIFIED, type);
}
