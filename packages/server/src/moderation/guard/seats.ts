import { EvaluatorError } from "../evaluators/evaluator.ts";

interface Waiter {
  seat(): void;
}

/** How many calls may be under way at once, and how many more may wait for that. */
export class Seats {
  readonly #waitingMax: number;
  readonly #waiting = new Set<Waiter>();
  #free: number;

  constructor(seats: number, waitingMax: number) {
    this.#free = seats;
    this.#waitingMax = waitingMax;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves in turn, when one is free; it is given back with `release`.
   * @throws EvaluatorError `overloaded`, at once, when too many wait; the signal's reason when it is aborted
   */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    if (this.#waiting.size >= this.#waitingMax) {
      throw new EvaluatorError("overloaded", `${this.#waitingMax} items wait for this evaluator already.`);
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(waiter);
        reject(signal.reason);
      };
      const waiter = {
        seat: () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      this.#waiting.add(waiter);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free++;
      return;
    }
    this.#waiting.delete(next);
    next.seat();
  }
}
