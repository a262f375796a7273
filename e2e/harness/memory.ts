/** Resident memory from Linux's /proc (proc(5)), in bytes; what processes share is counted once, by its share of each. */
import { readFileSync } from "node:fs";
import { childrenOf } from "./cpu.ts";

export function memoryOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)![1]) * 1024;
}

/** A process with its children. */
export function memoryOfFamily(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + memoryOf(child), memoryOf(pid));
}
