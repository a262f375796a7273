/** Several nodes on one PostgreSQL, each behind a line of its own that can be cut. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { TestServer } from "../../packages/server/test/store/postgres-server.ts";
import type { Api } from "./api.ts";
import { createDatabase, type FreshDatabase } from "./database.ts";
import { HubProcess } from "./hub.ts";
import { Line } from "./line.ts";

const TELL_CONNECTIONS = fileURLToPath(new URL("./tell-connections.ts", import.meta.url));
/** What all nodes on one database must have in common. */
export const KEYS = {
  TABELLARY_ADMIN_KEY: "the-key-of-all-nodes-of-the-test",
  TABELLARY_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"),
};

export interface ClusterOptions {
  /** How many nodes; three when left out. */
  nodes?: number;
  /** Flags of every node, without the dashes. */
  flags?: Record<string, string>;
  /** Flags of one node beside those. */
  flagsOf?(number: number): Record<string, string>;
  /** The URL by which nodes reach the database, where something else stands between. */
  through?(databaseUrl: string): string;
}

/** One of several nodes, over all its lives. */
export class ClusterNode {
  /** 0, 1, 2, … */
  readonly number: number;
  readonly line: Line;
  readonly #flags: Record<string, string>;
  readonly #connectionsFile: string;
  #hub: HubProcess | null = null;
  #output = "";
  #lastUrl = "";

  constructor(number: number, line: Line, flags: Record<string, string>, connectionsFile: string) {
    this.number = number;
    this.line = line;
    this.#flags = flags;
    this.#connectionsFile = connectionsFile;
  }

  async start(): Promise<void> {
    this.#hub = await HubProcess.start({
      flags: this.#flags,
      env: { ...KEYS, NODE_OPTIONS: `--import=${TELL_CONNECTIONS}`, TELL_CONNECTIONS: this.#connectionsFile },
    });
    this.#lastUrl = this.#hub.url;
  }

  get isUp(): boolean {
    return this.#hub !== null;
  }

  get url(): string {
    return this.hub.url;
  }

  /** The same for all nodes. */
  get adminKey(): string {
    return KEYS.TABELLARY_ADMIN_KEY;
  }

  /** Where it listens, or did. */
  get lastUrl(): string {
    return this.#lastUrl;
  }

  get api(): Api {
    return this.hub.api;
  }

  /** Its present life, or the last one. */
  get hub(): HubProcess {
    if (this.#hub === null) throw new Error(`Node ${this.number} has not been started.`);
    return this.#hub;
  }

  /** Everything that it has printed in its lives. */
  get output(): string {
    return this.#output + (this.#hub?.output() ?? "");
  }

  freeze(): void {
    this.hub.child.kill("SIGSTOP");
  }

  wake(): void {
    this.hub.child.kill("SIGCONT");
  }

  /** Ends it with no chance to say goodbye. */
  async kill(): Promise<void> {
    await this.hub.kill();
    this.#keepOutput();
  }

  /** Ends it as a supervisor does; resolves with the exit code. */
  async stop(): Promise<number | null> {
    const code = await this.hub.end("SIGTERM");
    this.#keepOutput();
    return code;
  }

  /** Whether the process of its present life is gone. */
  get hasEnded(): boolean {
    const { child } = this.hub;
    return child.exitCode !== null || child.signalCode !== null;
  }

  /** The local ports of the connections that it has opened, and when (milliseconds since 1970). */
  connections(): { port: number; at: number }[] {
    const lines = readFileSync(this.#connectionsFile, "utf8").trimEnd().split("\n");
    return lines.filter(Boolean).map((line) => {
      const [port, at] = line.split(" ").map(Number);
      return { port: port!, at: at! };
    });
  }

  #keepOutput(): void {
    this.#output += this.hub.output();
    rmSync(this.hub.dataDir, { recursive: true, force: true });
    this.#hub = null;
  }
}

export class Cluster {
  readonly nodes: readonly ClusterNode[];
  /** Straight to the database, past all lines. */
  readonly databaseUrl: string;
  readonly #database: FreshDatabase;
  readonly #folder: string;

  private constructor(nodes: readonly ClusterNode[], database: FreshDatabase, folder: string) {
    this.nodes = nodes;
    this.databaseUrl = database.url;
    this.#database = database;
    this.#folder = folder;
  }

  static async open(server: Pick<TestServer, "url">, options: ClusterOptions = {}): Promise<Cluster> {
    const database = await createDatabase(server);
    const folder = mkdtempSync(join(tmpdir(), "tabellary-nodes-"));
    const nodes = await Promise.all(
      Array.from({ length: options.nodes ?? 3 }, async (_, number) => {
        const url = new URL(options.through?.(database.url) ?? database.url);
        const line = await Line.open({ host: url.hostname, port: Number(url.port || 5432) });
        url.hostname = "127.0.0.1";
        url.port = `${line.port}`;
        const flags = { "database-url": url.href, ...options.flags, ...options.flagsOf?.(number) };
        return new ClusterNode(number, line, flags, join(folder, `connections-${number}`));
      }),
    );
    const cluster = new Cluster(nodes, database, folder);
    try {
      await Promise.all(nodes.map((node) => node.start()));
    } catch (error) {
      await cluster.close();
      throw error;
    }
    return cluster;
  }

  /** The database must be there. */
  async close(): Promise<void> {
    for (const node of this.nodes) {
      if (node.isUp) await node.kill();
      await node.line.close();
    }
    await this.#database.drop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Closed with the test. */
export async function givenNodes(
  t: TestContext,
  server: Pick<TestServer, "url">,
  options?: ClusterOptions,
): Promise<Cluster> {
  const cluster = await Cluster.open(server, options);
  t.after(() => cluster.close());
  return cluster;
}
