import type { ProgramKind, Programs } from "./programs.ts";
import { SideThread, threadModule } from "./side-thread.ts";
import type { Answer, Question } from "./thread.ts";

/** Of the thread's own objects. */
const HEAP_MB_MAX = 256;

/** Somebody's work: a site's lists, a site's rules. What it is made of goes to the thread when that does not have it. */
export interface Program<Kind extends ProgramKind> {
  readonly kind: Kind;
  readonly source: Programs[Kind]["source"];
}

interface Task {
  input: unknown;
  signal: AbortSignal;
  resolve(output: unknown): void;
  reject(error: unknown): void;
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
  readonly #thread = new SideThread<Question, Answer>(threadModule(import.meta.url), { heapMbMax: HEAP_MB_MAX });
  readonly #ids = new WeakMap<Program<ProgramKind>, number>();
  /** Who waits; the first is next. */
  readonly #waiting = new Map<Program<ProgramKind>, Task[]>();
  #lastId = 0;
  #isBusy = false;

  /** @throws the signal's reason, AsideError, SideThreadError */
  run<Kind extends ProgramKind>(
    program: Program<Kind>,
    input: Programs[Kind]["input"],
    signal: AbortSignal,
  ): Promise<Programs[Kind]["output"]> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const tasks = this.#waiting.get(program) ?? [];
    tasks.push({ input, signal, resolve, reject });
    this.#waiting.set(program, tasks);
    this.#goOn();
    return promise as Promise<Programs[Kind]["output"]>;
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  #goOn(): void {
    if (this.#isBusy) return;
    const next = this.#take();
    if (next === undefined) return;
    const [program, { input, signal, resolve, reject }] = next;
    this.#isBusy = true;
    void this.#ask(program, input, signal)
      .then(resolve, reject)
      .finally(() => {
        this.#isBusy = false;
        this.#goOn();
      });
  }

  #take(): [Program<ProgramKind>, Task] | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const [program, tasks] = first;
    const task = tasks.shift()!;
    this.#waiting.delete(program);
    if (tasks.length > 0) this.#waiting.set(program, tasks);
    return [program, task];
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
