/** Builds the dashboard where it is missing or older than its sources. For `npm start` and for tests in a browser. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as passed } from "node:timers/promises";

const HERE = import.meta.dirname;
const BUILT = join(HERE, "dist", "index.html");
/** Contracts are explained in the page by their own code. */
const SOURCES = [
  ...["src", "public", "index.html", "package.json", "vite.config.ts", "build.ts", "unused-styles.ts"],
  "../contracts/src",
];
/** Whoever builds holds this folder, with its process id in it; one for each checkout. */
const LOCK = join(tmpdir(), `tabellary-dashboard-${createHash("sha256").update(HERE).digest("hex").slice(0, 12)}`);
const LOOK_MS = 250;
const LOOKS_MAX = 1_200;

/** Resolves when `dist` is there and up to date; rejects with what the build printed when it cannot be built. */
export async function ensureBuilt(say: (text: string) => void = () => {}): Promise<void> {
  for (let look = 0; !isUpToDate(); look++) {
    if (look === LOOKS_MAX)
      throw new Error(`Another process has been building the dashboard for too long: see ${LOCK}.`);
    if (!takeLock()) {
      await passed(LOOK_MS);
      continue;
    }
    try {
      if (!isUpToDate()) build(say);
    } finally {
      rmSync(LOCK, { recursive: true, force: true });
    }
  }
}

function build(say: (text: string) => void): void {
  const startedAt = new Date();
  say("Building the dashboard, once (some ten seconds)…\n");
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [join(HERE, "build.ts")], {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  if (status !== 0) throw new Error(`The dashboard cannot be built:\n${error?.message ?? `${stdout}${stderr}`}`);
  // What changed while it was built is later than it.
  utimesSync(BUILT, startedAt, startedAt);
  say(stdout);
}

function isUpToDate(): boolean {
  const builtAt = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs;
  return builtAt !== undefined && SOURCES.every((name) => lastChange(join(HERE, name)) <= builtAt);
}

function lastChange(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))));
}

/** False while another process that lives has it. */
function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (isHeld()) return false;
    rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
  writeFileSync(join(LOCK, "pid"), `${process.pid}`);
  return true;
}

/** By a process that lives. One that has just taken it has not written its id yet. */
function isHeld(): boolean {
  try {
    const pid = Number(readFileSync(join(LOCK, "pid"), "utf8"));
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH") return false;
    if (code !== "ENOENT") return true;
    const age = Date.now() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    return age < 10_000;
  }
}
