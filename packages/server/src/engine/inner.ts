import type { CataloguedWebhook } from "../catalogue/catalogued-webhook.ts";
import type { FailureKind } from "../model/delivery.ts";
import { Problem } from "../model/errors.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Clock } from "../model/ports.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { ModerationWrites } from "../store/moderating.ts";
import { StoreError } from "../store/store.ts";
import type { MadeAttempt } from "./attempt.ts";
import type { EventRequest } from "./requests.ts";

/** Who does what the hub's own webhooks are owed. What it throws is an attempt that failed, and is tried again. */
export interface Inner {
  /** `signal` aborts at the webhook's time limit, and when this node may not go on. */
  judge(delivery: OwedDelivery, signal: AbortSignal): Promise<InnerResult>;
  enforce(delivery: OwedDelivery, signal: AbortSignal): Promise<InnerResult>;
}

export interface InnerResult extends Effects {
  /** Null: it is done, and the delivery ends. */
  failure: InnerFailure | null;
}

export interface InnerFailure {
  /** A sentence for a person. Holds no secret. */
  message: string;
  /** What a platform answered; null: nothing. */
  statusCode: number | null;
  /** Of the answer, as it was. */
  retryAfter: string | null;
  /** No other attempt could go better. */
  isHopeless?: true;
}

/** What is committed with the outcome of an attempt. */
export interface Effects {
  events: readonly (EventRequest & { siteNo: number })[];
  moderation: ModerationWrites | null;
}

/** Whether a delivery of this webhook is done by the hub itself, and not sent. */
export function isInner({ config }: Pick<CataloguedWebhook, "config">): boolean {
  return config.inner?.kind === "judge" || config.inner?.kind === "enforce";
}

export interface InnerAttemptsDeps {
  clock: Clock;
  ids: IdMaker;
  /** Something that should not happen did, and was contained: nobody but this process sees such an attempt. */
  onTrouble(error: Error): void;
}

/** Attempts that the hub makes by itself, with the same time limits and ends as those it sends. */
export class InnerAttempts {
  readonly #deps: InnerAttemptsDeps;
  readonly #underWay = new Set<AbortController>();
  #inner: Inner | null = null;

  constructor(deps: InnerAttemptsDeps) {
    this.#deps = deps;
  }

  /** False: nobody is there to do it, and what is owed waits. */
  get isAttended(): boolean {
    return this.#inner !== null;
  }

  attend(inner: Inner): void {
    this.#inner = inner;
  }

  /** Ends what is under way, as if it had never begun. */
  cut(): void {
    for (const controller of this.#underWay) controller.abort(new InnerCutError());
  }

  /** Null when it was cut off. */
  async make(delivery: OwedDelivery, webhook: CataloguedWebhook): Promise<MadeAttempt | null> {
    const { clock } = this.#deps;
    const startedAt = clock.now();
    const begun = clock.monotonic();
    const result = await this.#ask(delivery, webhook);
    if (result === null) return null;
    const durationMs = clock.monotonic() - begun;
    return this.#toMade(delivery, webhook, result, startedAt, durationMs);
  }

  /** What does not end by itself is left behind at its time limit. */
  async #ask(delivery: OwedDelivery, { config, terms }: CataloguedWebhook): Promise<Asked | null> {
    const { clock } = this.#deps;
    const controller = new AbortController();
    const { signal } = controller;
    const limit = clock.after(terms.timeoutMs, () => controller.abort(new InnerTimeoutError(terms.timeoutMs)));
    this.#underWay.add(controller);
    try {
      const kind = config.inner!.kind === "judge" ? "judge" : "enforce";
      return { kind: "ended", result: await orAborted(this.#inner![kind](delivery, signal), signal) };
    } catch (error) {
      if (signal.reason instanceof InnerCutError) return null;
      if (!signal.aborted && !isForeseen(error)) this.#deps.onTrouble(error as Error);
      return signal.aborted ? { kind: "timeout", error: signal.reason } : { kind: "aborted", error: error as Error };
    } finally {
      limit.cancel();
      this.#underWay.delete(controller);
    }
  }

  #toMade(
    delivery: OwedDelivery,
    { rev }: CataloguedWebhook,
    asked: Asked,
    startedAt: number,
    durationMs: number,
  ): MadeAttempt {
    const { clock, ids } = this.#deps;
    const result = asked.kind === "ended" ? asked.result : { ...NOTHING, failure: toFailure(asked.error) };
    const { failure, events, moderation } = result;
    const total_ms = Math.round(durationMs * 10) / 10;
    return {
      attempt: {
        seq: ids.take(),
        deliverySeq: delivery.seq,
        number: delivery.attempts + 1,
        rev,
        startedAt,
        durationMs: Math.round(durationMs),
        statusCode: failure?.statusCode ?? null,
        failure: failure && kindOf(failure, asked),
        message: failure?.message ?? null,
        timings: { total_ms },
        requestHeaders: {},
        responseHeaders: null,
        responseBody: null,
        isResponseCut: false,
      },
      endedAt: clock.now(),
      retryAfter: failure?.retryAfter ?? null,
      ...(failure?.isHopeless && { isHopeless: true }),
      effects: { events, moderation },
    };
  }
}

type Asked = { kind: "ended"; result: InnerResult } | { kind: "timeout" | "aborted"; error: Error };

const NOTHING: Effects = { events: [], moderation: null };

function toFailure({ message }: Error): InnerFailure {
  return { message, statusCode: null, retryAfter: null };
}

function kindOf({ statusCode }: InnerFailure, { kind }: Asked): FailureKind {
  if (kind === "timeout") return "timeout";
  return statusCode === null ? "aborted" : "http_status";
}

/** Too much at once, or a store that is away: it is tried again, and whoever is to know hears of it elsewhere. */
function isForeseen(error: unknown): boolean {
  return error instanceof Problem || error instanceof StoreError;
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    // What comes after the end of its time goes unheard.
    work.then(resolve, reject);
  });
}

/** It was to be done within the webhook's time limit. */
export class InnerTimeoutError extends Error {
  readonly code = "inner_timeout";

  constructor(timeoutMs: number) {
    super(`It was not done within ${timeoutMs / 1_000} s.`);
  }
}

/** This node may not go on: its lease is over, or it ends. */
export class InnerCutError extends Error {
  readonly code = "inner_cut";

  constructor() {
    super("This node may not go on with it.");
  }
}
