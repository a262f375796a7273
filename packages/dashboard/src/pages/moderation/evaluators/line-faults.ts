import type { Fault } from "../../../api/problem.ts";
import { lineOf } from "./draft.ts";

const SHOWN_MAX = 5;

/** What is wrong with texts that are typed one a line, each with its line. `path`: of their list, a JSON pointer. */
export function lineFaults(text: string, faults: readonly Fault[], path: string): string | undefined {
  const own = faults.filter((fault) => fault.path === path || fault.path.startsWith(`${path}/`));
  if (own.length === 0) return undefined;
  const sentences = own.slice(0, SHOWN_MAX).map(({ path: at, message }) => {
    const index = /^\/(\d+)/.exec(at.slice(path.length))?.[1];
    return index === undefined ? message : `Line ${lineOf(text, Number(index))}: ${message}`;
  });
  return sentences.join("; ");
}
