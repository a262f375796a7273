import type { Clock } from "../../model/ports.ts";

/** What is counted for the shortest of works: else whoever asks for many that take no time would always be next. */
const WORK_MS_MIN = 1;

/** What one asker waits for. */
interface Line {
  /** The first is next. */
  readonly waiting: Set<() => Promise<void>>;
  /** How long it has been worked for, in the time of `#servedMs`. */
  usedMs: number;
}

/**
 * One work at a time, for many who each may ask for much. Whoever had least of the time is next, so that nobody makes
 * another wait for more than one work of theirs; who comes anew has no claim on the time that it was not there.
 */
export class Turns<Asker> {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #lines = new Map<Asker, Line>();
  /** How much whoever was served last had had. */
  #servedMs = 0;
  #isBusy = false;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** `patience` is heard for as long as the work has not begun. @throws its reason; what `work` throws */
  run<T>(asker: Asker, patience: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (patience.aborted) return Promise.reject(patience.reason);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const { waiting } = this.#lineOf(asker);
    const onAbort = () => {
      waiting.delete(task);
      reject(patience.reason);
    };
    const task = async () => {
      patience.removeEventListener("abort", onAbort);
      try {
        resolve(await work());
      } catch (error) {
        reject(error);
      }
    };
    patience.addEventListener("abort", onAbort, { once: true });
    waiting.add(task);
    this.#goOn();
    return promise;
  }

  #lineOf(asker: Asker): Line {
    const line = this.#lines.get(asker) ?? { waiting: new Set(), usedMs: this.#servedMs };
    this.#lines.set(asker, line);
    return line;
  }

  #goOn(): void {
    const line = this.#isBusy ? undefined : this.#next();
    if (line === undefined) return;
    const [task] = line.waiting;
    line.waiting.delete(task!);
    this.#isBusy = true;
    this.#servedMs = line.usedMs;
    const begun = this.#clock.monotonic();
    void task!().finally(() => {
      line.usedMs += Math.max(this.#clock.monotonic() - begun, WORK_MS_MIN);
      this.#isBusy = false;
      this.#goOn();
    });
  }

  /** Forgets those who wait for nothing, and had no more than who comes anew; and all, when nobody waits. */
  #next(): Line | undefined {
    let next: Line | undefined;
    for (const [asker, line] of this.#lines) {
      if (line.waiting.size === 0) {
        if (line.usedMs <= this.#servedMs) this.#lines.delete(asker);
      } else if (next === undefined || line.usedMs < next.usedMs) next = line;
    }
    if (next === undefined) this.#lines.clear();
    return next;
  }
}
