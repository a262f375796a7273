import { Problem } from "../../model/errors.ts";
import type { Clock } from "../../model/ports.ts";

const MINUTE_MS = 60_000;
const FAILURES_MAX = 20;
/** Past this nobody else may fail in the minute: whoever has so many addresses is not mistyping. */
const ADDRESSES_MAX = 10_000;

/** Bounds wrong keys by address and minute. Keys are too long to be guessed: this tells a program that tries to stop. */
export class SignInLimit {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #failures = new Map<string, number>();
  #since = 0;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** @throws Problem `overloaded`, with the seconds until the next try, when too many have failed before */
  failed(address: string): void {
    const now = this.#clock.monotonic();
    if (now - this.#since >= MINUTE_MS) {
      this.#failures.clear();
      this.#since = now;
    }
    const failures = this.#failures.get(address);
    const isOver = failures === undefined ? this.#failures.size >= ADDRESSES_MAX : failures >= FAILURES_MAX;
    if (!isOver) {
      this.#failures.set(address, (failures ?? 0) + 1);
      return;
    }
    const retryAfter = Math.ceil((this.#since + MINUTE_MS - now) / 1_000);
    throw new Problem("overloaded", `${FAILURES_MAX} wrong keys came from here within a minute.`, { retryAfter });
  }
}
