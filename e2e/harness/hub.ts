/** A hub in a process of its own, as a user starts it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SETTINGS } from "../../packages/server/src/config/settings.ts";
import { Api } from "./api.ts";
import { compiled } from "./compiled.ts";
import { hubMain } from "./hub-main.ts";

const START_MS_MAX = 180_000;
/** A machine that is busy with other tests is slow, and its database not away. */
const PATIENT = { "database-timeout-ms": "10000", "database-wait-seconds": "120" };
/** What a hub has that is given neither: for tests of what it does without its database. */
export const AS_SHIPPED = {
  "database-timeout-ms": SETTINGS.databaseTimeoutMs.default,
  "database-wait-seconds": SETTINGS.databaseWaitSeconds.default,
};

export interface HubOptions {
  /** Kept across restarts when given; else a temporary folder that `stop` removes. */
  dataDir?: string;
  /** Flags of `tabellary serve`, without the dashes. Loopback targets are allowed unless told otherwise. */
  flags?: Record<string, string>;
  /** A program to run the hub under, such as a tracer. */
  wrap?: readonly string[];
  /** Environment variables beside this process's own. `TABELLARY_ADMIN_KEY` is then the key that tests use. */
  env?: Record<string, string>;
}

/** How a hub ended that was not meant to run on. */
export interface Ended {
  code: number | null;
  output: string;
}

export class HubProcess {
  readonly url: string;
  readonly api: Api;
  readonly dataDir: string;
  readonly adminKey: string;
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly output: () => string;
  readonly #ownsDir: boolean;

  private constructor(
    url: string,
    dataDir: string,
    adminKey: string,
    child: ChildProcess,
    output: () => string,
    ownsDir: boolean,
  ) {
    this.url = url;
    this.dataDir = dataDir;
    this.child = child;
    this.output = output;
    this.adminKey = adminKey;
    this.api = new Api(url, adminKey);
    this.#ownsDir = ownsDir;
  }

  static async start(options: HubOptions = {}): Promise<HubProcess> {
    const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "tabellary-"));
    const { child, output } = spawnHub(dataDir, options);
    const url = await listening(child, output);
    const adminKey = options.env?.TABELLARY_ADMIN_KEY ?? readFileSync(join(dataDir, "admin-key"), "utf8").trim();
    return new HubProcess(url, dataDir, adminKey, child, output, options.dataDir === undefined);
  }

  /** Starts a hub that is expected to end by itself, because something about it is wrong. */
  static async startInVain(options: HubOptions & { dataDir: string }): Promise<Ended> {
    const { child, output } = spawnHub(options.dataDir, options);
    const timer = setTimeout(() => child.kill("SIGKILL"), START_MS_MAX);
    const [code] = await once(child, "close");
    clearTimeout(timer);
    return { code: code as number | null, output: output() };
  }

  /** Starts a hub and kills it `afterMs` later, ready or not. */
  static async startAndKill(options: HubOptions & { dataDir: string }, afterMs: number): Promise<void> {
    const { child } = spawnHub(options.dataDir, options);
    const exited = once(child, "exit");
    setTimeout(() => child.kill("SIGKILL"), afterMs);
    await exited;
  }

  /** Ends it as Ctrl-C does; resolves with the exit code. */
  async stop(): Promise<number | null> {
    const code = await this.end("SIGINT");
    if (this.#ownsDir) rmSync(this.dataDir, { recursive: true, force: true });
    return code;
  }

  /** Ends it with no chance to say goodbye. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const exited = once(this.child, "exit");
    this.child.kill(signal);
    const [code] = await exited;
    return code as number | null;
  }
}

/** A hub never outlives the test that started it, however that ends. */
const running = new Set<ChildProcess>();

function endWithThisProcess(child: ChildProcess): void {
  if (running.size === 0) process.once("exit", killRunning);
  running.add(child);
  child.once("exit", () => {
    running.delete(child);
    if (running.size === 0) process.off("exit", killRunning);
  });
}

function killRunning(): void {
  for (const child of running) child.kill("SIGKILL");
}

function spawnHub(dataDir: string, options: HubOptions): { child: ChildProcess; output: () => string } {
  const flags = {
    "database-url": `sqlite:${join(dataDir, "tabellary.db")}`,
    port: "0",
    "egress-allow": "127.0.0.0/8,::1/128",
    "log-level": "warn",
    ...PATIENT,
    ...options.flags,
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const [program, ...before] = [...(options.wrap ?? []), process.execPath];
  const child = spawn(program!, [...before, hubMain(), "serve", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...compiled(), ...options.env },
  });
  endWithThisProcess(child);
  let output = "";
  child.stdout!.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr!.on("data", (chunk) => {
    output += chunk;
  });
  return { child, output: () => output };
}

function listening(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`The hub did not start within ${START_MS_MAX} ms:\n${output()}`));
    }, START_MS_MAX);
    const look = () => {
      const url = /url\s+(http:\/\/\S+)/.exec(output())?.[1];
      if (url === undefined || !output().includes("Ctrl-C")) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout!.on("data", look);
    child.on("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`The hub ended with ${code} while starting:\n${output()}`));
    });
  });
}
