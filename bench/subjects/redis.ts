/** A Redis of our own: found on PATH, on a free port, with a folder that goes with it. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../../packages/server/test/store/postgres-server.ts";

/** When the append-only file is synced: once a second, or before every answer. */
export type AppendFsync = "everysec" | "always";

export interface OwnRedis {
  port: number;
  pid: number;
  /** `Redis` or `Valkey` with its version. */
  engine: string;
  stop(): Promise<void>;
}

const PROGRAMS = ["redis-server", "valkey-server"] as const;

/** The first of the servers that is on PATH; null when there is none. */
export function findRedis(): { program: string; engine: string } | null {
  for (const program of PROGRAMS) {
    try {
      const said = execFileSync(program, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      const kind = program === "redis-server" ? "Redis" : "Valkey";
      return { program, engine: `${kind} ${/v=(\S+)/.exec(said)?.[1] ?? ""}`.trim() };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return null;
}

/** Kept as BullMQ's "Going to production" has it: an append-only file, and nothing evicted. No snapshots beside it. */
export async function startRedis(appendFsync: AppendFsync): Promise<OwnRedis> {
  const found = findRedis();
  if (found === null) throw new Error("There is no Redis on PATH: install redis-server or valkey-server.");
  const folder = mkdtempSync(join(tmpdir(), "tabellary-redis-"));
  const port = await freePort();
  const settings = {
    port: `${port}`,
    bind: "127.0.0.1",
    dir: folder,
    appendonly: "yes",
    appendfsync: appendFsync,
    save: "",
    "maxmemory-policy": "noeviction",
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(found.program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const killed = () => void child.kill("SIGKILL");
  process.on("exit", killed);
  await isReady(child);
  return {
    port,
    pid: child.pid!,
    engine: found.engine,
    async stop() {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
      process.off("exit", killed);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function isReady(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    said.push(line);
    if (line.includes("Ready to accept connections")) {
      // Whatever else it says is not read, and must not fill the pipe.
      child.stdout!.resume();
      return;
    }
  }
  throw new Error(`Redis did not start:\n${said.join("\n")}`);
}
