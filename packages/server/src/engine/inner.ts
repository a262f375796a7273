import type { CataloguedWebhook } from "../catalogue/catalogued-webhook.ts";
import { innerRoomOf, isEndless } from "../catalogue/inner-webhook.ts";
import type { FailureKind } from "../model/delivery.ts";
import { Problem } from "../model/errors.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Clock } from "../model/ports.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { ModerationWrites } from "../store/moderating.ts";
import { StoreError } from "../store/store.ts";
import type { MadeAttempt, Postponed } from "./attempt.ts";
import type { EventRequest } from "./requests.ts";
import type { Rests } from "./rests.ts";
import { delayMsAfter } from "./retry.ts";

/** Who does what the hub's own webhooks are owed. What it throws is an attempt that failed, and is tried again. */
export interface Inner {
  /** `signal` aborts at the webhook's time limit, and when this node may not go on. */
  judge(delivery: OwedDelivery, signal: AbortSignal): Promise<InnerResult>;
  enforce(delivery: OwedDelivery, signal: AbortSignal): Promise<InnerResult>;
  /**
   * The last attempt was thrown or took too long: what is to be committed with the delivery's end, so that nothing waits
   * for it for ever. What it throws puts the end off.
   */
  giveUp(delivery: OwedDelivery, reason: string, signal: AbortSignal): Promise<Effects>;
}

export interface InnerResult extends Effects {
  /** Null: it is done, and the delivery ends; or it was put off. */
  failure: InnerFailure | null;
  /** It was not to be done now, and that is no failure: it is due again then, and counts as no attempt. */
  putOffUntil?: number;
  /** Nothing of this webhook is begun before then. Both in milliseconds since 1970. */
  restUntil?: number;
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
  return innerRoomOf(config) !== null;
}

/** What was put off is put off for so long at least: whoever says "now" would be asked without end. */
const PUT_OFF_MS_MIN = 1_000;
/** To give up takes as long as to write it down. */
const GIVE_UP_MS_MAX = 10_000;
/** A delivery whose end could not be put together comes to an attempt again after this. */
const GIVE_UP_AGAIN_MS = 60_000;

export interface InnerAttemptsDeps {
  clock: Clock;
  ids: IdMaker;
  rests: Pick<Rests, "begin">;
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
  async make(delivery: OwedDelivery, webhook: CataloguedWebhook): Promise<MadeAttempt | Postponed | null> {
    const { clock } = this.#deps;
    const startedAt = clock.now();
    const begun = clock.monotonic();
    const kind = webhook.config.inner!.kind === "judge" ? "judge" : "enforce";
    const asked = await this.#within(webhook.terms.timeoutMs, (signal) => this.#inner![kind](delivery, signal));
    if (asked === null) return null;
    const time = { startedAt, durationMs: clock.monotonic() - begun };
    if (asked.kind !== "ended") return this.#afterTrouble(delivery, webhook, asked, time);
    const { restUntil, putOffUntil, ...result } = asked.result;
    if (restUntil !== undefined) this.#deps.rests.begin(webhook.no, restUntil);
    if (putOffUntil === undefined) return this.#toMade(delivery, webhook, result, null, time);
    const { events, moderation } = result;
    return { postponedTo: Math.max(putOffUntil, clock.now() + PUT_OFF_MS_MIN), effects: { events, moderation } };
  }

  /** It was thrown, or took too long. With the last attempt goes what its room makes of that. */
  async #afterTrouble(
    delivery: OwedDelivery,
    webhook: CataloguedWebhook,
    { kind, error }: Troubled,
    time: TimeTaken,
  ): Promise<MadeAttempt | Postponed | null> {
    const attemptsMade = delivery.attempts + 1 - delivery.scheduleFrom;
    const isLast = delayMsAfter(webhook.terms.schedule, attemptsMade, isEndless(webhook.config)) === null;
    const ending = isLast ? await this.#giveUp(delivery, error) : NOTHING;
    if (ending === null) return null;
    if ("postponedTo" in ending) return ending;
    const result = { ...ending, failure: { message: error.message, statusCode: null, retryAfter: null } };
    return this.#toMade(delivery, webhook, result, kind, time);
  }

  /** Null when it was cut off. */
  async #giveUp(delivery: OwedDelivery, error: Error): Promise<Effects | Postponed | null> {
    const asked = await this.#within(GIVE_UP_MS_MAX, (signal) => this.#inner!.giveUp(delivery, error.message, signal));
    if (asked === null) return null;
    if (asked.kind === "ended") return asked.result;
    return { postponedTo: this.#deps.clock.now() + GIVE_UP_AGAIN_MS, effects: NOTHING };
  }

  /** What does not end by itself is left behind at its time limit. Null when it was cut off. */
  async #within<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<Asked<T> | null> {
    const { clock } = this.#deps;
    const controller = new AbortController();
    const { signal } = controller;
    const limit = clock.after(timeoutMs, () => controller.abort(new InnerTimeoutError(timeoutMs)));
    this.#underWay.add(controller);
    try {
      return { kind: "ended", result: await orAborted(work(signal), signal) };
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
    { failure, events, moderation }: InnerResult,
    trouble: Troubled["kind"] | null,
    { startedAt, durationMs }: TimeTaken,
  ): MadeAttempt {
    const { clock, ids } = this.#deps;
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
        failure: failure && kindOf(failure, trouble),
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

interface TimeTaken {
  /** Milliseconds since 1970. */
  startedAt: number;
  durationMs: number;
}

type Asked<T> = { kind: "ended"; result: T } | Troubled;

interface Troubled {
  kind: "timeout" | "aborted";
  error: Error;
}

const NOTHING: Effects = { events: [], moderation: null };

function kindOf({ statusCode }: InnerFailure, trouble: Troubled["kind"] | null): FailureKind {
  if (trouble !== null) return trouble;
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
