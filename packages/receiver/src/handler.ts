/** The four steps put together: requests in, functions called. */

import type { ServeOptions, Server } from "./adapters/serve.ts";
import { type Answer, answerRefusal } from "./answer.ts";
import { verifyWebhookSignature } from "./checks.ts";
import { type Clock, systemClock } from "./clock.ts";
import { UnparsableError } from "./errors.ts";
import type { WebhookEvent } from "./event.ts";
import { type GuardOptions, guardsOf } from "./guards/guards.ts";
import type { Guard, HttpRequest } from "./http-request.ts";
import {
  type ErrorListener,
  Listeners,
  type Log,
  type Observer,
  type RefusalListener,
  type SubscriptionListener,
  type UnhandledListener,
} from "./listeners.ts";
import { type EventFor, type EventHandler, type EventPattern, Handlers, handle } from "./pipeline/handle.ts";
import type { SecretInput } from "./pipeline/incoming.ts";
import { normalise } from "./pipeline/normalise.ts";
import { type Received, receive } from "./pipeline/receive.ts";
import type { FetchLike } from "./platforms/platform.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { type PlatformOptions, type Route, Routes } from "./routes.ts";
import { MemoryStore } from "./stores/memory.ts";
import type { DedupeStore } from "./stores/store.ts";
import { type Outcome, type Taken, Worker } from "./worker.ts";

export interface WebhookHandlerOptions extends GuardOptions {
  /**
   * For every platform that has none of its own in `platforms`, but for those that verify by a public key (Discord) or
   * sign challenges (X): such a key must be nobody else's. Better one secret for each platform: many sign alike, so what
   * was captured of one could be replayed as another's.
   * Also checks `X-Signature`, see README.md.
   */
  secret?: SecretInput | undefined;
  /** By name: `{ twitter: { secret: { consumerSecret } } }`. */
  platforms?: { readonly [name: string]: PlatformOptions };
  /** Where requests arrive: this path, and `{endpoint}/{platform}`. Default: `/webhook`. */
  endpoint?: string;
  /** The platform of `endpoint` itself. Default: `moderation-ai`, the unified events. */
  defaultPlatform?: string;
  /** How far a timestamp may be off. Default: what the platform says. 0 means 0; null turns the check off. */
  maxAgeSeconds?: number | null;
  /** Default: a `MemoryStore`. */
  store?: DedupeStore;
  /** Keeps apart what shares a store. Default: the platform's name, or the name that it has in `platforms`. */
  source?: string;
  /** Longer bodies are answered with 413. Default: 4 MiB. */
  bodyBytesMax?: number;
  /**
   * Answer when the handlers are done, not when their work is promised: what fails, or is lost in a crash, is sent
   * again. For handlers that are surely faster than the platform's patience. Default: false.
   */
  waits?: boolean;
  /** How many events may be promised and not finished; more are answered with 503. Default: 10,000. */
  queueMax?: number;
  /** How many events are worked on at a time. 1 keeps their order. Default: 16. */
  concurrency?: number;
  /** After this the claim of a handler that crashed is free again. Longer than any handler takes. Default: 5 minutes. */
  leaseMs?: number;
  /** How long an event is remembered as handled. Default: 7 days. */
  rememberMs?: number;
  /** Default: the global `fetch`. */
  fetch?: FetchLike;
  clock?: Clock;
  /** Where refusals, unhandled types and errors go that no function of yours hears of. Default: the console. */
  log?: Log | null;
}

export interface HandleOptions {
  /** Resolve when the events have been handled, not when they are promised. Default: false. */
  wait?: boolean;
  /** What keeps them apart in the store. Default: the handler's `source`, else each event's platform. */
  source?: string | undefined;
}

/** What a request tells, and the source that its events are known by. */
export type Read = Received & { source: string };

const DEFAULTS = {
  bodyBytesMax: 4 * 1024 * 1024,
  queueMax: 10_000,
  concurrency: 16,
  leaseMs: 5 * 60_000,
  rememberMs: 7 * 86_400_000,
};

export class WebhookHandler {
  readonly #options: WebhookHandlerOptions & typeof DEFAULTS & { clock: Clock };
  readonly #routes: Routes;
  readonly #guards: readonly Guard[];
  readonly #handlers = new Handlers();
  readonly #worker: Worker;
  readonly #listeners: Listeners;
  /** The other events of a message whose first one `parseEvent` gave out. */
  readonly #siblings = new WeakMap<WebhookEvent, readonly WebhookEvent[]>();
  #server: Server | undefined;

  /** @throws UnknownPlatformError when `platforms` or `defaultPlatform` names none; GuardOptionError */
  constructor(options: WebhookHandlerOptions = {}) {
    this.#options = { ...DEFAULTS, clock: systemClock, ...definedOf(options) };
    this.#routes = new Routes(options);
    this.#guards = guardsOf(this.#options);
    this.#listeners = new Listeners(options.log === undefined ? console : options.log);
    const { clock, leaseMs, rememberMs, queueMax, concurrency, store } = this.#options;
    this.#worker = new Worker({
      handlers: this.#handlers,
      store: store ?? new MemoryStore(),
      clock,
      queue: { tasksMax: queueMax, concurrency },
      leaseMs,
      rememberMs,
      listeners: this.#listeners,
    });
  }

  /** How many events are promised and not finished. */
  get pending(): number {
    return this.#worker.size;
  }

  /**
   * Calls `handler` with each event of a type (`comment.created`, `github.push`), of a family (`comment.*`) or with all
   * (`*`). Several run one after another; the first that throws ends it, and the event may then come again.
   */
  on<Pattern extends EventPattern>(pattern: Pattern, handler: EventHandler<EventFor<Pattern>>): this {
    this.#handlers.add(pattern, handler);
    return this;
  }

  /** Hears of events that no handler is for. Default: one warning for each type. */
  onUnhandled(listener: UnhandledListener): this {
    this.#listeners.unhandled = listener;
    return this;
  }

  /** Hears of what handlers throw (with the event), of a store and an `addressOf` that fail. Default: the log. */
  onError(listener: ErrorListener): this {
    this.#listeners.error = listener;
    return this;
  }

  /** Hears of each subscription that a platform confirms, ends or denies (WebSub): when it has to be renewed. */
  onSubscription(listener: SubscriptionListener): this {
    this.#listeners.subscription = listener;
    return this;
  }

  /** Hears of each request that was refused, and why. Default: the log. */
  onRefused(listener: RefusalListener): this {
    this.#listeners.refused = listener;
    return this;
  }

  /** Hands what was thrown around a request to `onError`, as adapters do. Never rejects. */
  reportError(error: unknown): Promise<void> {
    return this.#listeners.tellError(error);
  }

  /** Shows what passes to somebody who changes nothing, such as a monitor. Gives back what ends it. */
  observe(observer: Observer): () => void {
    return this.#listeners.observe(observer);
  }

  /**
   * Hands events to their handlers, once each. Resolves when they are promised, or with `wait` when they are handled.
   * Never rejects: what handlers throw goes to `onError`.
   */
  async handle(
    events: WebhookEvent | readonly WebhookEvent[] | undefined,
    { wait = false, source = this.#options.source }: HandleOptions = {},
  ): Promise<Taken> {
    return this.#worker.take(this.#messageOf(events), source, wait);
  }

  /**
   * Calls the handlers of an event, whether or not it was handled before, and remembers nothing. False: there are none.
   * @throws what a handler throws
   */
  run(event: WebhookEvent): Promise<boolean> {
    return handle(event, this.#handlers);
  }

  /** What keeps a platform's events apart in the store; of `endpoint` itself without a name. @throws UnknownPlatformError */
  sourceOf(platform?: string): string {
    return this.#options.source ?? this.#routes.forPlatform(platform).source;
  }

  /**
   * What a request tells, verified as of `nowMs` by the secrets of this handler, with the source that its events have
   * here. Nothing is handled and nothing remembered. Never rejects.
   */
  async read(request: Omit<HttpRequest, "readBody"> & { body: string | Uint8Array }, nowMs: number): Promise<Read> {
    const route = this.#routes.find({ ...request, readBody: async () => request.body });
    if ("reason" in route) return { kind: "refused", refusal: route, answer: answerRefusal(route), source: "" };
    const { method, query, headers, body } = request;
    const { maxAgeSeconds: toleranceSeconds, fetch, bodyBytesMax } = this.#options;
    const { platform, secret } = route;
    const given = { platform, secret, method, query, headers, body, now: nowMs, toleranceSeconds, fetch, bodyBytesMax };
    return { ...(await receive(given)), source: this.#options.source ?? route.source };
  }

  /** Resolves when all that was promised has been worked on. */
  drain(): Promise<void> {
    return this.#worker.drain();
  }

  /**
   * The event of a payload that has been verified. Some platforms send several at once: `handle` takes the others along
   * with the first, and `parseEvents` gives all. Undefined: the message tells of nothing, such as a ping.
   * @throws UnparsableError, UnknownPlatformError
   */
  parseEvent(
    payload: string | Uint8Array,
    platform?: string,
    headers?: HttpRequest["headers"],
  ): WebhookEvent | undefined {
    const [first, ...others] = this.parseEvents(payload, platform, headers);
    if (first !== undefined && others.length > 0) this.#siblings.set(first, others);
    return first;
  }

  /**
   * Every event of a payload that has been verified. `headers` are taken as they are, ids too: leave out those that your
   * check did not cover. How it was verified is not known here, so of OmniFence it is a hint; `read` and `normalise` know.
   * @throws UnparsableError, UnknownPlatformError
   */
  parseEvents(
    payload: string | Uint8Array,
    platform?: string,
    headers: HttpRequest["headers"] = {},
  ): readonly WebhookEvent[] {
    const route = this.#routes.forPlatform(platform);
    const result = normalise({ platform: route.platform, headers, body: payload });
    if (!result.ok) throw new UnparsableError(result.message);
    return result.events;
  }

  /** Whether `signature`, as `X-Signature` holds it, is the hex HMAC-SHA256 of the payload by this handler's secret. */
  verifySignature(payload: string | Uint8Array, signature: string | null | undefined): boolean {
    return verifyWebhookSignature({ payload, signature, secret: this.#routes.sharedSecrets });
  }

  /** A whole HTTP request, as the adapters hand it over. Never rejects. */
  async answer(request: HttpRequest): Promise<Answer> {
    const route = this.#routes.find(request);
    if ("reason" in route) return this.#refuse(route, request);
    // Guards and listeners hear of it by one name, whichever way the request named it.
    const source = this.#options.source ?? route.source;
    const known = { ...request, platform: route.platform.name, source };
    const result = await this.#attend(known, route, source).catch(async (error) => {
      await this.#listeners.tellError(error);
      return refuse("receiver_failed", `A guard or a platform threw: ${String(error)}`);
    });
    return "reason" in result ? this.#refuse(result, known) : result;
  }

  /** Serves `endpoint` with a server of its own, on Node. @throws when the port cannot be opened */
  async start(options: ServeOptions = {}): Promise<Server> {
    const { serve } = await import("#serve");
    this.#server = await serve(this, options);
    return this.#server;
  }

  /** Ends what `start` began: answers what has arrived, finishes what was promised. */
  async stop(): Promise<void> {
    await this.#server?.close();
    await this.drain();
  }

  async #refuse(refusal: Refusal, request: HttpRequest): Promise<Answer> {
    await this.#listeners.tellRefused(refusal, request);
    return answerRefusal(refusal);
  }

  async #attend(request: HttpRequest, { platform, secret }: Route, source: string): Promise<Answer | Refusal> {
    const { clock, bodyBytesMax, maxAgeSeconds, fetch, waits = false } = this.#options;
    const nowMs = clock.now();
    const refusal = await this.#ask(request, nowMs);
    if (refusal !== undefined) return refusal;
    const body = await readBody(request, bodyBytesMax);
    if (typeof body === "object" && "reason" in body) return body;
    const { method, query, headers } = request;
    const given = { platform, secret, method, query, headers, body, now: nowMs, bodyBytesMax, fetch };
    const received = await receive({ ...given, toleranceSeconds: maxAgeSeconds });
    if (received.kind === "answered") {
      if (received.subscription) await this.#listeners.tellSubscription(received.subscription, platform.name);
      return received.answer;
    }
    if (received.kind === "refused") return received.refusal;
    const { events, answer } = received;
    return (await (waits ? this.#finish(events, source) : this.#promise(events, source))) ?? answer;
  }

  /** Undefined: all have been handled, now or before. */
  async #finish(events: readonly WebhookEvent[], source: string): Promise<Refusal | undefined> {
    const result = await this.#worker.take(events, source, true);
    return result.ok ? refusalOf(result.outcomes) : result;
  }

  /**
   * Undefined: all are promised here, or have been handled. An event that another process has claimed is not promised:
   * that one may have crashed, or have lost the store's answer. Asked for again it is a repeat by then, or it is handled.
   */
  async #promise(events: readonly WebhookEvent[], source: string): Promise<Refusal | undefined> {
    let strays = events;
    // A second time, for it may have ended just while we asked.
    for (let tries = 0; tries < 2 && strays.length > 0; tries++) {
      const result = await this.#worker.take(strays, source, false);
      if (!result.ok) return result;
      strays = strays.filter((event, i) => result.outcomes[i] === "busy" && !this.#worker.has(event, source));
    }
    return strays.length === 0 ? undefined : refuse("in_progress", "Another process has claimed this event.");
  }

  async #ask(request: HttpRequest, nowMs: number): Promise<Refusal | undefined> {
    for (const guard of this.#guards) {
      const refusal = await guard(request, nowMs);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #messageOf(events: WebhookEvent | readonly WebhookEvent[] | undefined): readonly WebhookEvent[] {
    const list = events === undefined ? [] : Array.isArray(events) ? events : [events as WebhookEvent];
    return list.flatMap((event: WebhookEvent) => [event, ...(this.#siblings.get(event) ?? [])]);
  }
}

/** When a sender waits for the end, only an end that is known may be acknowledged. */
function refusalOf(outcomes: readonly Outcome[]): Refusal | undefined {
  if (outcomes.includes("failed"))
    return refuse("handler_failed", "A handler threw; the sender is asked to send again.");
  if (outcomes.includes("busy")) return refuse("in_progress", "Another copy of this event is being handled.");
  return undefined;
}

async function readBody(request: HttpRequest, bytesMax: number): Promise<Uint8Array | string | Refusal> {
  if (request.method.toUpperCase() !== "POST") return "";
  try {
    return await request.readBody(bytesMax);
  } catch (error) {
    return refuse("unparsable", `The body ended before its end: ${String(error)}`);
  }
}

/** An option that is there and undefined must not hide its default. */
function definedOf<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}
