/** Processor time from Linux's /proc (proc(5)), in seconds of user and system together. */
import { readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;

/** A process and all of its threads. */
export function cpuOf(pid: number): number {
  const { self } = read(`/proc/${pid}/stat`);
  return self;
}

/** A process with its children, those included that have ended. */
export function cpuOfFamily(pid: number): number {
  const { self, ended } = read(`/proc/${pid}/stat`);
  return childrenOf(pid).reduce((sum, child) => sum + cpuOf(child), self + ended);
}

/** Those that live. */
export function childrenOf(pid: number): number[] {
  const living = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return living === "" ? [] : living.split(" ").map(Number);
}

/** `ended`: of children that have ended. */
function read(path: string): { self: number; ended: number } {
  const text = readFileSync(path, "utf8");
  // The program's name stands in parentheses, and may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = (at: number) => Number(fields[at]) / TICKS_PER_SECOND;
  return { self: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) };
}
