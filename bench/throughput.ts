/**
 * `npm run throughput -- --database postgres --nodes 3 --seconds 10 --rounds 5`: events accepted one a request, and
 * delivered to one webhook, a second; and the processor time that each process spends on it. Database, nodes, load
 * generator and receiver are processes of their own on this machine. What counts is accepted, and received to the byte.
 * A round ends with its last delivery.
 *
 * `--beside CHECKOUT` measures the hub of another checkout in turn with this one: on a machine that does something else
 * as well, only their ratio says anything. `--node-args=--cpu-prof` reaches the Node of this checkout's hub alone.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Sending, Sent } from "./load/generator.ts";
import type { Inquiry, Received } from "./load/receiver.ts";
import { cpuOf } from "./subjects/cpu.ts";
import { type Commits, type Hubs, startHubs } from "./subjects/hubs.ts";

const HERE = fileURLToPath(new URL("..", import.meta.url));
/** Of each node: from then on nothing more is compiled. */
const WARM_UP_EVENTS = 30_000;
const WARM_UP_SECONDS = 3;
const LOOK_AGAIN_MS = 20;
/** A round whose deliveries stand still for so long has failed. */
const STANDSTILL_MS_MAX = 30_000;

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "sqlite" },
    nodes: { type: "string", default: "1" },
    connections: { type: "string", default: "64" },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "5" },
    ordered: { type: "boolean", default: false },
    beside: { type: "string" },
    "node-args": { type: "string", default: "" },
  },
});
if (values.database !== "sqlite" && values.database !== "postgres") {
  throw new RangeError(`--database is ${values.database}; it must be sqlite or postgres`);
}

/** What one round showed. */
interface Round {
  perSecond: number;
  /** Microseconds of processor time an event, by process. */
  cpu: Record<string, number>;
  entriesPerCommit: number;
  commitMs: number;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const receiver = fork(fileURLToPath(new URL("./load/receiver.ts", import.meta.url)));
const generator = fork(fileURLToPath(new URL("./load/generator.ts", import.meta.url)));
const [receiverPort] = await once(receiver, "message");
const common = {
  database: values.database as "sqlite" | "postgres",
  nodes: Number(values.nodes),
  isOrdered: values.ordered,
  receiverUrl: `http://127.0.0.1:${receiverPort}/hook`,
};
const trees = values.beside === undefined ? [HERE] : [values.beside, HERE];
const subjects: { tree: string; hubs: Hubs; rounds: Round[] }[] = [];
for (const [i, tree] of trees.entries()) {
  const nodeArgs = i === trees.length - 1 ? values["node-args"].split(" ").filter((arg) => arg !== "") : [];
  subjects.push({ tree, hubs: await startHubs({ ...common, tree, nodeArgs }), rounds: [] });
}

let from = 1;
try {
  say(`${subjects[0]!.hubs.engine}, Node ${process.version}, ${cpus().length} × ${cpus()[0]!.model}`);
  for (const { hubs } of subjects) {
    const until = from + WARM_UP_EVENTS * common.nodes;
    while (from < until) await measure(hubs, WARM_UP_SECONDS);
  }
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const { tree, hubs, rounds } of subjects) {
      rounds.push(await measure(hubs, Number(values.seconds)));
      say(`round ${round}${subjects.length > 1 ? `, ${tree}` : ""}: ${show(rounds.at(-1)!)}`);
    }
  }
  for (const { tree, rounds } of subjects) sayMedians(tree, rounds);
} finally {
  generator.kill();
  await Promise.all(subjects.map(({ hubs }) => hubs.stop()));
  receiver.kill();
}

async function measure(hubs: Hubs, seconds: number): Promise<Round> {
  const { ports, key } = hubs;
  await ask<Received>(receiver, { from } satisfies Inquiry);
  const before = { cpu: cpuNow(hubs), commits: await hubs.commits() };
  const sending: Sending = { ports, key, connections: Number(values.connections), seconds, from };
  const { count, statuses, startedAt } = await ask<Sent>(generator, sending);
  if (statuses["202"] !== count)
    throw new Error(`Of ${count} events not all were accepted: ${JSON.stringify(statuses)}`);
  const { lastAt } = await allReceived(count);
  const after = { cpu: cpuNow(hubs), commits: await hubs.commits() };
  from += count;
  const cpu = Object.entries(after.cpu).map(([name, spent]) => [name, ((spent - before.cpu[name]!) * 1e6) / count]);
  return {
    perSecond: (count * 1_000) / (lastAt - startedAt),
    cpu: Object.fromEntries(cpu),
    ...commitsBetween(before.commits, after.commits),
  };
}

async function allReceived(count: number): Promise<Received> {
  let changedAt = performance.now();
  let last = 0;
  for (;;) {
    const received = await ask<Received>(receiver, { from } satisfies Inquiry);
    if (received.invalid > 0) throw new Error(`${received.invalid} requests came with a body that was never sent.`);
    if (received.count === count) return received;
    if (received.count > last) changedAt = performance.now();
    last = received.count;
    if (performance.now() - changedAt > STANDSTILL_MS_MAX) {
      throw new Error(`Of ${count} accepted events ${count - last} were not delivered.`);
    }
    await setTimeout(LOOK_AGAIN_MS);
  }
}

function cpuNow(hubs: Hubs): Record<string, number> {
  return { ...hubs.cpu(), generator: cpuOf(generator.pid!), receiver: cpuOf(receiver.pid!) };
}

function commitsBetween(before: Commits, after: Commits): Pick<Round, "entriesPerCommit" | "commitMs"> {
  const count = after.count - before.count;
  return {
    entriesPerCommit: (after.entries - before.entries) / count,
    commitMs: ((after.seconds - before.seconds) * 1_000) / count,
  };
}

async function ask<T>(child: ChildProcess, question: object): Promise<T> {
  child.send(question);
  const [answer] = await once(child, "message");
  return answer as T;
}

function show({ perSecond, cpu, entriesPerCommit, commitMs }: Round): string {
  const spent = Object.entries(cpu).map(([name, us]) => `${name} ${us.toFixed(1)}`);
  const all = Object.values(cpu).reduce((sum, us) => sum + us, 0);
  const commits = `${entriesPerCommit.toFixed(0)} entries a commit of ${commitMs.toFixed(1)} ms`;
  return `${perSecond.toFixed(0)} events/s; CPU µs an event: ${spent.join(", ")}, all ${all.toFixed(1)}; ${commits}`;
}

function sayMedians(tree: string, rounds: readonly Round[]): void {
  const median = (of: (round: Round) => number) => rounds.map(of).sort((a, b) => a - b)[rounds.length >> 1]!;
  const rates = rounds.map(({ perSecond }) => perSecond);
  const all = show({
    perSecond: median(({ perSecond }) => perSecond),
    cpu: Object.fromEntries(Object.keys(rounds[0]!.cpu).map((name) => [name, median(({ cpu }) => cpu[name]!)])),
    entriesPerCommit: median(({ entriesPerCommit }) => entriesPerCommit),
    commitMs: median(({ commitMs }) => commitMs),
  });
  say(`median${subjects.length > 1 ? `, ${tree}` : ""}: ${all}`);
  say(`  from ${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)} events/s`);
}
