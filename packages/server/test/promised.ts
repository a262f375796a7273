/** Promises of time, held on any machine: what is asked of a quick one is asked of a slow one by as much less. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { TestContext } from "node:test";

/** How long whatever has to come is waited for, in milliseconds. It tells a late answer from none, and promises nothing. */
export const PATIENCE_MS = 120_000;

/** Work that a machine with nothing else to do has done in `WORK_MS`. */
const DIGESTS = 20_000;
const DIGESTED = Buffer.alloc(4_096, 7);
const WORK_MS = 100;
/** A try may be spoiled by whatever else the machine does: one must hold. */
const TRIES_MAX = 3;

export interface Promised {
  /** Of a machine that has nothing else to do. */
  msMax: number;
  what: string;
}

/** How many times as slow this machine is at present as one that has nothing else to do; at least 1. */
export function slowness(): number {
  const startedAt = performance.now();
  work();
  return Math.max(1, (performance.now() - startedAt) / WORK_MS);
}

/** The same of its processor alone, whatever else that does. */
export function processorSlowness(): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return Math.max(1, (user + system) / 1_000 / WORK_MS);
}

function work(): void {
  for (let n = 0; n < DIGESTS; n += 1) createHash("sha256").update(DIGESTED).digest();
}

/** How many of what a machine with nothing else to do does in a second are asked of this one. */
export function affordable(perSecond: number): number {
  return Math.max(1, Math.round(perSecond / slowness()));
}

/** `measure` resolves with the milliseconds that count. One of some tries holds what is promised. */
export async function keeps(t: TestContext, { msMax, what }: Promised, measure: () => Promise<number>): Promise<void> {
  const seen: string[] = [];
  while (seen.length < TRIES_MAX) {
    const before = slowness();
    const ms = await measure();
    const slower = Math.max(before, slowness());
    seen.push(`${ms.toFixed(0)} ms on a machine ${slower.toFixed(1)} times as slow`);
    if (ms < msMax * slower) break;
    if (seen.length === TRIES_MAX) assert.fail(`${what} takes over ${msMax} ms: ${seen.join(", ")}`);
  }
  t.diagnostic(`${what}: ${seen.join(", ")}`);
}
