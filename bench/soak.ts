/**
 * `npm run soak -- --minutes 30 --rate 2000`: a steady load for a long time, minute by minute: what the hub keeps in
 * memory, how late events arrive, how long the write-ahead log is. What grows, grows here.
 */
import { statSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { keepHistory } from "./history/history.ts";
import { HISTORY } from "./history/shape.ts";
import { Load } from "./load/load.ts";
import { describeMachine, showMachine } from "./report/machine.ts";
import { quantile } from "./report/quantiles.ts";
import { median } from "./report/sheet.ts";
import { tabellary } from "./subjects/tabellary.ts";

const MINUTE_SECONDS = 60;
/** Until then caches fill, and the compiler is still at work. */
const SETTLING_MINUTES = 3;
const MIB = 1024 * 1024;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    rate: { type: "string", default: "2000" },
    json: { type: "string" },
  },
});
const minutes = Number(values.minutes);
const perSecond = Number(values.rate);

interface Minute {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  memoryMiB: number;
  walMiB: number;
  storeMiB: number;
  /** Of one processor, in hundredths. */
  cpuPercent: number;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const machine = describeMachine();
say(showMachine(machine));
say(
  `${perSecond} events/s for ${minutes} minutes, 700 bytes, one webhook; a history of 1,000,000 events, retention on\n`,
);
say("| minute | p50 ms | p99 ms | max ms | memory MiB | WAL MiB | store MiB | CPU % |");
say("|--------|--------|--------|--------|------------|---------|-----------|-------|");

const load = await Load.start();
const history = await keepHistory({ ...HISTORY, days: 31 });
const running = await tabellary({ database: "sqlite", history }).start({ targets: load.targets(1) });
const all: Minute[] = [];
try {
  for (let minute = 1; minute <= minutes; minute++) {
    all.push(await measure());
    const { p50Ms, p99Ms, maxMs, memoryMiB, walMiB, storeMiB, cpuPercent } = all.at(-1)!;
    const cells = [p50Ms.toFixed(2), p99Ms.toFixed(2), maxMs.toFixed(1), memoryMiB.toFixed(0), walMiB.toFixed(1)];
    say(`| ${[minute, ...cells, storeMiB.toFixed(0), cpuPercent.toFixed(0)].join(" | ")} |`);
  }
  sayDrift();
} finally {
  load.stop();
  await running.stop();
  if (values.json !== undefined)
    writeFileSync(values.json, JSON.stringify({ machine, perSecond, minutes: all }, null, 2));
}

async function measure(): Promise<Minute> {
  const cpuBefore = running.cpu()["node 1"]!;
  const startedAt = performance.now();
  const { latencies } = await load.run(running, { pace: { kind: "open", perSecond, seconds: MINUTE_SECONDS } });
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    maxMs: latencies.at(-1)!,
    memoryMiB: running.memory()["node 1"]! / MIB,
    walMiB: statSync(`${running.file}-wal`).size / MIB,
    storeMiB: statSync(running.file!).size / MIB,
    cpuPercent: ((running.cpu()["node 1"]! - cpuBefore) / seconds) * 100,
  };
}

/** The first third and the last, once it has settled. */
function sayDrift(): void {
  const settled = all.slice(SETTLING_MINUTES);
  const third = Math.floor(settled.length / 3);
  if (third === 0) return;
  const drift = (name: string, of: (minute: Minute) => number, unit: string) => {
    const first = median(settled.slice(0, third).map(of));
    const last = median(settled.slice(-third).map(of));
    say(`${name}: ${first.toFixed(2)} ${unit} in the first third, ${last.toFixed(2)} ${unit} in the last`);
  };
  say("");
  drift("memory", ({ memoryMiB }) => memoryMiB, "MiB");
  drift("p50", ({ p50Ms }) => p50Ms, "ms");
  drift("p99", ({ p99Ms }) => p99Ms, "ms");
  say(`longest write-ahead log: ${Math.max(...all.map(({ walMiB }) => walMiB)).toFixed(1)} MiB`);
}
