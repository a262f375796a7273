import type { Clock, Timer } from "../../src/model/ports.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** One run of the hub's process, from its start to its crash. What it had planned dies with it. */
export class Life {
  readonly number: number;
  readonly clock: Clock;
  readonly #time: VirtualTime;
  #isOver = false;
  #frozenUntil = 0;

  constructor(number: number, time: VirtualTime) {
    this.number = number;
    this.#time = time;
    this.clock = {
      now: () => time.now(),
      monotonic: () => time.monotonic(),
      after: (delayMs, task) => this.after(delayMs, task),
    };
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Something the process will do or hear, unless it is dead by then; later, when it is frozen. */
  after(delayMs: number, task: () => void): Timer {
    let isCancelled = false;
    const run = () => {
      if (this.#isOver || isCancelled) return;
      const frozenMs = this.#frozenUntil - this.#time.monotonic();
      if (frozenMs > 0) this.#time.after(frozenMs, run);
      else task();
    };
    this.#time.after(delayMs, run);
    return {
      cancel() {
        isCancelled = true;
      },
    };
  }

  /** The machine sleeps, or the process is stopped and continued. */
  freeze(ms: number): void {
    this.#frozenUntil = this.#time.monotonic() + ms;
  }

  end(): void {
    this.#isOver = true;
  }
}
