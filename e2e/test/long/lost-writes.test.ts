import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openSqliteStore } from "../../../packages/server/src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../packages/server/src/store/store.ts";
import { Disk } from "../../harness/disk.ts";
import { bytesOf, readTrace, skipWithoutStrace, strace, traceEnded } from "../../harness/strace.ts";

const COMMITTER = fileURLToPath(new URL("../../harness/committer.ts", import.meta.url));
const CALLS = ["pwrite64", "pwritev", "write", "writev", "ftruncate", "fsync", "fdatasync", "unlink", "rename"];
/** Enough for the log to be copied back, and begun anew, more than once. */
const ACKNOWLEDGED_BYTES_MIN = 250_000;
const POWER_CUTS = 12;
const SECTOR = 512;

/** A power cut: what the disk may hold then, and what had been acknowledged. */
interface PowerCut {
  files: Map<string, Buffer>;
  acknowledged: string[];
}

test("nothing that was acknowledged is lost when the disk forgets whatever was not synced", async (t) => {
  if (skipWithoutStrace(t)) return;
  const losses = await lossesOf(t, "FULL");
  assert.deepEqual(losses, []);
});

for (const synchronous of ["OFF", "NORMAL"]) {
  test(`the same test finds losses with PRAGMA synchronous = ${synchronous}`, async (t) => {
    if (skipWithoutStrace(t)) return;
    const losses = await lossesOf(t, synchronous);
    assert.notEqual(losses.length, 0);
  });
}

/** Runs the committer, kills it, and cuts the power at random moments of its life. Returns what was wrong after each. */
async function lossesOf(t: TestContext, synchronous: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-lost-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const trace = join(folder, "trace");
  await runUntilKilled(folder, trace, synchronous);
  const random = seeded(20260101);
  const losses: string[] = [];
  for (const [index, cut] of (await cutPower(trace, random)).entries()) {
    const loss = await lossAfter(cut, join(folder, `cut-${index}`));
    if (loss !== null) losses.push(`power cut ${index}: ${loss}`);
  }
  return losses;
}

async function runUntilKilled(folder: string, trace: string, synchronous: string): Promise<void> {
  const [program, ...args] = [...strace(trace, CALLS), process.execPath, COMMITTER, folder, synchronous];
  const acknowledged = join(folder, "acknowledged");
  writeFileSync(acknowledged, "");
  const watcher = watch(acknowledged);
  const child = spawn(program!, args, { stdio: "inherit" });
  watcher.on("change", () => {
    if (statSync(acknowledged).size > ACKNOWLEDGED_BYTES_MIN) child.kill("SIGKILL");
  });
  await once(child, "exit");
  watcher.close();
  await traceEnded(trace, child.pid!);
}

/** Replays the trace and stops at random calls: once with every unsynced write lost, once with a torn part of them. */
async function cutPower(trace: string, random: () => number): Promise<PowerCut[]> {
  let calls = 0;
  for await (const { kind } of readTrace(trace)) if (kind === "end") calls += 1;
  const moments = new Set(Array.from({ length: POWER_CUTS }, () => Math.floor(calls * (0.1 + 0.9 * random()))));
  moments.add(calls);
  const cuts: PowerCut[] = [];
  const disk = new Disk();
  const acknowledged: string[] = [];
  let at = 0;
  for await (const { kind, call } of readTrace(trace)) {
    if (kind === "begin" && basename(call.path) === "acknowledged") {
      acknowledged.push(...bytesOf(call).toString().trim().split("\n"));
    }
    disk.see(kind, call);
    if (kind !== "end") continue;
    at += 1;
    if (!moments.has(at)) continue;
    cuts.push({ files: disk.afterPowerCut(() => 0), acknowledged: [...acknowledged] });
    cuts.push({ files: disk.afterPowerCut((length) => tear(length, random)), acknowledged: [...acknowledged] });
  }
  return cuts;
}

/** Of an unsynced write all, nothing, or its first sectors reached the disk. */
function tear(length: number, random: () => number): number {
  const luck = random();
  if (luck < 0.4) return 0;
  if (luck < 0.8) return length;
  return Math.min(length, Math.floor((random() * length) / SECTOR) * SECTOR);
}

async function lossAfter({ files, acknowledged }: PowerCut, folder: string): Promise<string | null> {
  mkdirSync(folder);
  for (const [path, content] of files) writeFileSync(join(folder, basename(path)), content);
  const file = join(folder, "tabellary.db");
  try {
    const store = await openSqliteStore(file);
    const missing = await missingIn(store, acknowledged);
    await store.close();
    if (missing !== null) return missing;
    const db = new DatabaseSync(file);
    const [{ integrity_check: integrity }] = db.prepare("PRAGMA integrity_check").all() as [
      { integrity_check: string },
    ];
    db.close();
    return integrity === "ok" ? null : `integrity: ${integrity}`;
  } catch (error) {
    return `does not open: ${(error as Error).message}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function missingIn(store: Store, acknowledged: readonly string[]): Promise<string | null> {
  const events = new Map<bigint, string>();
  const statuses = new Map<bigint, string | null>();
  for (let before: bigint | null = null, isMore = true; isMore; isMore = before !== null) {
    const page = await store.listEvents({ siteNo: 1, type: null, externalId: null, before, from: 0n, limit: 5_000 });
    for (const { seq } of page.rows) events.set(seq, (await store.readEvent(1, seq))!.payload);
    before = page.next;
  }
  const all = { siteNo: 1, webhookNo: 1, status: null, type: null, from: 0n, limit: 5_000 } as const;
  for (let before: bigint | null = null, isMore = true; isMore; isMore = before !== null) {
    const page = await store.listDeliveries({ ...all, before });
    for (const { seq, status } of page.rows) statuses.set(seq, status);
    before = page.next;
  }
  for (const line of acknowledged) {
    const [what, seq] = line.split(" ") as [string, string];
    const isThere =
      what === "accepted"
        ? events.get(BigInt(seq))?.startsWith(`{"is":"${seq}"`)
        : statuses.get(BigInt(seq)) === "success";
    if (!isThere) return `${line}, but it is not there`;
  }
  return null;
}

/** mulberry32: the same cuts in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
