/** Runs programs (programs.ts) in a thread of its own, one after the other, and keeps those that it has made. */
import { parentPort } from "node:worker_threads";
import { makeProgram, type ProgramKind, type Programs } from "./programs.ts";

export interface Question {
  kind: ProgramKind;
  /** Unlike those of all others. */
  id: number;
  input: unknown;
  /** Undefined: it may be known. */
  source?: unknown;
}

export type Answer =
  | { kind: "done"; output: unknown }
  /** It has to be asked again, with its source. */
  | { kind: "unknown" }
  /** A fault of ours, or of a library. */
  | { kind: "fault"; message: string };

/** Programs that are kept; the longest unused is made again when it is needed. */
const KEPT_MAX = 32;
const kept = new Map<number, (input: never) => unknown>();

parentPort!.on("message", (question: Question) => parentPort!.postMessage(toAnswer(question)));

function toAnswer({ kind, id, input, source }: Question): Answer {
  try {
    const run = kept.get(id) ?? (source === undefined ? undefined : makeProgram(kind, source as SourceOf));
    if (run === undefined) return { kind: "unknown" };
    keep(id, run as (input: never) => unknown);
    return { kind: "done", output: run(input as never) };
  } catch (error) {
    return { kind: "fault", message: (error as Error).message };
  }
}

type SourceOf = Programs[ProgramKind]["source"] & never;

function keep(id: number, run: (input: never) => unknown): void {
  kept.delete(id);
  kept.set(id, run);
  if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value!);
}
