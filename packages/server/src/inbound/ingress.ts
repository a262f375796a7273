import {
  type Answer,
  answerRefusal,
  type FetchLike,
  type FindAddress,
  findAddress,
  formatAddress,
  type Greeted,
  greet,
  isInRange,
  type Received,
  type ReceiveInput,
  type Refusal,
  receiveMessage,
  refuse,
  type WebhookEvent,
} from "@tabellary/receiver";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { Problem } from "../model/errors.ts";
import type { Clock } from "../model/ports.ts";
import { StoreError } from "../store/store.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Handshakes } from "./handshakes.ts";
import type { HeaderPairs, Keeping } from "./keeping.ts";
import { UnfitMessageError } from "./payload.ts";
import type { Rejections } from "./rejections.ts";

export interface IngressDeps {
  catalogue: Catalogue;
  keeping: Keeping;
  rejections: Rejections;
  handshakes: Handshakes;
  metrics: Pick<Metrics, "messageReceived">;
  clock: Pick<Clock, "now">;
  /** For platforms whose public keys have to be fetched. One function, for caches go by it. */
  fetch: FetchLike;
  /** Addresses and CIDRs whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  bodyBytesMax: number;
  /** Hears of what was kept, where a source's sender is asked for what it does not send again. */
  hear(source: CataloguedSource, events: readonly WebhookEvent[]): void;
  onTrouble(error: Error): void;
}

/** A request to a source's path, its body unread by anybody. */
export interface IngressRequest {
  token: string;
  method: string;
  /** Without the `?`. */
  query: string;
  headers: HeaderPairs;
  /** The other end of the connection. */
  remoteAddress: string | undefined;
  body: Uint8Array;
}

const UNKNOWN: Answer = {
  status: 404,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ error: "unknown_source" }),
};

/**
 * The way of a platform's request: handshakes are answered first, then come address, pause, signature; what is genuine
 * is kept with its events, and the platform is answered when that is durable. A challenge that comes as a message is
 * answered whatever address and pause say, when it is signed.
 */
export class Ingress {
  readonly #deps: IngressDeps;
  readonly #find: FindAddress;

  constructor(deps: IngressDeps) {
    this.#deps = deps;
    this.#find = findAddress(deps.trustedProxies);
  }

  /** Never rejects. */
  async answer(request: IngressRequest): Promise<Answer> {
    const nowMs = this.#deps.clock.now();
    const source = this.#deps.catalogue.now.sourceByToken(request.token, nowMs);
    if (source === undefined) return UNKNOWN;
    try {
      return await this.#attend(source, request, nowMs);
    } catch (error) {
      return this.#fail(source, request, error as Error, nowMs);
    }
  }

  /** The body was longer than is taken, and not read to its end. */
  refuseTooLarge(request: Omit<IngressRequest, "body">): Answer {
    const nowMs = this.#deps.clock.now();
    const source = this.#deps.catalogue.now.sourceByToken(request.token, nowMs);
    if (source === undefined) return UNKNOWN;
    const message = `The body is longer than ${this.#deps.bodyBytesMax} bytes.`;
    return this.#reject(source, { ...request, body: new Uint8Array() }, refuse("body_too_large", message), nowMs);
  }

  async #attend(source: CataloguedSource, request: IngressRequest, nowMs: number): Promise<Answer> {
    const input = this.#inputOf(source, request, nowMs);
    const greeting = greet(input);
    if (greeting !== undefined) return this.#answerFirst(source, request, greeting, nowMs);
    const refusal = this.#guard(source, request);
    // Some platforms put their challenge into a message: only the message itself tells, once it is known to be theirs.
    const mayAsk = source.platform.reply !== undefined;
    if (refusal !== undefined && !mayAsk) return this.#reject(source, request, refusal, nowMs);
    const received = await receiveMessage(input);
    if (refusal !== undefined && received.kind !== "answered") return this.#reject(source, request, refusal, nowMs);
    if (received.kind !== "events") return this.#answerFirst(source, request, received, nowMs);
    return this.#keep(source, request, received);
  }

  #inputOf({ platform, secrets, config }: CataloguedSource, request: IngressRequest, nowMs: number): ReceiveInput {
    const { method, query, headers, body } = request;
    return {
      platform,
      secret: secrets.credentials,
      method,
      query,
      headers,
      body,
      now: nowMs,
      toleranceSeconds: config.maxAgeSeconds ?? undefined,
      fetch: this.#deps.fetch,
      bodyBytesMax: this.#deps.bodyBytesMax,
    };
  }

  /** What is answered without anything to keep: a handshake, a challenge in a message, a refusal. */
  async #answerFirst(
    source: CataloguedSource,
    request: IngressRequest,
    received: Greeted,
    nowMs: number,
  ): Promise<Answer> {
    if (received.kind === "refused") return this.#reject(source, request, received.refusal, nowMs);
    const { handshakes, metrics } = this.#deps;
    await handshakes.note(source, received.subscription, nowMs);
    metrics.messageReceived(source.config.platform, "answered", null);
    return received.answer;
  }

  #guard({ allowed, config }: CataloguedSource, request: IngressRequest): Refusal | undefined {
    if (allowed !== null) {
      const address = this.#find(request);
      const isAllowed = address !== undefined && allowed.some((range) => isInRange(address, range));
      if (!isAllowed) return refuse("ip_not_allowed", "The sender's address is none of the source's allowed_ips.");
    }
    return config.active ? undefined : refuse("source_paused", "The source's owner has switched it off.");
  }

  async #keep(
    source: CataloguedSource,
    request: IngressRequest,
    { events, answer }: Extract<Received, { kind: "events" }>,
  ): Promise<Answer> {
    const { method, query, headers, body } = request;
    const remoteAddress = this.#addressOf(request);
    await this.#deps.keeping.keep(source, { origin: "request", events, method, query, headers, remoteAddress, body });
    this.#deps.hear(source, events);
    return answer;
  }

  /** Answered without waiting for what is kept of it. */
  #reject(source: CataloguedSource, request: IngressRequest, refusal: Refusal, nowMs: number): Answer {
    const remoteAddress = this.#addressOf(request);
    this.#deps.rejections.note(source, { ...request, remoteAddress }, refusal, nowMs);
    return answerRefusal(refusal);
  }

  /** Whoever sent it is asked to come again, unless it would never be taken. */
  #fail(source: CataloguedSource, request: IngressRequest, error: Error, nowMs: number): Answer {
    if (error instanceof UnfitMessageError) {
      return this.#reject(source, request, refuse(error.code, error.message), nowMs);
    }
    if (error instanceof Problem || error instanceof StoreError) return answerRefusal(later(error));
    this.#deps.onTrouble(error);
    return answerRefusal(refuse("receiver_failed", error.message));
  }

  /** For people to read. */
  #addressOf(request: Pick<IngressRequest, "headers" | "remoteAddress">): string | null {
    if (this.#deps.trustedProxies.length === 0) return request.remoteAddress?.replace(MAPPED, "") ?? null;
    const address = this.#find(request);
    return address === undefined ? null : formatAddress(address);
  }
}

/** How long a platform is asked to wait when the store is away. */
const RETRY_MS = 1_000;

function later(error: Problem | StoreError): Refusal {
  if (error instanceof StoreError) return { ...refuse("store_unavailable", error.message), retryAfterMs: RETRY_MS };
  const reason = error.code === "overloaded" ? "queue_full" : "store_unavailable";
  const retryAfterMs = error.retryAfter === undefined ? RETRY_MS : error.retryAfter * 1_000;
  return { ...refuse(reason, error.message), retryAfterMs };
}

/** IPv4, as a socket that is open to both writes it. */
const MAPPED = /^::ffff:(?=[\d.]+$)/i;
