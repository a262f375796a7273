import { type Finding, shortReason } from "../../model/finding.ts";
import type { ContentPart, ItemContent, ItemContext } from "../../model/item.ts";
import type { Clock, Random } from "../../model/ports.ts";
import { type Evaluator, EvaluatorError, FAILURE_TRAITS } from "../evaluators/evaluator.ts";
import { Attempts } from "./attempts.ts";
import { Breaker, type BreakerState } from "./breaker.ts";
import { Seats } from "./seats.ts";

export interface GuardLimits {
  /** Of one attempt. */
  timeoutMs: number;
  attemptsMax: number;
  /** Before the second attempt; doubled before each later one, and lengthened by up to a fifth. */
  retryDelayMs: number;
  /** Whoever asks to be left alone for longer is not asked again. */
  retryAfterMsMax: number;
  /**
   * All attempts of one item with the pauses between them: none is begun that could end later. Whoever asked gives up not
   * much after (catalogue/inner-webhook.ts), and would never hear why.
   */
  totalMsMax: number;
  /** Items judged at once. */
  concurrencyMax: number;
  /** Items that wait for that. More are not judged: `overloaded`. */
  waitingMax: number;
  breakerFailuresMax: number;
  breakerOpenMs: number;
  breakerOpenMsMax: number;
}

export const GUARD_LIMITS: GuardLimits = {
  timeoutMs: 10_000,
  attemptsMax: 3,
  retryDelayMs: 500,
  retryAfterMsMax: 30_000,
  totalMsMax: 55_000,
  concurrencyMax: 8,
  waitingMax: 1_000,
  breakerFailuresMax: 5,
  breakerOpenMs: 10_000,
  breakerOpenMsMax: 300_000,
};

/** What an evaluator has been asked for since the start. */
export interface Cost {
  /** Attempts made. */
  attempts: number;
  /** Requests to who counts or bills them, by `Evaluator.units`. */
  units: number;
}

/** What one evaluator came to for one item. */
export interface Opinion {
  /** One of kind `failure`, when it could not judge. */
  findings: readonly Finding[];
  /** What it has judged: nothing, when it could not. */
  judged: readonly ContentPart[];
  cost: Cost;
}

export interface GuardDeps {
  clock: Clock;
  random: Random;
  /** Hears of an error that is no `EvaluatorError`: a fault of ours, or of a library. */
  onFault?(evaluator: string, error: unknown): void;
}

/**
 * An evaluator and what keeps it from harming anybody: a time limit, a number of attempts, a number of items at once and
 * of those who wait, a breaker. One object for all items of a site, so that it sees all of them.
 */
export class Guard {
  readonly evaluator: Evaluator;
  readonly #deps: GuardDeps;
  readonly #seats: Seats;
  readonly #breaker: Breaker;
  readonly #attempts: Attempts;
  readonly #total: Cost = { attempts: 0, units: 0 };

  constructor(evaluator: Evaluator, deps: GuardDeps, limits: GuardLimits = GUARD_LIMITS) {
    this.evaluator = evaluator;
    this.#deps = deps;
    this.#seats = new Seats(limits.concurrencyMax, limits.waitingMax);
    this.#breaker = new Breaker(deps.clock, {
      failuresMax: limits.breakerFailuresMax,
      openMs: limits.breakerOpenMs,
      openMsMax: limits.breakerOpenMsMax,
    });
    this.#attempts = new Attempts(evaluator, deps, limits);
  }

  get total(): Readonly<Cost> {
    return this.#total;
  }

  get breaker(): BreakerState {
    return this.#breaker.state;
  }

  get waiting(): number {
    return this.#seats.waiting;
  }

  /**
   * What the evaluator says of an item, or that it could not say anything.
   * @throws the signal's reason, when the caller gives up; nothing else
   */
  async ask(content: ItemContent, context: ItemContext, signal: AbortSignal): Promise<Opinion> {
    const cost: Cost = { attempts: 0, units: 0 };
    try {
      const findings = await this.#seated(content, context, signal, cost);
      return { findings, judged: this.evaluator.judges(content), cost };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      return { findings: [this.#toFinding(error)], judged: [], cost };
    } finally {
      this.#total.attempts += cost.attempts;
      this.#total.units += cost.units;
    }
  }

  async #seated(content: ItemContent, context: ItemContext, signal: AbortSignal, cost: Cost) {
    if (this.#breaker.isShut) this.#refuse();
    await this.#seats.take(signal);
    // Asked when its turn has come: whoever waited while it opened is not sent into the same trouble.
    const pass = this.#breaker.admit();
    if (pass === null) {
      this.#seats.release();
      return this.#refuse();
    }
    const { result, settled } = this.#attempts.make(content, context, signal, cost);
    // What hangs and does not heed its signal keeps its place: so no more than its share ever hangs.
    void settled.then(() => this.#seats.release());
    try {
      const findings = await result;
      this.#breaker.succeed(pass);
      return findings;
    } catch (error) {
      if (!signal.aborted && isTheirs(error)) this.#breaker.fail(pass);
      else this.#breaker.abstain(pass);
      throw error;
    }
  }

  #refuse(): never {
    throw new EvaluatorError("unavailable", "It has failed several times in a row, and is left alone for a while.");
  }

  #toFinding(error: unknown): Finding {
    const { name } = this.evaluator;
    if (!(error instanceof EvaluatorError)) this.#deps.onFault?.(name, error);
    const known = error instanceof EvaluatorError ? error : undefined;
    return {
      evaluator: name,
      kind: "failure",
      label: known?.code ?? "unavailable",
      confidence: null,
      severity: null,
      isInformational: false,
      evidence: null,
      // What it answered may be repeated in it.
      reason: shortReason(
        known?.message ?? `It broke off unexpectedly: ${error instanceof Error ? error.message : String(error)}`,
      ),
    };
  }
}

function isTheirs(error: unknown): boolean {
  return !(error instanceof EvaluatorError) || FAILURE_TRAITS[error.code].isTheirs;
}
