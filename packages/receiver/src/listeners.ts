/** Who hears of what goes beside the handlers: refusals, errors, events that nobody wanted. By default the log. */
import type { WebhookEvent } from "./event.ts";
import type { HttpRequest } from "./http-request.ts";
import type { Subscription } from "./platforms/platform.ts";
import type { Refusal } from "./refusal.ts";

export type Log = Pick<Console, "warn" | "error">;

export type UnhandledListener = (event: WebhookEvent) => unknown;
export type ErrorListener = (error: unknown, event?: WebhookEvent) => unknown;
export type RefusalListener = (refusal: Refusal, request: HttpRequest) => unknown;
export type SubscriptionListener = (subscription: Subscription, platform: string) => unknown;

/** How the work on an event ended. `busy`: another copy is being handled. `failed`: a handler threw. */
export type End = "handled" | "unhandled" | "failed" | "duplicate" | "busy";

export interface Settled {
  event: WebhookEvent;
  end: End;
  /** What keeps its events apart from others' in the store. */
  source: string;
  /** What the handler threw. */
  error?: unknown;
}

/** Sees what passes, beside the listeners: a monitor, a retry, a log of one's own. Nothing waits for it. */
export interface Observer {
  /** Of each event, when its claim is settled. */
  settled?(settled: Settled): void;
  refused?(refusal: Refusal, request: HttpRequest): void;
  subscribed?(subscription: Subscription, platform: string): void;
}

/** Types come from outside: no more than this are remembered as warned of. */
const WARNED_MAX = 100;

/** Telling never rejects: what a listener throws goes to the log, and the work goes on. */
export class Listeners {
  unhandled: UnhandledListener;
  error: ErrorListener;
  refused: RefusalListener;
  subscription: SubscriptionListener = () => {};
  readonly #log: Log | null;
  readonly #warned = new Set<string>();
  readonly #observers = new Set<Observer>();

  constructor(log: Log | null) {
    this.#log = log;
    this.unhandled = (event) => this.#warnOnce(event);
    this.error = (error, event) => this.#logError(error, event);
    this.refused = ({ reason, message }, { method, path, remoteAddress = "somebody" }) =>
      this.#log?.warn(inOneLine(`Refused ${method} ${path} of ${remoteAddress}: ${reason}. ${message}`));
  }

  /** Gives back what ends it. */
  observe(observer: Observer): () => void {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }

  tellSettled(settled: Settled): void {
    this.#show((observer) => observer.settled?.(settled));
  }

  tellError(error: unknown, event?: WebhookEvent): Promise<void> {
    return this.#tell(() => this.error(error, event));
  }

  tellRefused(refusal: Refusal, request: HttpRequest): Promise<void> {
    this.#show((observer) => observer.refused?.(refusal, request));
    return this.#tell(() => this.refused(refusal, request));
  }

  tellSubscription(subscription: Subscription, platform: string): Promise<void> {
    this.#show((observer) => observer.subscribed?.(subscription, platform));
    return this.#tell(() => this.subscription(subscription, platform));
  }

  #show(call: (observer: Observer) => void): void {
    for (const observer of this.#observers) {
      try {
        call(observer);
      } catch (error) {
        this.#log?.error("An observer of the webhook handler threw:", error);
      }
    }
  }

  async #tell(call: () => unknown): Promise<void> {
    try {
      await call();
    } catch (error) {
      this.#log?.error("A listener of the webhook handler threw:", error);
    }
  }

  #warnOnce({ eventType, platform, eventId }: WebhookEvent): void {
    if (this.#warned.has(eventType) || this.#warned.size >= WARNED_MAX) return;
    this.#warned.add(eventType);
    this.#log?.warn(inOneLine(`No handler is for "${eventType}", which ${platform} sends (first seen: ${eventId}).`));
  }

  #logError(error: unknown, event: WebhookEvent | undefined): void {
    const what =
      event === undefined ? "The webhook handler failed" : `Handling ${event.eventType} ${event.eventId} failed`;
    this.#log?.error(`${what}:`, error);
  }
}

/** A line of a log holds what strangers sent: it must not become two. */
function inOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, " ");
}
