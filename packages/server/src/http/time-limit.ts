import { createContext, Script } from "node:vm";

const box: { task(): unknown } = { task: () => undefined };
const context = createContext(box);
const script = new Script("task()");

/** The work took longer than it may. */
export class TimeLimitError extends Error {
  readonly code = "time_limit";
}

/** Does synchronous work, and stops it where it stands when the time is over. Costs about 0.1 ms. */
export function withinTime<T>(timeoutMs: number, task: () => T): T {
  box.task = task;
  try {
    return script.runInContext(context, { timeout: timeoutMs }) as T;
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new TimeLimitError(`stopped after ${timeoutMs} ms`);
  } finally {
    box.task = () => undefined;
  }
}

/** Time that several pieces of synchronous work share, such as the checks of one request. */
export class TimeBudget {
  readonly totalMs: number;
  #leftMs: number;

  constructor(totalMs: number) {
    this.totalMs = totalMs;
    this.#leftMs = totalMs;
  }

  /**
   * Does work that counts. When it `mayRunLong`, it is stopped where it stands as the time ends.
   * @throws TimeLimitError when the time is over
   */
  spend<T>(task: () => T, mayRunLong: boolean): T {
    const leftMs = Math.ceil(this.#leftMs);
    if (leftMs <= 0) throw new TimeLimitError(`the ${this.totalMs} ms are over`);
    return mayRunLong ? withinTime(leftMs, () => this.#measured(task)) : this.#measured(task);
  }

  /**
   * Counts the work alone: neither what it costs to put it under a limit, nor the time in which the machine did something
   * else. Work that is stopped has used up all.
   */
  #measured<T>(task: () => T): T {
    const start = process.threadCpuUsage();
    const leftMs = this.#leftMs;
    this.#leftMs = 0;
    try {
      return task();
    } finally {
      const { user, system } = process.threadCpuUsage(start);
      this.#leftMs = leftMs - (user + system) / 1_000;
    }
  }
}
