/** Runs an example as its reader would: a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const examples = new URL("../../../examples/seeds/", import.meta.url);

export interface Example {
  /** What it has printed. */
  readonly lines: readonly string[];
  /** Resolves with the first line that matches, once it is printed. Rejects when the process ends before. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

export function runExample(
  t: { after(run: () => void): void },
  path: string,
  { args = [], env = {} }: { args?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): Example {
  const file = fileURLToPath(new URL(path, examples));
  const child: ChildProcess = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const reader = createInterface(child.stdout!).on("line", (line) => lines.push(line));
  const closed = once(reader, "close");
  const ended = once(child, "exit").then(([code]) => code as number | null);
  t.after(() => void child.kill());
  return {
    lines,
    ended: ended.then(async (code) => {
      await closed;
      return code;
    }),
    async line(pattern) {
      for (;;) {
        const found = lines.find((line) => pattern.test(line));
        if (found !== undefined) return found;
        const isOver = await Promise.race([once(reader, "line").then(() => false), closed.then(() => true)]);
        if (isOver && !lines.some((line) => pattern.test(line))) {
          throw new Error(`${path} ended without ${pattern}: ${lines.join("\n")}`);
        }
      }
    },
  };
}
