/** A registered event type of a site; its JSON Schema, when it has one, is enforced on every event. */
export interface EventType {
  siteNo: number;
  name: string;
  description: string | null;
  schema: JsonObject | null;
  createdAt: number;
}

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Sent on request to one webhook, whatever its events: never subscribed to, never refused. */
export const TEST_EVENT_TYPE = "test.webhook";

/** The hub's own events, on the operator's site. */
export const OPERATOR_EVENT_TYPES = [
  "webhook.failing",
  "webhook.recovered",
  "delivery.exhausted",
  "moderation.exhausted",
] as const;
export type OperatorEventType = (typeof OPERATOR_EVENT_TYPES)[number];

/** An event's data is nested no deeper: what walks it recursively, here and at receivers, has a bound. */
export const DEPTH_MAX = 64;

const RESERVED: ReadonlySet<string> = new Set([TEST_EVENT_TYPE, ...OPERATOR_EVENT_TYPES]);

/** Whether only the hub itself sends this type. */
export function isReservedType(type: string): boolean {
  return RESERVED.has(type);
}

const EVENT_TYPE = /^[A-Za-z0-9._-]{1,128}$/;
const EVENT_PATTERN = /^(?:\*|[A-Za-z0-9._-]{1,126}\.\*|[A-Za-z0-9._-]{1,128})$/;

export function isEventType(name: string): boolean {
  return EVENT_TYPE.test(name) && !name.startsWith(".") && !name.endsWith(".") && !name.includes("..");
}

/** A subscription's entry: an exact type, `comment.*` or `*`. */
export function isEventPattern(pattern: string): boolean {
  if (!EVENT_PATTERN.test(pattern)) return false;
  return pattern === "*" || isEventType(pattern.endsWith(".*") ? pattern.slice(0, -2) : pattern);
}

/** `comment.*` takes `comment.created` and `comment.reply.created`, not `comment` itself. */
export function patternTakes(pattern: string, type: string): boolean {
  if (pattern === "*" || pattern === type) return true;
  return pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1));
}

export function isSubscribed(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) => patternTakes(pattern, type));
}
