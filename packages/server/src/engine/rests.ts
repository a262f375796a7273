import type { Clock, Timer } from "../model/ports.ts";

/** A rest is measured anew after so long. */
const REST_MS_MAX = 3_600_000;

export interface RestsDeps {
  clock: Pick<Clock, "now" | "after">;
  /** Nothing keeps this webhook back any more. */
  onRested(webhookNo: number): void;
}

/** Webhooks of which nothing is begun for a while, by their numbers. What they are owed stays where it is. */
export class Rests {
  readonly #deps: RestsDeps;
  readonly #timers = new Map<number, Timer>();

  constructor(deps: RestsDeps) {
    this.#deps = deps;
  }

  has(webhookNo: number): boolean {
    return this.#timers.has(webhookNo);
  }

  /** `until`: milliseconds since 1970. */
  begin(webhookNo: number, until: number): void {
    this.#timers.get(webhookNo)?.cancel();
    const { clock } = this.#deps;
    const delayMs = Math.max(until - clock.now(), 0);
    const timer = clock.after(Math.min(delayMs, REST_MS_MAX), () => {
      if (delayMs > REST_MS_MAX) this.begin(webhookNo, until);
      else this.#end(webhookNo);
    });
    this.#timers.set(webhookNo, timer);
  }

  /** The wall clock jumped: whoever still wants to be left alone says so again. */
  endAll(): void {
    for (const [webhookNo, timer] of [...this.#timers]) {
      timer.cancel();
      this.#end(webhookNo);
    }
  }

  #end(webhookNo: number): void {
    this.#timers.delete(webhookNo);
    this.#deps.onRested(webhookNo);
  }
}
