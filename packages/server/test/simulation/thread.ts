import { StoreError } from "../../src/store/store.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** How the store behaves at present, as one node sees it. */
export interface StoreMood {
  /** Milliseconds that a call takes, at most. */
  latencyMs: number;
  /** Probability that one entry of a commit is refused. */
  refuses: number;
  /** Probability that a call is not answered because the process dies: before it is carried out, or after. */
  crashes: number;
  /** Probability that a commit fails as a whole: carried out or not, nobody knows. */
  fails: number;
  /** Whether leases are renewed: a store that is away for a while. */
  renews: boolean;
  /** Until when, by the virtual monotonic clock, a shared store cannot be reached from this node. */
  awayUntil: number;
  /** It does not even refuse: who asks finds out by waiting. */
  isSilent: boolean;
}

/** A store that does what it should. */
export function goodMood(): StoreMood {
  return { latencyMs: 3, refuses: 0, crashes: 0, fails: 0, renews: true, awayUntil: 0, isSilent: false };
}

export interface LineDeps {
  time: VirtualTime;
  dice: Dice;
  life: Life;
  mood: StoreMood;
  crash(): void;
}

/** How calls get to a store and their answers back. */
export interface Line {
  call<T>(run: () => T, isCommit?: boolean): Promise<T>;
  /** The process died. */
  end(): void;
}

interface Call {
  run: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  isCommit: boolean;
}

/** A thread of a store in a file: carries out in order what is posted to it, and answers in that order. */
export class Thread implements Line {
  readonly #deps: LineDeps;
  readonly #posted: Call[] = [];
  readonly #answers: (() => void)[] = [];
  #busyUntil = 0;
  #answersUntil = 0;

  constructor(deps: LineDeps) {
    this.#deps = deps;
  }

  call<T>(run: () => T, isCommit = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const { time, life } = this.#deps;
      if (life.isOver) return;
      this.#posted.push({ run, resolve: resolve as Call["resolve"], reject, isCommit });
      this.#busyUntil = Math.max(this.#busyUntil, time.monotonic()) + latencyOf(this.#deps);
      time.after(this.#busyUntil - time.monotonic(), () => this.#carryOut());
    });
  }

  /** What the thread has begun with is still done, from the front of the queue. */
  end(): void {
    const { dice } = this.#deps;
    const done = dice.below(this.#posted.length + 1);
    for (const call of this.#posted.slice(0, done)) quietly(call.run);
    this.#posted.length = 0;
  }

  #carryOut(): void {
    const { dice, life, mood, crash } = this.#deps;
    if (life.isOver) return;
    if (dice.chance(mood.crashes)) {
      crash();
      return;
    }
    const call = this.#posted.shift()!;
    if (call.isCommit && dice.chance(mood.fails)) {
      if (dice.chance(0.5)) quietly(call.run);
      this.#answer(() => call.reject(new StoreError("The simulated disk failed.")));
      return;
    }
    const outcome = attempted(call.run);
    if (dice.chance(mood.crashes)) crash();
    else this.#answer(() => tell(call, outcome));
  }

  #answer(answer: () => void): void {
    const { time, life } = this.#deps;
    this.#answers.push(answer);
    this.#answersUntil = Math.max(this.#answersUntil, time.monotonic()) + latencyOf(this.#deps);
    life.hear(this.#answersUntil - time.monotonic(), () => this.#answers.shift()!());
  }
}

export function latencyOf({ dice, mood }: Pick<LineDeps, "dice" | "mood">): number {
  return dice.below(mood.latencyMs + 1);
}

export type Attempted = { value: unknown } | { error: Error };

export function attempted(run: () => unknown): Attempted {
  try {
    return { value: run() };
  } catch (error) {
    return { error: error as Error };
  }
}

export function tell({ resolve, reject }: Pick<Call, "resolve" | "reject">, outcome: Attempted): void {
  if ("error" in outcome) reject(outcome.error);
  else resolve(outcome.value);
}

/** What fails in a process that is dying is heard by nobody. */
export function quietly(run: () => unknown): void {
  attempted(run);
}
