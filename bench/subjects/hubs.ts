/** What is measured: a database with one node on it, or several, each in a process of its own. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "../../e2e/harness/api.ts";
import { Program } from "../../e2e/harness/program.ts";
import { ask, startServer } from "../../packages/server/test/store/postgres-server.ts";
import { EVENT_TYPE } from "../load/payload.ts";
import { cpuOf, cpuOfFamily } from "./cpu.ts";

export interface HubsOptions {
  database: "sqlite" | "postgres";
  nodes: number;
  /** The root of the checkout that the hub is started from. */
  tree: string;
  isOrdered: boolean;
  receiverUrl: string;
  /** For Node itself, such as `--cpu-prof`. */
  nodeArgs: readonly string[];
}

/** What the journals have done so far, all nodes together. */
export interface Commits {
  count: number;
  entries: number;
  seconds: number;
}

export interface Hubs {
  /** The engine with its version. */
  engine: string;
  ports: readonly number[];
  key: string;
  /** Seconds so far, by process. */
  cpu(): Record<string, number>;
  commits(): Promise<Commits>;
  stop(): Promise<void>;
}

/** As an operator would set it for a server of this size. Syncing is on by default, and stays so. */
const POSTGRES_SETTINGS = { shared_buffers: "256MB", max_wal_size: "4GB", fsync: "on", synchronous_commit: "on" };
const KEY = "a-key-for-measurements";

export async function startHubs(options: HubsOptions): Promise<Hubs> {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-throughput-"));
  const server = options.database === "postgres" ? await startServer(POSTGRES_SETTINGS) : null;
  const url = server?.url ?? `sqlite:${join(dataDir, "tabellary.db")}`;
  const env = { TABELLARY_ADMIN_KEY: KEY, TABELLARY_MASTER_KEY: randomBytes(32).toString("base64") };
  const nodes: Program[] = [];
  const apis: Api[] = [];
  for (let i = 0; i < options.nodes; i++) {
    const node = startNode(url, env, options);
    nodes.push(node);
    apis.push(new Api(await node.until(/url\s+(http:\S+)[\s\S]*Ctrl-C/), KEY));
    if (i === 0) await subscribe(apis[0]!, options);
  }
  return {
    engine: server ? await versionOf(server.url) : `SQLite ${process.versions.sqlite}`,
    ports: apis.map((api) => Number(new URL(api.url).port)),
    key: KEY,
    cpu() {
      const seconds = Object.fromEntries(nodes.map(({ child }, i) => [`node ${i + 1}`, cpuOf(child.pid!)]));
      return server ? { ...seconds, PostgreSQL: cpuOfFamily(server.process.pid!) } : seconds;
    },
    async commits() {
      const all = { count: 0, entries: 0, seconds: 0 };
      for (const api of apis) {
        const metrics: string = await api.expect(200, api.get("/metrics"));
        const read = (name: string) => Number(new RegExp(`^tabellary_journal_${name} (\\S+)`, "m").exec(metrics)![1]);
        all.count += read("batch_rows_count");
        all.entries += read("batch_rows_sum");
        all.seconds += read("commit_duration_seconds_sum");
      }
      return all;
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.end("SIGINT")));
      await server?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function startNode(databaseUrl: string, env: Record<string, string>, { tree, nodeArgs }: HubsOptions): Program {
  const flags = { "database-url": databaseUrl, port: "0", "egress-allow": "127.0.0.0/8", "log-level": "warn" };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const main = join(tree, "packages/server/src/main.ts");
  const node = new Program(process.execPath, [...nodeArgs, main, "serve", ...args], { env });
  process.once("exit", () => node.isRunning && node.signal("SIGKILL"));
  return node;
}

async function subscribe(api: Api, { receiverUrl, isOrdered }: HubsOptions): Promise<void> {
  const ordering = isOrdered ? "webhook" : "none";
  await api.expect(201, api.post("/v1/webhooks", { url: receiverUrl, events: [EVENT_TYPE], ordering }));
}

async function versionOf(url: string): Promise<string> {
  const [row] = await ask(url, "SHOW server_version");
  return `PostgreSQL ${row!.server_version}`;
}
