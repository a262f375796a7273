import type { Fault } from "../../../api/problem.ts";

/** What is wrong with what stands at that JSON pointer, or with something within it. */
export function faultAt(faults: readonly Fault[], path: string): string | undefined {
  return faults.find((fault) => fault.path === path || fault.path.startsWith(`${path}/`))?.message;
}
