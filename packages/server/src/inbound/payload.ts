/** An inbound event as an event of its site: what its data, its external id and its ordering key are. */
import { createHash } from "node:crypto";
import type { WebhookEvent } from "@tabellary/receiver";
import type { EventRequest } from "../engine/requests.ts";
import { DEPTH_MAX, isReservedType } from "../model/event-type.ts";
import { formatId } from "../model/ids.ts";
import { toInboundExternalId } from "../model/inbound-id.ts";

/** `replay`: an earlier message once more. `again`: its events are made anew, also those that are there. */
export type Repetition = "none" | "replay" | "again";

/** Where events come from. */
interface Telling {
  sourceId: bigint;
  messageSeq: bigint;
  repetition: Repetition;
}

/** One commit takes no more: as many as a batch of the API has. */
const EVENTS_MAX = 1_000;
const DATA_CHARS_MAX = 16 * 1024 * 1024;
const ORDERING_KEY_CHARS_MAX = 255;

/** A genuine message that cannot become events: it is kept as `unparsable`. */
export class UnfitMessageError extends Error {
  readonly code = "unparsable";
  override readonly name = "UnfitMessageError";
}

/** @throws UnfitMessageError */
export function toEventRequests(
  { id: sourceId }: { id: bigint },
  messageSeq: bigint,
  events: readonly WebhookEvent[],
  repetition: Repetition = "none",
): EventRequest[] {
  if (events.length > EVENTS_MAX) {
    throw new UnfitMessageError(`The message tells of ${events.length} events; at most ${EVENTS_MAX} are taken.`);
  }
  const telling = { sourceId, messageSeq, repetition };
  let chars = 0;
  return events.map((event) => {
    const request = toEventRequest(event, telling);
    chars += request.data.length;
    if (chars <= DATA_CHARS_MAX) return request;
    throw new UnfitMessageError("The message's events are too large together: each has what the platform said of it.");
  });
}

function toEventRequest(event: WebhookEvent, telling: Telling): EventRequest {
  return {
    type: isReservedType(event.eventType) ? `${event.platform}.${event.eventType}` : event.eventType,
    data: dataOf(event, telling),
    externalId: externalIdOf(event, telling),
    occurredAt: occurredAt(event.timestamp),
    orderingKey: orderingKeyOf(event),
  };
}

/**
 * `{platform, source, …what it tells, native}`. Ours cover members of the same name; `native`, the platform's own words,
 * is left out where it says nothing more.
 */
function dataOf(
  { platform, eventId, data, native }: WebhookEvent,
  { sourceId, messageSeq, repetition }: Telling,
): string {
  const source = {
    id: formatId("src", sourceId),
    message_id: formatId("msg", messageSeq),
    event_id: eventId,
    ...(repetition !== "none" && { replay: true }),
  };
  const ours = { platform, source };
  const told = isObject(data) ? data : {};
  const isCovered = OUR_NAMES.some((name) => Object.hasOwn(told, name));
  const isSaid = native === undefined || (native === data && told === data && !isCovered);
  return stringify({ ...ours, ...told, ...ours, ...(!isSaid && { native }) });
}

const OUR_NAMES = ["platform", "source", "native"] as const;

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function stringify(data: object): string {
  const tooDeep = () => new UnfitMessageError(`What the message tells is nested more than ${DEPTH_MAX} levels deep.`);
  try {
    const json = JSON.stringify(data);
    if (isTooDeep(json)) throw tooDeep();
    return json;
  } catch (error) {
    // The stack has overflowed.
    throw error instanceof RangeError ? tooDeep() : error;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function isTooDeep(json: string): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = closingQuote(json, at + 1);
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}

function closingQuote(json: string, from: number): number {
  let at = json.indexOf('"', from);
  while (isEscaped(json, at)) at = json.indexOf('"', at + 1);
  return at;
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

/** One event of a source is one event of the site, however often it comes; made anew on request, it is another. */
function externalIdOf({ eventId }: WebhookEvent, { sourceId, messageSeq, repetition }: Telling): string {
  const id = toInboundExternalId(sourceId, eventId);
  return repetition === "again" ? `${id}#${formatId("msg", messageSeq)}` : id;
}

function occurredAt(timestamp: string | null): number | null {
  const ms = timestamp === null ? Number.NaN : Date.parse(timestamp);
  return Number.isNaN(ms) ? null : ms;
}

/** What is about one thing of a platform keeps its order. */
function orderingKeyOf({ platform, data }: WebhookEvent): string | null {
  const id: unknown = isObject(data) ? (data as { id?: unknown }).id : undefined;
  if ((typeof id !== "string" && typeof id !== "number") || id === "") return null;
  const key = `${platform}:${id}`;
  return key.length <= ORDERING_KEY_CHARS_MAX && READABLE.test(key) ? key : `${platform.slice(0, 64)}:${digest(key)}`;
}

/** As the API takes them: one line of text. */
const READABLE = /^[^\p{Cc}]*$/u;

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
