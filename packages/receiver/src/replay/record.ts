/** What can be replayed: an event as it was understood, or a request as it came. */
import type { HeadersLike } from "@tabellary/contracts";
import { decodeBase64 } from "@tabellary/contracts/schemes";
import { WebhookEvent } from "../event.ts";
import { isObject, type JsonObject, textAt, timeAt } from "../json/fields.ts";

/**
 * An event: the unified envelope `{event_id, event_type, timestamp, platform, data}`, with `source` where it was kept.
 * It has no signature any more.
 */
interface EventRecord {
  kind: "event";
  /** A `WebhookEvent`, or the envelope. */
  value: WebhookEvent | JsonObject;
  source: string | undefined;
}

/**
 * A request: `{platform, body | body_base64, headers?, method?, query?, received_at?}`. `body` is the text as it came,
 * byte for byte, for the signature is over it; `received_at` is ISO 8601 or Unix milliseconds.
 */
interface RequestRecord {
  kind: "request";
  platform: string;
  body: string | Uint8Array;
  headers: HeadersLike;
  method: string;
  query: string;
  receivedAtMs: number | undefined;
}

export type ReplayRecord = EventRecord | RequestRecord | { kind: "unreadable"; message: string };

export function readRecord(value: unknown): ReplayRecord {
  if (value instanceof WebhookEvent) return { kind: "event", value, source: undefined };
  if (!isObject(value)) return unreadable("It is no JSON object.");
  if ("event_type" in value) return { kind: "event", value, source: textAt(value, "source") };
  const platform = textAt(value, "platform");
  const body = readBody(value);
  if (platform === undefined || body === undefined) {
    return unreadable("It is neither an event (event_type, data) nor a request (platform, and body or body_base64).");
  }
  const receivedAt = timeAt(value, ["received_at"], "ms");
  return {
    kind: "request",
    platform,
    body,
    headers: isObject(value.headers) ? (value.headers as HeadersLike) : {},
    method: textAt(value, "method") ?? "POST",
    query: textAt(value, "query") ?? "",
    receivedAtMs: receivedAt === null ? undefined : Date.parse(receivedAt),
  };
}

function readBody(value: JsonObject): string | Uint8Array | undefined {
  const encoded = textAt(value, "body_base64");
  return encoded === undefined ? textAt(value, "body") : decodeBase64(encoded);
}

function unreadable(message: string): ReplayRecord {
  return { kind: "unreadable", message };
}
