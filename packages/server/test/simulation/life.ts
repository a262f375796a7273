import type { Clock, Timer } from "../../src/model/ports.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** The clocks of one machine: its wall time may be wrong, and be set; its monotonic one stands still while it sleeps. */
export class Machine {
  readonly #time: VirtualTime;
  #offsetMs: number;
  #sleptMs = 0;
  #sleep = { from: 0, ms: 0 };

  constructor(time: VirtualTime, offsetMs = 0) {
    this.#time = time;
    this.#offsetMs = offsetMs;
  }

  now(): number {
    return this.#time.now() + this.#offsetMs;
  }

  monotonic(): number {
    return this.#time.monotonic() - this.#sleptMs - Math.min(this.#time.monotonic() - this.#sleep.from, this.#sleep.ms);
  }

  /** Somebody sets the wall clock. */
  jump(byMs: number): void {
    this.#offsetMs += byMs;
  }

  /** By the virtual monotonic clock. */
  get wakesAt(): number {
    return this.#sleep.from + this.#sleep.ms;
  }

  /** False when it sleeps already. */
  sleep(ms: number): boolean {
    if (this.#time.monotonic() < this.wakesAt) return false;
    this.#sleptMs += this.#sleep.ms;
    this.#sleep = { from: this.#time.monotonic(), ms };
    return true;
  }
}

/** One run of the hub's process, from its start to its crash. What it had planned dies with it. */
export class Life {
  readonly number: number;
  readonly clock: Clock;
  readonly machine: Machine;
  readonly #time: VirtualTime;
  #isOver = false;
  #frozenUntil: number;

  constructor(number: number, time: VirtualTime, machine: Machine) {
    this.number = number;
    this.machine = machine;
    this.#time = time;
    this.#frozenUntil = machine.wakesAt;
    this.clock = {
      now: () => machine.now(),
      monotonic: () => machine.monotonic(),
      after: (delayMs, task) => this.after(delayMs, task),
      soon: (task) => time.soon(task),
    };
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isFrozen(): boolean {
    return this.#frozenMs > 0;
  }

  get #frozenMs(): number {
    return this.#frozenUntil - this.#time.monotonic();
  }

  /** Something the process will do by its monotonic clock, unless it is dead by then; later, when it is frozen. */
  after(delayMs: number, task: () => void): Timer {
    const at = this.machine.monotonic() + Math.max(0, Math.ceil(delayMs));
    return this.#plan(delayMs, () => Math.max(this.#frozenMs, at - this.machine.monotonic()), task);
  }

  /** Something that reaches the process from outside, unless it is dead by then; later, when it is frozen. */
  hear(delayMs: number, task: () => void): Timer {
    return this.#plan(delayMs, () => this.#frozenMs, task);
  }

  #plan(delayMs: number, moreMs: () => number, task: () => void): Timer {
    let isCancelled = false;
    const run = () => {
      if (this.#isOver || isCancelled) return;
      const waitMs = moreMs();
      if (waitMs > 0) this.#time.after(waitMs, run);
      else task();
    };
    this.#time.after(delayMs, run);
    return {
      cancel() {
        isCancelled = true;
      },
    };
  }

  /** The process is stopped, and continued. */
  freeze(ms: number): void {
    this.#frozenUntil = Math.max(this.#frozenUntil, this.#time.monotonic() + ms);
  }

  /** The machine sleeps: timers have not come nearer when it wakes. */
  sleep(ms: number): void {
    if (this.machine.sleep(ms)) this.freeze(ms);
  }

  end(): void {
    this.#isOver = true;
  }
}
