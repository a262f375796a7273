import type { Clock, Timer } from "../../model/ports.ts";
import { StoreUnavailableError } from "../store.ts";
import type { Tx } from "./database.ts";

/**
 * How long a commit may take until its COMMIT is sent. When the time is over its connection is cut: without a COMMIT the
 * transaction comes to nothing, whatever of it the server has or will yet read.
 */
export class TimeLimit {
  readonly #timer: Timer;
  readonly #over: Promise<never>;
  #error: StoreUnavailableError | null = null;
  #tx: Tx | null = null;

  constructor(clock: Clock, ms: number) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.#over = promise;
    // Whoever waits for something hears of it by `within`.
    promise.catch(() => undefined);
    this.#timer = clock.after(ms, () => {
      this.#error = new StoreUnavailableError(`PostgreSQL has not answered for ${ms} ms.`, "none");
      this.#tx?.abandon();
      reject(this.#error);
    });
  }

  get isOver(): boolean {
    return this.#error !== null;
  }

  /** Rejects with StoreUnavailableError when the time is over before that. */
  within<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#over]);
  }

  /** Runs `work` on a connection that is cut when the time is over. */
  async on<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
    if (this.#error) throw this.#error;
    this.#tx = tx;
    try {
      return await work();
    } finally {
      this.#tx = null;
    }
  }

  /** What comes now takes as long as it takes. Throws when the time is over already. */
  lift(): void {
    if (this.#error) throw this.#error;
    this.#timer.cancel();
  }

  end(): void {
    this.#timer.cancel();
  }
}
