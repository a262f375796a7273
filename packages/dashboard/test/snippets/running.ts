import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { SignedRequest } from "./cases.ts";

/** Beside the packages, so that a program in it finds them as it would when they were installed. */
const BESIDE_PACKAGES = join(import.meta.dirname, "../../../../node_modules/.cache");

/** A folder that is gone after the test. */
export function givenFolder(t: TestContext): string {
  mkdirSync(BESIDE_PACKAGES, { recursive: true });
  const folder = mkdtempSync(join(BESIDE_PACKAGES, "snippets-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Why a test that needs these programs cannot run here, or false. In continuous integration it fails instead. */
export function isMissing(...tools: string[]): string | false {
  const missing = tools.filter((tool) => !isThere(tool));
  if (missing.length === 0 || process.env.CI !== undefined) return false;
  return `left out for want of ${missing.join(", ")}`;
}

function isThere(tool: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A receiver in a process of its own. */
export class Running {
  readonly url: string;
  readonly #child: ChildProcess;
  #output = "";
  #look = () => {};

  constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}/hooks/in`;
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on("data", (chunk) => {
        this.#output += chunk;
        this.#look();
      });
    }
    child.once("exit", () => this.#look());
  }

  /** Resolves when it has printed that; rejects with all that it printed when it ended without. */
  async printed(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#output)) {
      if (this.#child.exitCode !== null) throw new Error(`It ended with ${this.#child.exitCode}: ${this.#output}`);
      await new Promise<void>((resolve) => {
        this.#look = resolve;
      });
    }
  }

  async status({ headers, body }: SignedRequest): Promise<number> {
    const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body };
    const answer = await fetch(this.url, init);
    await answer.arrayBuffer();
    return answer.status;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }
}

/** A port that was free may have been taken before the receiver has it. */
const TRIES_MAX = 3;

/** Starts a receiver on a port that is free, and waits until it says that it is there. */
export async function start(
  command: (port: number) => readonly [string, ...string[]],
  { cwd, secret }: { cwd: string; secret: string },
): Promise<Running> {
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const [file, ...args] = command(port);
    const env = { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) };
    const running = new Running(spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] }), port);
    try {
      await running.printed(/Waiting for webhooks|Development Server .* started/);
      return running;
    } catch (error) {
      if (tries === TRIES_MAX) throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
