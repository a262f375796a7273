/** What comparators have in common: servers in processes of their own, beside a store or none. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { generic } from "@tabellary/contracts";
import { cpuOf, cpuOfFamily } from "../../e2e/harness/cpu.ts";
import { memoryOf, memoryOfFamily } from "../../e2e/harness/memory.ts";
import type { ServerOptions } from "../servers/life.ts";
import { KEY, NODE_ARGS, type Running, SECRET, type SubjectOptions } from "./subject.ts";

/** What a comparator keeps its jobs in. */
export interface Store {
  /** As it stands in the table. */
  name: string;
  engine: string;
  pid: number;
  stop(): Promise<void>;
}

export interface ComparatorOptions {
  /** The file in `servers/`. */
  server: "floor" | "bullmq" | "pg-boss";
  store: Store | null;
  /** Seconds before attempt 1, 2, …; the contract's unless given. */
  schedule?: readonly number[] | undefined;
  /** Where the server finds its store. */
  more?: Record<string, unknown>;
}

/** Forks the server, and resolves when it listens. Stops the store when it does not come up. */
export async function startComparator(options: ComparatorOptions, { targets }: SubjectOptions): Promise<Running> {
  const { store, schedule = generic.policy.schedule } = options;
  const ordered = targets.find(({ ordering = "none" }) => ordering !== "none");
  if (ordered !== undefined) throw new RangeError(`A queue knows no order: ${ordered.url} cannot have any.`);
  const serverOptions: ServerOptions = { targets, key: KEY, secret: SECRET, schedule };
  const { child, port } = await forkServer(options.server, { ...serverOptions, ...options.more }).catch(
    async (error: Error) => {
      await store?.stop();
      throw error;
    },
  );
  let stopping: Promise<void> | undefined;
  return {
    ports: [port],
    key: KEY,
    engine: store?.engine ?? "none",
    cpu: () => ({ server: cpuOf(child.pid!), ...(store && { [store.name]: cpuOfFamily(store.pid) }) }),
    memory: () => ({ server: memoryOf(child.pid!), ...(store && { [store.name]: memoryOfFamily(store.pid) }) }),
    stop() {
      stopping ??= end(child).then(() => store?.stop());
      return stopping;
    },
  };
}

async function forkServer(server: string, options: object): Promise<{ child: ChildProcess; port: number }> {
  const file = fileURLToPath(new URL(`../servers/${server}.ts`, import.meta.url));
  const child = fork(file, [JSON.stringify(options)], { execArgv: [...NODE_ARGS] });
  const exited = once(child, "exit").then(([code]) => {
    throw new Error(`The server ${server} ended with ${code} before it was ready; what it said stands above.`);
  });
  const [port] = await Promise.race([once(child, "message"), exited]);
  // It may end from now on.
  exited.catch(() => undefined);
  return { child, port: port as number };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}
