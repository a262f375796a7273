/**
 * `npm run throughput -- --database postgres --nodes 3 --seconds 10 --rounds 5`: events accepted one a request, and
 * delivered to one webhook, a second; and the processor time that each process spends on it: for work on the engine.
 * What compares with others is `npm run bench`.
 *
 * `--beside CHECKOUT` measures the hub of another checkout in turn with this one: on a machine that does something else
 * as well, only their ratio says anything. `--node-args=--cpu-prof` reaches the Node of this checkout's hub alone.
 *
 * `--inbound` has them come as messages of a platform to a source: verified, kept with their event, and handed on byte for
 * byte. `--inbound --forged 10000` measures each round a second time, beside so many forged messages a second.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type Flooded, Load, type Round, type RoundOptions } from "./load/load.ts";
import type { Ingress } from "./load/message.ts";
import { DATA_BYTES } from "./load/payload.ts";
import { type Commits, openSource, type RunningTabellary, tabellary } from "./subjects/tabellary.ts";

/** Of each node: from then on nothing more is compiled. */
const WARM_UP_EVENTS = 30_000;
const WARM_UP_SECONDS = 3;

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "sqlite" },
    nodes: { type: "string", default: "1" },
    connections: { type: "string", default: "64" },
    batch: { type: "string", default: "1" },
    bytes: { type: "string", default: `${DATA_BYTES}` },
    lanes: { type: "string", default: "0" },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "5" },
    inbound: { type: "boolean", default: false },
    forged: { type: "string", default: "0" },
    beside: { type: "string" },
    "node-args": { type: "string", default: "" },
  },
});
if (values.database !== "sqlite" && values.database !== "postgres") {
  throw new RangeError(`--database is ${values.database}; it must be sqlite or postgres`);
}

const forged = Number(values.forged);
if (forged > 0 && !values.inbound) throw new RangeError("--forged is for --inbound");

/** What one round showed. */
interface Measured {
  round: Round;
  entriesPerCommit: number;
  commitMs: number;
}

interface Measurable {
  name: string;
  running: RunningTabellary;
  /** With `--inbound`. */
  ingress: Ingress | undefined;
  rounds: Measured[];
  /** Beside forged messages. */
  flooded: Measured[];
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const load = await Load.start();
const lanes = Number(values.lanes);
const shape: Omit<RoundOptions, "pace" | "ingress"> = {
  connections: Number(values.connections),
  eventsPerRequest: Number(values.batch),
  dataBytes: Number(values.bytes),
  orderingKeys: lanes,
};
const trees = values.beside === undefined ? [undefined] : [values.beside, undefined];
const subjects: Measurable[] = [];
for (const tree of trees) {
  const running = await start(tree);
  const ingress = values.inbound ? await openSource(running) : undefined;
  subjects.push({ name: tree ?? "this checkout", running, ingress, rounds: [], flooded: [] });
}

try {
  say(`${subjects[0]!.running.engine}, Node ${process.version}, ${cpus().length} × ${cpus()[0]!.model}`);
  for (const subject of subjects) {
    let events = 0;
    while (events < WARM_UP_EVENTS * Number(values.nodes)) {
      events += (await measure(subject, WARM_UP_SECONDS)).round.count;
    }
  }
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const subject of subjects) {
      const { name, rounds } = subject;
      rounds.push(await measure(subject, Number(values.seconds)));
      say(`round ${round}${subjects.length > 1 ? `, ${name}` : ""}: ${show(rounds.at(-1)!)}`);
      if (forged > 0) await measureFlooded(subject, Number(values.seconds));
    }
  }
  for (const { name, rounds, flooded } of subjects) {
    sayMedians(name, rounds);
    if (forged > 0) sayFlooded(rounds, flooded);
  }
} finally {
  load.stop();
  await Promise.all(subjects.map(({ running }) => running.stop()));
}

function start(tree: string | undefined): Promise<RunningTabellary> {
  const ordering = lanes === 0 ? "none" : lanes === 1 ? "webhook" : "key";
  const inbound = values.inbound ? ({ type: "generic.*", contract: "pass-through" } as const) : {};
  const targets = load.targets(1).map((target) => ({ ...target, ...inbound, ordering }) as const);
  const nodeArgs = tree === undefined ? values["node-args"].split(" ").filter((arg) => arg !== "") : [];
  const database = values.database as "sqlite" | "postgres";
  const options = { database, nodes: Number(values.nodes), nodeArgs, ...(tree === undefined ? {} : { tree }) };
  return tabellary(options).start({ targets });
}

async function measure({ running, ingress }: Measurable, seconds: number): Promise<Measured> {
  const before = await running.commits();
  const source = ingress === undefined ? {} : { ingress };
  const round = await load.run(running, { ...shape, ...source, pace: { kind: "closed", seconds } });
  return { round, ...commitsBetween(before, await running.commits()) };
}

/** The same, beside those who forge. Their own processor time is the machine's, and so is part of what it costs. */
async function measureFlooded(subject: Measurable, seconds: number): Promise<void> {
  const flood = load.flood(subject.running, subject.ingress!, forged, seconds);
  const [measured, flooded] = await Promise.all([measure(subject, seconds), flood]);
  subject.flooded.push(measured);
  say(`  beside ${showFlood(flooded, seconds)}: ${show(measured)}`);
}

function showFlood({ refusedPerSecond, cpuSeconds }: Flooded, seconds: number): string {
  const share = ((cpuSeconds * 100) / seconds).toFixed(0);
  return `${refusedPerSecond.toFixed(0)} forged/s (their sender took ${share} % of a core)`;
}

function sayFlooded(rounds: readonly Measured[], flooded: readonly Measured[]): void {
  const median = (all: readonly Measured[]) => medianOf(all.map(({ round }) => round.acceptedPerSecond));
  const share = (median(flooded) * 100) / median(rounds);
  say(`  beside forged messages ${median(flooded).toFixed(0)} events/s accepted: ${share.toFixed(0)} % of without`);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function commitsBetween(before: Commits, after: Commits): Omit<Measured, "round"> {
  const count = after.count - before.count;
  return {
    entriesPerCommit: (after.entries - before.entries) / count,
    commitMs: ((after.seconds - before.seconds) * 1_000) / count,
  };
}

function show({ round, entriesPerCommit, commitMs }: Measured): string {
  const spent = Object.entries(round.cpu).map(([name, us]) => `${name} ${us.toFixed(1)}`);
  const all = Object.values(round.cpu).reduce((sum, us) => sum + us, 0);
  const rates = `${round.acceptedPerSecond.toFixed(0)} events/s accepted, ${round.deliveredPerSecond.toFixed(0)} delivered`;
  const commits = `${entriesPerCommit.toFixed(0)} entries a commit of ${commitMs.toFixed(1)} ms`;
  return `${rates}; CPU µs an event: ${spent.join(", ")}, all ${all.toFixed(1)}; ${commits}`;
}

function sayMedians(name: string, rounds: readonly Measured[]): void {
  const median = (of: (measured: Measured) => number) => medianOf(rounds.map(of));
  const rates = rounds.map(({ round }) => round.deliveredPerSecond);
  const names = Object.keys(rounds[0]!.round.cpu);
  const all = show({
    round: {
      ...rounds[0]!.round,
      acceptedPerSecond: median(({ round }) => round.acceptedPerSecond),
      deliveredPerSecond: median(({ round }) => round.deliveredPerSecond),
      cpu: Object.fromEntries(names.map((process) => [process, median(({ round }) => round.cpu[process]!)])),
    },
    entriesPerCommit: median(({ entriesPerCommit }) => entriesPerCommit),
    commitMs: median(({ commitMs }) => commitMs),
  });
  say(`median${subjects.length > 1 ? `, ${name}` : ""}: ${all}`);
  say(`  from ${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)} events/s delivered`);
}
