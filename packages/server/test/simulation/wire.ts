import { StoreUnavailableError } from "../../src/store/store.ts";
import { type Attempted, attempted, type Line, type LineDeps, latencyOf, quietly, tell } from "./thread.ts";

/** How long a database that does not answer is waited for (store/postgres/database.ts). */
const SILENCE_MS = 1_500;
/** How often it is looked for, and how soon after its return it is found to be back. */
const LOOK_AGAIN_MS = 1_000;
const FOUND_MS_MAX = 500;

interface Call {
  run: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  isCommit: boolean;
}

/**
 * The connections of one process to a database elsewhere: calls do not wait for each other, each arrives and is
 * answered in its own time, and any of it may be lost. What was sent goes its way though the process be frozen or dead.
 */
export class Wire implements Line {
  readonly #deps: LineDeps;

  constructor(deps: LineDeps) {
    this.#deps = deps;
  }

  get #awayMs(): number {
    return this.#deps.mood.awayUntil - this.#deps.time.monotonic();
  }

  call<T>(run: () => T, isCommit = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#deps.life.isOver) return;
      const call: Call = { run, resolve: resolve as Call["resolve"], reject, isCommit };
      if (this.#awayMs > 0) this.#refuse(call);
      else this.#send(call);
    });
  }

  end(): void {
    // Each call on its way finds out for itself.
  }

  #send(call: Call): void {
    this.#deps.time.after(latencyOf(this.#deps), () => this.#arrive(call));
  }

  #refuse({ reject }: Call): void {
    const { dice, life, mood } = this.#deps;
    const afterMs = mood.isSilent ? SILENCE_MS : dice.below(5);
    life.hear(afterMs, () => reject(new StoreUnavailableError("The simulated database is away.", "none")));
  }

  #arrive(call: Call): unknown {
    const { dice, life, mood, crash } = this.#deps;
    if (life.isOver) {
      if (dice.chance(0.5)) quietly(call.run);
      return undefined;
    }
    // In the middle of the transaction: the rest of it is sent when the process goes on.
    if (life.isFrozen && dice.chance(0.5)) return life.hear(0, () => this.#arrive(call));
    if (dice.chance(mood.crashes)) return crash();
    if (this.#awayMs > 0) return this.#lose(call, dice.chance(0.5) ? attempted(call.run) : null);
    if (call.isCommit && dice.chance(mood.fails))
      return this.#lose(call, dice.chance(0.5) ? attempted(call.run) : null);
    const outcome = attempted(call.run);
    if (dice.chance(mood.crashes)) return crash();
    return life.hear(latencyOf(this.#deps), () => {
      if (this.#awayMs > 0) this.#lose(call, outcome);
      else tell(call, outcome);
    });
  }

  /**
   * The connection broke. Whether a commit happened is looked up when the database is back (store/postgres/doubt.ts); of
   * other calls nobody will know.
   */
  #lose(call: Call, outcome: Attempted | null): unknown {
    const { dice, life, mood } = this.#deps;
    if (!call.isCommit) {
      const error = new StoreUnavailableError("The connection to the simulated database was lost.", "unknown");
      return life.hear(mood.isSilent ? SILENCE_MS : 0, () => call.reject(error));
    }
    return life.hear(Math.min(Math.max(0, this.#awayMs), LOOK_AGAIN_MS) + dice.below(FOUND_MS_MAX), () => {
      if (this.#awayMs > 0) return this.#lose(call, outcome);
      if (outcome !== null) return tell(call, outcome);
      if (dice.chance(0.5)) return this.#send(call);
      return call.reject(new StoreUnavailableError("The simulated database went away before the commit.", "none"));
    });
  }
}
