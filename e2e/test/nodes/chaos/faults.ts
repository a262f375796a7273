/** What is done to the nodes and to their database, and when: drawn from the seed. */
import { setTimeout } from "node:timers/promises";
import type { OwnServer } from "../../../../packages/server/test/store/postgres-server.ts";
import { stopImmediately } from "../../../harness/database.ts";
import type { Cut } from "../../../harness/line.ts";
import type { ClusterNode } from "../../../harness/nodes.ts";

export type Fault =
  /** `kill -9`, and started again after a while. */
  | { kind: "kill"; node: number; forMs: number }
  /** SIGSTOP, and SIGCONT after a while. */
  | { kind: "freeze"; node: number; forMs: number }
  /** Cut off from the database. */
  | { kind: "cut"; node: number; how: Cut; forMs: number }
  /** The database is shut down at once, and started again after a while. */
  | { kind: "database"; forMs: number }
  /** SIGTERM, and started again: what operators do. */
  | { kind: "restart"; node: number; forMs: number };

export interface Planned {
  /** From the beginning of the load. */
  atMs: number;
  fault: Fault;
}

/** A fault that happened. Times are milliseconds since 1970. */
export interface Happened {
  fault: Fault;
  from: number;
  /** When nothing more was wrong: the node ran again, the line was mended, the database took connections. */
  to: number;
}

export interface PlanOptions {
  forMs: number;
  freezeMs: number;
  /** The chance that a fault comes while another is under way. */
  together: number;
}

/** So long a fault that takes a node away is left alone: what the node had is taken over in the meantime. */
const TAKEOVER_MS = 32_000;
const TOGETHER_AFTER_MS = 3_000;
const REST_MS = 3_000;
/** A fault and what it leaves behind fit in so much. */
const SLACK_MS = 5_000;
const CUTS: readonly Cut[] = ["break", "swallow", "hold"];

/** Deals from shuffled packs, so that every kind of fault has its turn, and every node. */
export function plan(random: () => number, options: PlanOptions): Planned[] {
  const planned: Planned[] = [];
  let at = REST_MS;
  let pack: Fault[] = [];
  /** The last one, while another may join it: two at once are enough. */
  let before: Planned | undefined;
  for (;;) {
    if (pack.length === 0) pack = shuffled(packOf(random, options), random);
    const isTogether = before !== undefined && random() < options.together;
    const other = isTogether ? pack.findIndex((fault) => !isSameNode(fault, before!.fault)) : 0;
    const [fault] = pack.splice(Math.max(other, 0), 1);
    const mayJoin = isTogether && other !== -1 && before!.atMs + before!.fault.forMs > TOGETHER_AFTER_MS;
    const atMs = mayJoin
      ? before!.atMs + Math.min(TOGETHER_AFTER_MS, before!.fault.forMs / 2)
      : at + random() * REST_MS;
    if (atMs + fault!.forMs + SLACK_MS > options.forMs) return planned;
    const next = { atMs, fault: fault! };
    planned.push(next);
    before = mayJoin ? undefined : next;
    at = Math.max(at, atMs + lengthOf(fault!) + REST_MS);
  }
}

/** How long it is left alone. */
function lengthOf(fault: Fault): number {
  const takesAway = fault.kind === "kill" || fault.kind === "freeze" || fault.kind === "cut";
  return takesAway ? Math.max(fault.forMs, TAKEOVER_MS) : fault.forMs;
}

function packOf(random: () => number, { freezeMs }: PlanOptions): Fault[] {
  const between = (min: number, max: number) => Math.round(min + random() * (max - min));
  const hows = shuffled([...CUTS], random);
  const pack: Fault[] = [0, 1, 2].flatMap((node): Fault[] => [
    { kind: "kill", node, forMs: between(1_000, 10_000) },
    { kind: "freeze", node, forMs: freezeMs },
    { kind: "cut", node, how: hows[node]!, forMs: between(5_000, Math.min(40_000, freezeMs)) },
  ]);
  pack.push({ kind: "database", forMs: between(2_000, 10_000) }, { kind: "database", forMs: between(10_000, 20_000) });
  pack.push({ kind: "restart", node: between(0, 2), forMs: 500 });
  return pack;
}

function isSameNode(one: Fault, other: Fault): boolean {
  return "node" in one && "node" in other ? one.node === other.node : one.kind === other.kind;
}

function shuffled<T>(list: T[], random: () => number): T[] {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

export function describe(fault: Fault): string {
  const where = "node" in fault ? ` node ${fault.node}` : "";
  const how = fault.kind === "cut" ? ` (${fault.how})` : "";
  return `${fault.kind}${where}${how} for ${(fault.forMs / 1000).toFixed(1)} s`;
}

/** Does it, and undoes it. */
export async function carryOut(
  fault: Fault,
  nodes: readonly ClusterNode[],
  server: OwnServer,
  untilDatabase: () => Promise<void>,
): Promise<Happened> {
  const from = Date.now();
  const node = "node" in fault ? nodes[fault.node]! : undefined;
  switch (fault.kind) {
    case "kill":
      await node!.kill();
      await setTimeout(fault.forMs);
      // A node that is started while the database is away ends, and its supervisor starts it again.
      await untilDatabase();
      await node!.start();
      break;
    case "freeze":
      node!.freeze();
      await setTimeout(fault.forMs);
      node!.wake();
      break;
    case "cut":
      node!.line.cut(fault.how);
      await setTimeout(fault.forMs);
      node!.line.mend();
      break;
    case "database":
      await stopImmediately(server);
      await setTimeout(fault.forMs);
      await server.start();
      break;
    case "restart":
      await node!.stop();
      await setTimeout(fault.forMs);
      await untilDatabase();
      await node!.start();
      break;
  }
  return { fault, from, to: Date.now() };
}
