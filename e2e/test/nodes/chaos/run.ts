/** Does one thing after another to three nodes under load, and accounts for everything that they acknowledged. */
import { setTimeout } from "node:timers/promises";
import { ask, type OwnServer, startServer } from "../../../../packages/server/test/store/postgres-server.ts";
import { openCustomers } from "../../../account/customers.ts";
import { arrivalsByDelivery, nameOf } from "../../../account/findings.ts";
import { readDeliveries, untilNothingIsOwed } from "../../../account/record.ts";
import { subscribe } from "../../../account/webhooks.ts";
import { AS_SHIPPED } from "../../../harness/hub.ts";
import { Cluster, type ClusterNode } from "../../../harness/nodes.ts";
import { seeded } from "../../../harness/random.ts";
import { type Account, drawUp } from "./account.ts";
import { carryOut, describe, type Fault, type Happened, type Planned } from "./faults.ts";
import { type Load, RETRY_SCHEDULE, startLoad, WEBHOOKS } from "./load.ts";
import { isPlain, type Whence } from "./repeats.ts";

export interface ChaosOptions {
  seed: number;
  /** Events a second. */
  rate: number;
  /** How long there is load. */
  forMs: number;
  /** Drawn from the seed. */
  plan(random: () => number): Planned[];
  say(line: string): void;
}

const PROGRESS_MS = 10_000;
const WATCH_MS = 500;
/** Log lines of a node that are shown at the end, those about refused requests apart. */
const LAST_LINES = 15;

export async function chaos({ seed, rate, forMs, plan, say }: ChaosOptions): Promise<Account> {
  const startedAt = performance.now();
  const server = await startServer();
  const customers = await openCustomers(WEBHOOKS, seed);
  const cluster = await Cluster.open(server, { flags: AS_SHIPPED });
  const { nodes } = cluster;
  try {
    const [{ server_version }] = (await ask(cluster.databaseUrl, "SHOW server_version")) as [
      { server_version: string },
    ];
    const engine = `PostgreSQL ${server_version}`;
    say(`${nodes.length} nodes on ${engine}, seed ${seed}, ${rate} events/s for ${forMs / 1000} s`);
    const { api } = nodes[0]!;
    const subscriptions = await subscribe(api, customers, WEBHOOKS, RETRY_SCHEDULE);
    const clock = stopwatch();
    const load = startLoad(nodes, nodes[0]!.adminKey, seed, rate);
    const show = () =>
      `${load.acknowledgedEvents()} events acknowledged, ${customers.count()} requests at the receivers`;
    const progress = setInterval(() => say(`${clock()} ${show()}${whoFails(load)}`), PROGRESS_MS);
    const calamity = new Calamity({ server, nodes, say: (line) => say(`${clock()} ${line}`) });
    await calamity.goOn(plan(seeded(seed)), forMs);
    await load.stop();
    clearInterval(progress);
    say(`${clock()} the load is over: ${show()}`);
    await untilNothingIsOwed(nodes[0]!.api, subscriptions, customers, say);
    say(`${clock()} nothing is owed any more; reading the deliveries`);
    const arrivalsOf = arrivalsByDelivery({ wishes: WEBHOOKS, customers });
    const deliveries = await readDeliveries(
      nodes[0]!.api,
      subscriptions,
      (listed) => !isPlain(listed, arrivalsOf.get(nameOf(listed)) ?? []),
    );
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    return drawUp(
      { wishes: WEBHOOKS, sent: load.sent, customers, deliveries },
      {
        engine,
        seed,
        seconds,
        loadMs: forMs,
        load,
        happened: calamity.happened,
        whence: whenceOf(nodes),
        endedByThemselves: calamity.endedByThemselves,
      },
    );
  } finally {
    for (const node of nodes) for (const line of lastLines(node)) say(`node ${node.number}: ${line}`);
    for (const node of nodes) if (node.isUp) node.wake();
    await cluster.close();
    await customers.close();
    await server.stop();
  }
}

interface CalamityDeps {
  server: OwnServer;
  nodes: readonly ClusterNode[];
  say(line: string): void;
}

/** Carries the plan out, and watches for nodes that end although nobody ended them. */
class Calamity {
  readonly #deps: CalamityDeps;
  readonly happened: Happened[] = [];
  readonly endedByThemselves: string[] = [];
  /** Nodes that are being killed or restarted. */
  readonly #ending = new Set<number>();
  /** What is being done to each node, and to the database: one thing after another. */
  readonly #doing = new Map<number | "database", Promise<Happened>>();

  constructor(deps: CalamityDeps) {
    this.#deps = deps;
  }

  /** Resolves after `forMs`, or when the last fault is undone. */
  async goOn(planned: readonly Planned[], forMs: number): Promise<void> {
    const watching = new AbortController();
    const watch = this.#watch(watching.signal);
    const faults = planned.map(async ({ atMs, fault }) => {
      await setTimeout(atMs);
      await this.#do(fault);
    });
    await Promise.all([setTimeout(forMs), ...faults]);
    watching.abort();
    await watch;
  }

  async #do(fault: Fault): Promise<void> {
    const target = "node" in fault ? fault.node : "database";
    // On a busy machine what came before may take longer than planned.
    const doing = Promise.resolve(this.#doing.get(target)).then(() => this.#doNow(fault));
    this.#doing.set(target, doing);
    this.happened.push(await doing);
  }

  async #doNow(fault: Fault): Promise<Happened> {
    const { server, nodes, say } = this.#deps;
    say(describe(fault));
    const ends = fault.kind === "kill" || fault.kind === "restart";
    if (ends) this.#ending.add(fault.node);
    const happened = await carryOut(fault, nodes, server, () => this.#untilDatabase());
    if (ends) this.#ending.delete(fault.node);
    say(`over: ${describe(fault)}`);
    return happened;
  }

  async #untilDatabase(): Promise<void> {
    await this.#doing.get("database");
  }

  /** What a supervisor does. It is a finding all the same. */
  async #watch(isOver: AbortSignal): Promise<void> {
    const { nodes, say } = this.#deps;
    while (!isOver.aborted) {
      for (const node of nodes) {
        if (this.#ending.has(node.number) || !node.isUp || !node.hasEnded) continue;
        const what = `node ${node.number} ended by itself, with ${node.hub.child.exitCode}`;
        this.endedByThemselves.push(what);
        say(what);
        await node.kill();
        await this.#untilDatabase();
        await node.start();
      }
      await setTimeout(WATCH_MS, undefined, { signal: isOver }).catch(() => undefined);
    }
  }
}

function whenceOf(nodes: readonly ClusterNode[]): Whence {
  const openings = nodes.flatMap((node) => node.connections().map((opened) => ({ ...opened, node: node.number })));
  const byPort = Map.groupBy(
    openings.toSorted((a, b) => a.at - b.at),
    ({ port }) => port,
  );
  return (port, at) => byPort.get(port)?.findLast((opened) => opened.at <= at)?.node ?? -1;
}

function whoFails({ troubles }: Load): string {
  const list = [...Map.groupBy(troubles, ({ what }) => what)].map(([what, of]) => `${of.length} × ${what}`);
  return list.length > 0 ? `; tried again: ${list.join(", ")}` : "";
}

function lastLines(node: ClusterNode): string[] {
  return node.output
    .split("\n")
    .filter((line) => line.startsWith("{") && !line.includes('"request refused"'))
    .slice(-LAST_LINES);
}

function stopwatch(): () => string {
  const startedAt = performance.now();
  return () => `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s`;
}
