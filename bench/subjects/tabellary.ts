/** Tabellary itself: one node on SQLite, or several on a PostgreSQL, each in a process of its own. */

import { constants, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Api } from "../../e2e/harness/api.ts";
import { cpuOf, cpuOfFamily } from "../../e2e/harness/cpu.ts";
import { memoryOf, memoryOfFamily } from "../../e2e/harness/memory.ts";
import { Program } from "../../e2e/harness/program.ts";
import { ask, type OwnServer, startServer } from "../../packages/server/test/store/postgres-server.ts";
import { MASTER_KEY } from "../history/shape.ts";
import type { Ingress } from "../load/message.ts";
import { POSTGRES_SETTINGS } from "./postgres-settings.ts";
import { KEY, NODE_ARGS, type Running, SECRET, type Subject, type SubjectOptions } from "./subject.ts";

export interface TabellaryOptions {
  database: "sqlite" | "postgres";
  nodes?: number;
  /** The root of the checkout that the hub is started from; this one unless given. */
  tree?: string;
  /** For Node itself, such as `--cpu-prof`. */
  nodeArgs?: readonly string[];
  /** A SQLite file with a history, to start from a copy of. */
  history?: string | undefined;
  /** What is older is pruned: 30, unless given. */
  retentionDays?: number;
  /** What stands before the command, such as strace with its arguments. */
  under?: readonly string[];
}

/** What the journals have done so far, all nodes together. */
export interface Commits {
  count: number;
  entries: number;
  seconds: number;
}

export interface RunningTabellary extends Running {
  apis: readonly Api[];
  commits(): Promise<Commits>;
  /** Ends the nodes at once, and starts them again. */
  restart(signal: NodeJS.Signals): Promise<void>;
  /** The path of the SQLite file; null for PostgreSQL. */
  file: string | null;
}

const HERE = fileURLToPath(new URL("../..", import.meta.url));

export function tabellary(options: TabellaryOptions): Subject<RunningTabellary> {
  const engine = options.database === "sqlite" ? "SQLite" : "PostgreSQL";
  const nodes = options.nodes ?? 1;
  return {
    name: `Tabellary, ${engine}${nodes > 1 ? `, ${nodes} nodes` : ""}`,
    promise: "on disk (fsync) and scheduled",
    missing: () => null,
    start: (subjectOptions) => start(options, subjectOptions),
  };
}

async function start(options: TabellaryOptions, { targets }: SubjectOptions): Promise<RunningTabellary> {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-bench-"));
  const file = join(dataDir, "tabellary.db");
  if (options.history !== undefined) copyFileSync(options.history, file, constants.COPYFILE_FICLONE);
  const server = options.database === "postgres" ? await startServer(POSTGRES_SETTINGS) : null;
  const url = server?.url ?? `sqlite:${file}`;
  const env = { TABELLARY_ADMIN_KEY: KEY, TABELLARY_MASTER_KEY: MASTER_KEY };
  const nodes: Program[] = [];
  const apis: Api[] = [];
  const startNodes = async () => {
    for (let i = 0; i < (options.nodes ?? 1); i++) {
      nodes[i] = startNode(url, env, options);
      apis[i] = new Api(await nodes[i]!.until(/url\s+(http:\S+)[\s\S]*Ctrl-C/), KEY);
    }
  };
  await startNodes();
  await subscribe(apis[0]!, targets);
  return {
    engine: server ? await versionOf(server.url) : `SQLite ${process.versions.sqlite}`,
    get ports() {
      return apis.map((api) => Number(new URL(api.url).port));
    },
    key: KEY,
    apis,
    file: server ? null : file,
    cpu: () => byProcess(nodes, cpuOf, server, cpuOfFamily),
    memory: () => byProcess(nodes, memoryOf, server, memoryOfFamily),
    commits: () => commitsOf(apis),
    async restart(signal) {
      await Promise.all(nodes.map((node) => node.end(signal)));
      await startNodes();
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.end("SIGINT")));
      await server?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function startNode(databaseUrl: string, env: Record<string, string>, options: TabellaryOptions): Program {
  const { tree = HERE, nodeArgs = [], under = [], retentionDays = 30 } = options;
  const flags = {
    "database-url": databaseUrl,
    port: "0",
    "egress-allow": "127.0.0.0/8",
    "log-level": "warn",
    "retention-days": String(retentionDays),
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const main = join(tree, "packages/server/src/main.ts");
  const [command, ...rest] = [...under, process.execPath, ...NODE_ARGS, ...nodeArgs, main, "serve", ...args];
  // As a user starts it: without what was compiled before.
  const node = new Program(command!, rest, { env: { ...env, NODE_DISABLE_COMPILE_CACHE: "1" } });
  const kill = () => void node.signal("SIGKILL");
  process.once("exit", kill);
  node.ended().then(() => process.off("exit", kill));
  return node;
}

async function subscribe(api: Api, targets: SubjectOptions["targets"]): Promise<void> {
  for (const { url, type, ordering = "none", contract = "generic" } of targets) {
    const webhook = { url, events: [type], ordering, secret: SECRET, contract };
    await api.expect(201, api.post("/v1/webhooks", webhook));
  }
}

/** A source of the platform `generic`, whose messages the generator signs. */
export async function openSource({ apis }: RunningTabellary): Promise<Ingress> {
  const api = apis[0]!;
  const wishes = { platform: "generic", secrets: { secret: SECRET } };
  const { ingress_url } = await api.expect(201, api.post("/v1/sources", wishes));
  return { path: new URL(ingress_url).pathname, secret: SECRET };
}

function byProcess(
  nodes: readonly Program[],
  of: (pid: number) => number,
  server: OwnServer | null,
  ofFamily: (pid: number) => number,
): Record<string, number> {
  const measured = Object.fromEntries(nodes.map(({ child }, i) => [`node ${i + 1}`, of(child.pid!)]));
  return server ? { ...measured, PostgreSQL: ofFamily(server.process.pid!) } : measured;
}

async function commitsOf(apis: readonly Api[]): Promise<Commits> {
  const all = { count: 0, entries: 0, seconds: 0 };
  for (const api of apis) {
    const metrics: string = await api.expect(200, api.get("/metrics"));
    const read = (name: string) => Number(new RegExp(`^tabellary_journal_${name} (\\S+)`, "m").exec(metrics)![1]);
    all.count += read("batch_rows_count");
    all.entries += read("batch_rows_sum");
    all.seconds += read("commit_duration_seconds_sum");
  }
  return all;
}

async function versionOf(url: string): Promise<string> {
  const [row] = await ask(url, "SHOW server_version");
  return `PostgreSQL ${row!.server_version}`;
}
