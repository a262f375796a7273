/** What a process asked of the kernel, call by call, as strace(1) wrote it down with every string in hex (`-xx`). */
import { spawnSync } from "node:child_process";
import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { PATIENCE_MS } from "../../packages/server/test/promised.ts";

const LOOK_MS = 25;
const LOOKS_MAX = PATIENCE_MS / LOOK_MS;

export interface Call {
  name: string;
  /** The file behind the first argument; empty when that is no descriptor. */
  path: string;
  /** Everything between the parentheses. */
  args: string;
  result: number;
}

/** A call begins, and later returns: what other threads do may lie between. */
export type Traced = { kind: "begin"; call: Call } | { kind: "end"; call: Call };

/** The command line that runs a program under strace; the program stays our child, so that signals reach it. */
export function strace(output: string, calls: readonly string[]): string[] {
  const limits = ["-s", "2000000", "-xx", "-y"];
  return ["strace", "-D", "-f", "--seccomp-bpf", ...limits, "-o", output, "-e", `trace=${calls.join(",")}`];
}

/** Without strace nothing is proven. That is said, and in CI, which installs it, it is a failure. */
export function skipWithoutStrace(t: TestContext): boolean {
  if (spawnSync("strace", ["-V"]).status === 0) return false;
  if (process.env.CI === "true")
    throw new Error("strace is not installed: CI must install it (apt-get install strace).");
  t.skip("NOT PROVEN HERE: strace is not installed (apt-get install strace), so nobody watched the disk.");
  return true;
}

/** Resolves when strace has written down the end of process `pid`: it is another process and may be behind. */
export async function traceEnded(file: string, pid: number): Promise<void> {
  const isEnd = new RegExp(`^${pid} +\\+\\+\\+ `, "m");
  for (let tries = 0; tries < LOOKS_MAX; tries += 1) {
    const { size } = statSync(file);
    const tail = Buffer.alloc(Math.min(size, 4096));
    const descriptor = openSync(file, "r");
    readSync(descriptor, tail, 0, tail.length, size - tail.length);
    closeSync(descriptor);
    if (isEnd.test(tail.toString("latin1"))) return;
    await setTimeout(LOOK_MS);
  }
  throw new Error(`strace did not write down the end of process ${pid}.`);
}

export async function* readTrace(file: string): AsyncGenerator<Traced> {
  const unfinished = new Map<string, Call>();
  for await (const line of createInterface({ input: createReadStream(file, "latin1") })) {
    const space = line.indexOf(" ");
    const pid = line.slice(0, space);
    const rest = line.slice(space).trimStart();
    if (rest.startsWith("<... ")) {
      const call = unfinished.get(pid);
      if (call === undefined) continue;
      unfinished.delete(pid);
      call.args += rest.slice(rest.indexOf(">") + 1, rest.lastIndexOf(")"));
      call.result = resultOf(rest);
      yield { kind: "end", call: withPath(call) };
      continue;
    }
    const open = rest.indexOf("(");
    if (open <= 0 || !/^\w+$/.test(rest.slice(0, open))) continue;
    const isFinished = !rest.endsWith("<unfinished ...>");
    const end = isFinished ? rest.lastIndexOf(")") : rest.lastIndexOf(" <unfinished");
    const call = withPath({ name: rest.slice(0, open), path: "", args: rest.slice(open + 1, end), result: -1 });
    yield { kind: "begin", call };
    if (!isFinished) {
      unfinished.set(pid, call);
      continue;
    }
    call.result = resultOf(rest);
    yield { kind: "end", call };
  }
}

/** The bytes of the call's strings, one after the other. */
export function bytesOf(call: Call): Buffer {
  let hex = "";
  for (let at = call.args.indexOf('"'); at !== -1; ) {
    const end = call.args.indexOf('"', at + 1);
    if (end === -1) break; // cut off when the process was killed
    hex += call.args.slice(at + 1, end).replaceAll("\\x", "");
    at = call.args.indexOf('"', end + 1);
  }
  return Buffer.from(hex, "hex");
}

function resultOf(rest: string): number {
  return Number.parseInt(rest.slice(rest.lastIndexOf("= ") + 2), 10);
}

function withPath(call: Call): Call {
  const match = /^\d+<([^>]*)>/.exec(call.args);
  if (match) call.path = Buffer.from(match[1]!.replaceAll("\\x", ""), "hex").toString();
  return call;
}
