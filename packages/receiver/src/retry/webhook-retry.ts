/** A second chance for events whose handler threw: some retries with growing waits, then a dead letter. */
import { type Clock, systemClock } from "../clock.ts";
import type { WebhookEvent } from "../event.ts";
import type { WebhookHandler } from "../handler.ts";
import type { Log, Settled } from "../listeners.ts";
import { dedupeKey } from "../pipeline/dedupe.ts";
import type { EventHandler } from "../pipeline/handle.ts";
import { type BackoffOptions, delayBefore } from "./backoff.ts";
import type { DeadLetter } from "./dead-letter.ts";

export interface WebhookRetryOptions extends BackoffOptions {
  /** What is tried: a handler, through its memory of what was handled, or a function by itself. */
  handler?: WebhookHandler | EventHandler;
  /** Attempts after the first. Default: 3. */
  maxRetries?: number;
  /** False gives up at once, for what no retry can mend; so does what it throws. Default: all is tried again. */
  isRetryable?: (error: unknown) => boolean;
  /** Hears of what was given up. `deadLetterFile(path)` of `@tabellary/receiver/node` keeps it. */
  onGivenUp?: (letter: DeadLetter) => unknown;
  /** How many events may be retried at once; what fails beyond is given up at once. Default: 1000. */
  pendingMax?: number;
  clock?: Clock;
  /** Where it is said that `onGivenUp` or `isRetryable` failed, or that the first was never given. Default: the console. */
  log?: Log | null;
}

export type RetryResult =
  | { outcome: "handled" | "duplicate" | "unhandled"; attempts: number }
  | { outcome: "given_up"; attempts: number; error: unknown }
  /** An earlier call is at this event and will tell how it ended. */
  | { outcome: "under_way" };

type Attempt = { ok: true; outcome: "handled" | "duplicate" | "unhandled" } | { ok: false; error: unknown };

const DEFAULTS = { maxRetries: 3, pendingMax: 1000, clock: systemClock, isRetryable: (_error: unknown) => true };

export class WebhookRetry {
  readonly #options: WebhookRetryOptions & typeof DEFAULTS;
  readonly #log: Log | null;
  readonly #underWay = new Set<string>();
  /** Those that are being tried here at this moment: how that ends is known without hearing of it. */
  readonly #tried = new WeakSet<WebhookEvent>();
  /** What a `WebhookHandler` said that its function threw, for the attempts that are made here. */
  readonly #thrown = new WeakMap<WebhookEvent, unknown>();
  readonly #waits = new Set<() => void>();
  readonly #series = new Set<Promise<RetryResult>>();
  #unobserve: (() => void) | undefined;
  #retriesFailures = false;
  #isStopped = false;

  constructor(options: WebhookRetryOptions = {}) {
    this.#options = { ...DEFAULTS, ...options };
    this.#log = options.log === undefined ? console : options.log;
    const { handler } = options;
    if (typeof handler === "object") this.#unobserve = handler.observe({ settled: (one) => this.#hear(one) });
  }

  /** How many events are being retried. */
  get pending(): number {
    return this.#underWay.size;
  }

  /**
   * Tries an event now and, while it fails, again. Resolves when it is handled or given up: what your functions throw does
   * not reject it. Inside a handler's `onError` use `retryFailures` instead: to wait there would wait for oneself.
   * @throws TypeError when no `handler` was given, and nothing else
   */
  async processEvent(event: WebhookEvent, { source }: { source?: string } = {}): Promise<RetryResult> {
    if (this.#options.handler === undefined) {
      throw new TypeError("There is nothing to try: give WebhookRetry a `handler`, or use `retry.wrap(fn)`.");
    }
    return this.#begin({ event, source, failure: undefined });
  }

  /**
   * From now on retries whatever the functions of the handler throw at. The claim is free meanwhile, so a copy that the
   * sender sends may be handled in between; the retry then ends as a duplicate.
   */
  retryFailures(): this {
    if (typeof this.#options.handler !== "object") throw new TypeError("retryFailures needs a WebhookHandler.");
    this.#retriesFailures = true;
    return this;
  }

  /**
   * A function for `handler.on` that retries another one in its place. The event stays claimed and its place in the
   * queue taken all the while: for few and short waits, shorter together than the handler's `leaseMs`. What is given up
   * throws the last error, after `onGivenUp` has heard of it.
   */
  wrap<Event extends WebhookEvent>(handler: EventHandler<Event>): EventHandler<Event> {
    return async (event) => {
      const result = await this.#run({ event, source: undefined, failure: undefined }, async () => {
        await handler(event);
        return { ok: true, outcome: "handled" };
      });
      if (result.outcome === "given_up") throw result.error;
    };
  }

  /** Gives up what still waits, so that nothing is lost in silence. Resolves when the dead letters are handed over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#unobserve?.();
    for (const wake of this.#waits) wake();
    await Promise.all(this.#series);
  }

  #hear({ event, end, error, source }: Settled): void {
    if (end !== "failed") return;
    this.#thrown.set(event, error);
    if (this.#retriesFailures && !this.#tried.has(event)) void this.#begin({ event, source, failure: { error } });
  }

  async #begin(given: Given): Promise<RetryResult> {
    const key = dedupeKey(given.event, given.source);
    if (this.#underWay.has(key)) return { outcome: "under_way" };
    if (this.#underWay.size >= this.#options.pendingMax) {
      const error = new Error(`${this.#options.pendingMax} events are being retried already.`, {
        cause: given.failure?.error,
      });
      return this.#giveUp(given, error, given.failure === undefined ? 0 : 1);
    }
    this.#underWay.add(key);
    const series = this.#run(given, () => this.#attempt(given)).finally(() => {
      this.#underWay.delete(key);
      this.#series.delete(series);
    });
    this.#series.add(series);
    return series;
  }

  async #run(given: Given, attempt: () => Promise<Attempt>): Promise<RetryResult> {
    const { maxRetries } = this.#options;
    let attempts = given.failure === undefined ? 0 : 1;
    let error = given.failure?.error;
    while (attempts <= maxRetries) {
      const isFirst = attempts === 0;
      if (!isFirst && (!this.#isRetryable(error) || !(await this.#wait(attempts)))) break;
      attempts++;
      const result = await attempt().catch((thrown): Attempt => ({ ok: false, error: thrown }));
      if (result.ok) return { outcome: result.outcome, attempts };
      error = result.error;
    }
    return this.#giveUp(given, error, attempts);
  }

  async #attempt({ event, source }: Given): Promise<Attempt> {
    const { handler } = this.#options;
    if (typeof handler !== "object") {
      await handler?.(event);
      return { ok: true, outcome: "handled" };
    }
    this.#tried.add(event);
    const taken = await handler.handle(event, { wait: true, ...(source !== undefined && { source }) });
    this.#tried.delete(event);
    if (!taken.ok) return { ok: false, error: new Error(`${taken.reason}: ${taken.message}`) };
    const { outcomes } = taken;
    if (outcomes.includes("failed")) return { ok: false, error: this.#thrown.get(event) };
    if (outcomes.includes("busy")) return { ok: false, error: new Error("Another copy of it is being handled.") };
    if (outcomes.includes("handled")) return { ok: true, outcome: "handled" };
    return { ok: true, outcome: outcomes.includes("duplicate") ? "duplicate" : "unhandled" };
  }

  #isRetryable(error: unknown): boolean {
    try {
      return this.#options.isRetryable(error);
    } catch (failure) {
      this.#log?.error("isRetryable threw, so nothing is tried again:", failure);
      return false;
    }
  }

  /** False: it was stopped meanwhile. */
  async #wait(retry: number): Promise<boolean> {
    if (this.#isStopped) return false;
    const { clock } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = clock.after(delayBefore(retry, this.#options), resolve, { isAwaited: true });
    this.#waits.add(resolve);
    await promise;
    this.#waits.delete(resolve);
    timer.cancel();
    return !this.#isStopped;
  }

  async #giveUp({ event, source }: Given, error: unknown, attempts: number): Promise<RetryResult> {
    const { onGivenUp, clock } = this.#options;
    const what = `${event.eventType} ${event.eventId} is given up after ${attempts} attempts`;
    if (onGivenUp === undefined) this.#log?.error(`${what}:`, error);
    try {
      await onGivenUp?.({ event, error, attempts, givenUpAtMs: clock.now(), source });
    } catch (failure) {
      this.#log?.error(`${what}, and onGivenUp threw:`, failure);
    }
    return { outcome: "given_up", attempts, error };
  }
}

/** An event to be tried. */
interface Given {
  event: WebhookEvent;
  source: string | undefined;
  /** What has been thrown at it before. */
  failure: { error: unknown } | undefined;
}
