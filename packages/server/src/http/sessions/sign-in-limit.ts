import { Problem } from "../../model/errors.ts";
import type { Clock } from "../../model/ports.ts";

const MINUTE_MS = 60_000;
const FAILURES_MAX = 20;
/** Past this nobody else may fail in the minute: whoever has so many addresses is not mistyping. */
const ADDRESSES_MAX = 10_000;

/** Bounds wrong keys by address and minute. Keys are too long to be guessed: this keeps the log readable. */
export class SignInLimit {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #failures = new Map<string, number>();
  #since = 0;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** @throws Problem `overloaded`, with the seconds until the next try */
  check(address: string): void {
    const now = this.#clock.monotonic();
    if (now - this.#since >= MINUTE_MS) {
      this.#failures.clear();
      this.#since = now;
    }
    const failures = this.#failures.get(address);
    const isOver = failures === undefined ? this.#failures.size >= ADDRESSES_MAX : failures >= FAILURES_MAX;
    if (!isOver) return;
    const retryAfter = Math.ceil((this.#since + MINUTE_MS - now) / 1_000);
    throw new Problem("overloaded", `${FAILURES_MAX} wrong keys came from here within a minute.`, { retryAfter });
  }

  failed(address: string): void {
    this.#failures.set(address, (this.#failures.get(address) ?? 0) + 1);
  }
}
