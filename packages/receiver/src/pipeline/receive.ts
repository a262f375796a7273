/** The way of a request from its bytes to its events: handshake, verify, normalise. What comes after is the caller's. */
import { type Answer, answerRefusal, taken } from "../answer.ts";
import type { WebhookEvent } from "../event.ts";
import type { Incoming, Platform, Subscription } from "../platforms/platform.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { type RequestInput, readRequest } from "./incoming.ts";
import { normaliseIncoming } from "./normalise.ts";

export type Received =
  | Greeted
  /** Genuine. `answer` is for when its events are in safe hands. What comes after it is as `verify` gives it. */
  | {
      kind: "events";
      events: readonly WebhookEvent[];
      answer: Answer;
      id?: string;
      timestampMs?: number;
      isUnsigned?: true;
      isRelayed?: true;
    };

export type Greeted =
  /** A handshake, or a message that asked for this answer by itself: there is nothing more to do. */
  | { kind: "answered"; answer: Answer; subscription?: Subscription }
  | { kind: "refused"; refusal: Refusal; answer: Answer };

export interface ReceiveInput extends RequestInput {
  /** A longer body is refused as `body_too_large` before it is looked at. Default: no bound. */
  bodyBytesMax?: number;
}

/** Never rejects. */
export async function receive(input: ReceiveInput): Promise<Received> {
  const request = readRequest(input);
  if ("reason" in request) return refused(request);
  return answerGreeting(request) ?? takeMessage(request, input.bodyBytesMax);
}

/**
 * The handshake by itself: whoever looks at addresses and rates answers it before. Undefined: it is none. Never throws.
 */
export function greet(input: RequestInput): Greeted | undefined {
  const request = readRequest(input);
  return "reason" in request ? refused(request) : answerGreeting(request);
}

/** What comes after the handshake, of a request that is none. Never rejects. */
export async function receiveMessage(input: ReceiveInput): Promise<Received> {
  const request = readRequest(input);
  return "reason" in request ? refused(request) : takeMessage(request, input.bodyBytesMax);
}

interface ReadRequest {
  platform: Platform;
  incoming: Incoming;
}

function answerGreeting({ platform, incoming }: ReadRequest): Greeted | undefined {
  const greeting = platform.handshake?.(incoming);
  if (greeting === undefined) return undefined;
  return "reason" in greeting ? refused(greeting) : { kind: "answered", ...greeting };
}

async function takeMessage(
  { platform, incoming }: ReadRequest,
  bodyBytesMax = Number.POSITIVE_INFINITY,
): Promise<Received> {
  if (incoming.method !== "POST") {
    return refused(refuse("method_not_allowed", `${platform.title} sends with POST; this is ${incoming.method}.`));
  }
  if (incoming.body?.length > bodyBytesMax) return refused(tooLarge(bodyBytesMax));
  const verdict = await platform.verify(incoming);
  if (!verdict.ok) return refused(verdict);
  const message = normaliseIncoming(platform, incoming, verdict);
  if (!message.ok) return refused(message);
  if (message.reply !== undefined) return { kind: "answered", answer: message.reply };
  const { ok: _, ...said } = verdict;
  return { kind: "events", events: message.events, answer: platform.answer.taken ?? taken, ...said };
}

export function tooLarge(bytesMax: number): Refusal {
  return refuse("body_too_large", `The body is longer than ${bytesMax} bytes.`);
}

function refused(refusal: Refusal): Greeted {
  return { kind: "refused", refusal, answer: answerRefusal(refusal) };
}
