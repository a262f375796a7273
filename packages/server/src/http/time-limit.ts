import { createContext, Script } from "node:vm";

/** Work that the machine kept from a processor is begun anew, with up to so many times the time. */
const SLOWER_MAX = 4;
/** Of the time by the clock. A machine with nothing else to do gives a thread about that: what had it is not begun anew. */
const WHOLE_SHARE = 0.9;

const box: { task(): unknown } = { task: () => undefined };
const context = createContext(box);
const script = new Script("task()");

/** The work took longer than it may. */
export class TimeLimitError extends Error {
  readonly code = "time_limit";
}

/**
 * Does synchronous work, and stops it where it stands when the time is over. It is a processor's time that counts: what
 * is stopped while the machine does something else is begun anew, so that `task` must bear to be. Costs about 0.1 ms.
 * @throws TimeLimitError when the time is over
 */
export function withinTime<T>(timeoutMs: number, task: () => T): T {
  for (let slower = 1; ; slower *= 2) {
    const start = process.threadCpuUsage();
    try {
      return byTheClock(timeoutMs * slower, task);
    } catch (error) {
      if ((error as { code?: string }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
      if (slower === SLOWER_MAX || msSince(start) >= timeoutMs * WHOLE_SHARE) {
        throw new TimeLimitError(`stopped after ${timeoutMs} ms`);
      }
    }
  }
}

function byTheClock<T>(timeoutMs: number, task: () => T): T {
  box.task = task;
  try {
    return script.runInContext(context, { timeout: timeoutMs }) as T;
  } finally {
    box.task = () => undefined;
  }
}

/** What this thread has had of a processor since. */
function msSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1_000;
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
    const leftMs = this.#leftMs;
    if (leftMs <= 0) throw new TimeLimitError(`the ${this.totalMs} ms are over`);
    const measured = () => this.#measured(task, leftMs);
    return mayRunLong ? withinTime(Math.ceil(leftMs), measured) : measured();
  }

  /**
   * Counts the work alone: neither what it costs to put it under a limit, nor the time in which the machine did something
   * else. Work that is stopped has used up all.
   */
  #measured<T>(task: () => T, leftMs: number): T {
    const start = process.threadCpuUsage();
    this.#leftMs = 0;
    try {
      return task();
    } finally {
      this.#leftMs = leftMs - msSince(start);
    }
  }
}
