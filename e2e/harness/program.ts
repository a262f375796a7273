/** Another program in a process of its own, and what it prints. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { PATIENCE_MS } from "../../packages/server/test/promised.ts";
import { compiled } from "./compiled.ts";

export interface ProgramOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** A process group of its own, as a shell gives each command: `signal` then reaches all of it. */
  isGroup?: boolean;
}

export class Program {
  readonly child: ChildProcess;
  #output = "";
  readonly #ended: Promise<number | null>;
  readonly #isGroup: boolean;
  readonly #watchers = new Set<() => void>();

  constructor(command: string, args: readonly string[], { env = {}, cwd, isGroup = false }: ProgramOptions = {}) {
    this.#isGroup = isGroup;
    this.child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...compiled(), ...env },
      detached: isGroup,
      ...(cwd === undefined ? {} : { cwd }),
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on("data", (chunk) => {
        this.#output += chunk;
        for (const look of [...this.#watchers]) look();
      });
    }
    this.#ended = once(this.child, "close").then(([code]) => code as number | null);
  }

  /** Ended with the test, if it is still running then. */
  static start(t: TestContext, command: string, args: readonly string[], options?: ProgramOptions): Program {
    const program = new Program(command, args, options);
    t.after(() => program.isRunning && program.end("SIGKILL"));
    return program;
  }

  /** Both streams, in the order in which they came. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What `pattern` captures (or matches) in the output, once it is there. */
  until(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        reject(new Error(`${why} while waiting for ${pattern}:\n${this.#output}`));
      };
      const timer = setTimeout(() => fail(`${PATIENCE_MS} ms passed`), PATIENCE_MS);
      const look = () => {
        const found = pattern.exec(this.#output);
        if (found === null) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve(found[1] ?? found[0]);
      };
      this.#watchers.add(look);
      this.#ended.then((code) => fail(`It ended with ${code}`));
      look();
    });
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#isGroup) process.kill(-this.child.pid!, signal);
    else this.child.kill(signal);
  }

  /** The exit code, once it has ended. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    this.signal(signal);
    return this.#ended;
  }
}

/** Runs a command to its end. */
export async function run(command: string, args: readonly string[], options?: ProgramOptions) {
  const program = new Program(command, args, options);
  const code = await program.ended();
  return { code, output: program.output };
}
