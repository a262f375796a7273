import type { Clock } from "../../model/ports.ts";
import type { ProgramKind, Programs } from "./programs.ts";
import { SideThread, threadModule } from "./side-thread.ts";
import type { Answer, Question } from "./thread.ts";
import { Turns } from "./turns.ts";

/** Of the thread's own objects. */
const HEAP_MB_MAX = 256;

/** Somebody's work: a site's lists, a site's rules. What it is made of goes to the thread when that does not have it. */
export interface Program<Kind extends ProgramKind> {
  readonly kind: Kind;
  readonly source: Programs[Kind]["source"];
}

/** Whoever waits longer for its turn comes again later: less than an evaluator has for an attempt (panel/limits.ts). */
const WAIT_MS_MAX = 40_000;

/** Others had the thread all the time. */
export class AsideBusyError extends Error {
  readonly code = "aside_busy";

  constructor() {
    super(`Its turn has not come in ${WAIT_MS_MAX / 1_000} s: there is too much before it.`);
  }
}

/** It broke off there, which nothing that is judged should make it do. */
export class AsideError extends Error {
  readonly code = "aside_failed";
}

/**
 * What would hold up everything else that this process does is done in a thread beside it, one after the other. Programs
 * take turns, so that one with much to do makes others wait for one input of its own and no more.
 */
export class Aside {
  readonly #clock: Pick<Clock, "after">;
  readonly #thread = new SideThread<Question, Answer>(threadModule(import.meta.url), { heapMbMax: HEAP_MB_MAX });
  readonly #turns: Turns<Program<ProgramKind>>;
  readonly #ids = new WeakMap<Program<ProgramKind>, number>();
  #lastId = 0;

  constructor({ clock }: { clock: Pick<Clock, "after" | "monotonic"> }) {
    this.#clock = clock;
    this.#turns = new Turns(clock);
  }

  /** @throws the signal's reason, AsideBusyError, AsideError, SideThreadError */
  run<Kind extends ProgramKind>(
    program: Program<Kind>,
    input: Programs[Kind]["input"],
    signal: AbortSignal,
  ): Promise<Programs[Kind]["output"]> {
    const patience = new AbortController();
    const limit = this.#clock.after(WAIT_MS_MAX, () => patience.abort(new AsideBusyError()));
    const ask = () => {
      limit.cancel();
      return this.#ask(program, input, signal) as Promise<Programs[Kind]["output"]>;
    };
    return this.#turns.run(program, AbortSignal.any([signal, patience.signal]), ask).finally(() => limit.cancel());
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  async #ask(program: Program<ProgramKind>, input: unknown, signal: AbortSignal): Promise<unknown> {
    const { kind, source } = program;
    const question = { kind, id: this.#idOf(program), input };
    let answer = await this.#thread.ask(question, signal);
    if (answer.kind === "unknown") answer = await this.#thread.ask({ ...question, source }, signal);
    if (answer.kind === "done") return answer.output;
    throw new AsideError(answer.kind === "fault" ? answer.message : "The thread takes no program.");
  }

  #idOf(program: Program<ProgramKind>): number {
    const known = this.#ids.get(program) ?? ++this.#lastId;
    this.#ids.set(program, known);
    return known;
  }
}
