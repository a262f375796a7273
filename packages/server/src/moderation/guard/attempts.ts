import type { Finding } from "../../model/finding.ts";
import type { ItemContent, ItemContext } from "../../model/item.ts";
import type { Clock, Random } from "../../model/ports.ts";
import { type Evaluator, EvaluatorError } from "../evaluators/evaluator.ts";
import type { Cost, GuardLimits } from "./guard.ts";

const JITTER = 0.2;

/** Attempts that have begun. */
export interface Begun {
  /** @throws EvaluatorError of the last one; the signal's reason */
  result: Promise<readonly Finding[]>;
  /** When none of them is under way any more. Never rejects. */
  settled: Promise<void>;
}

/** Asks an evaluator, under a time limit, as often as it makes sense. */
export class Attempts {
  readonly #evaluator: Evaluator;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #limits: GuardLimits;

  constructor(evaluator: Evaluator, { clock, random }: { clock: Clock; random: Random }, limits: GuardLimits) {
    this.#evaluator = evaluator;
    this.#clock = clock;
    this.#random = random;
    this.#limits = limits;
  }

  /** `cost` is counted up as attempts are made. */
  make(content: ItemContent, context: ItemContext, signal: AbortSignal, cost: Cost): Begun {
    const calls: Promise<unknown>[] = [];
    const call = (attemptSignal: AbortSignal) => {
      cost.attempts++;
      cost.units += this.#evaluator.units(content);
      const made = this.#call(content, context, attemptSignal);
      calls.push(made);
      return made;
    };
    const result = this.#repeat(call, signal);
    return { result, settled: allSettled(result, calls) };
  }

  /** Async, so that one that throws before its first await rejects as well. */
  async #call(content: ItemContent, context: ItemContext, signal: AbortSignal) {
    return this.#evaluator.evaluate(content, context, signal);
  }

  async #repeat(call: (signal: AbortSignal) => Promise<readonly Finding[]>, signal: AbortSignal) {
    const beganAt = this.#clock.monotonic();
    for (let made = 1; ; made++) {
      signal.throwIfAborted();
      try {
        return await this.#limited(call, signal);
      } catch (error) {
        if (signal.aborted || made >= this.#limits.attemptsMax) throw error;
        const delayMs = this.#delayAfter(error, made);
        if (delayMs === null || !this.#isInTime(beganAt, delayMs)) throw error;
        await this.#wait(delayMs, signal);
      }
    }
  }

  #isInTime(beganAt: number, delayMs: number): boolean {
    const { timeoutMs, totalMsMax } = this.#limits;
    return this.#clock.monotonic() - beganAt + delayMs + timeoutMs <= totalMsMax;
  }

  /** Null: another attempt makes no sense. */
  #delayAfter(error: unknown, made: number): number | null {
    if (!(error instanceof EvaluatorError) || !error.isRetried) return null;
    const asked = error.retryAfterMs ?? 0;
    if (asked > this.#limits.retryAfterMsMax) return null;
    const planned = this.#limits.retryDelayMs * 2 ** (made - 1) * (1 + JITTER * this.#random.float());
    return Math.max(asked, planned);
  }

  #limited(call: (signal: AbortSignal) => Promise<readonly Finding[]>, signal: AbortSignal) {
    const { timeoutMs } = this.#limits;
    const attempt = new AbortController();
    return new Promise<readonly Finding[]>((resolve, reject) => {
      const onAbort = () => end(() => reject(signal.reason), signal.reason);
      const timer = this.#clock.after(timeoutMs, () => {
        const late = new EvaluatorError("timeout", `It did not answer within ${timeoutMs / 1000} s.`);
        end(() => reject(late), late);
      });
      const end = (settle: () => void, abortFor?: unknown) => {
        timer.cancel();
        signal.removeEventListener("abort", onAbort);
        settle();
        if (abortFor !== undefined) attempt.abort(abortFor);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      call(attempt.signal).then(
        (findings) => end(() => resolve(findings)),
        (error) => end(() => reject(error)),
      );
    });
  }

  #wait(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        timer.cancel();
        reject(signal.reason);
      };
      const timer = this.#clock.after(delayMs, () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      });
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }
}

async function allSettled(result: Promise<unknown>, calls: readonly Promise<unknown>[]): Promise<void> {
  // Only when it is over are all of its calls made.
  await Promise.allSettled([result]);
  await Promise.allSettled(calls);
}
