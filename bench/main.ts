/**
 * `npm run bench`: what Tabellary does in a second, beside what its users would build instead. `-- --quick` is a first
 * look of a minute, `-- --scale` the scenarios that need many gigabytes or a long time. `-- --only a,c` picks by letter.
 * Prints Markdown on stdout and its progress on stderr; `--json FILE` keeps everything that was measured, `--svg FILE`
 * draws scenario (a).
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { keepHistory } from "./history/history.ts";
import { HISTORY } from "./history/shape.ts";
import { Load } from "./load/load.ts";
import { drawBars } from "./report/chart.ts";
import { describeMachine, showMachine } from "./report/machine.ts";
import { Progress } from "./report/progress.ts";
import { Sheet } from "./report/sheet.ts";
import { writeTable } from "./report/table.ts";
import { backlog } from "./scenarios/backlog.ts";
import { batches } from "./scenarios/batches.ts";
import { fanOut } from "./scenarios/fan-out.ts";
import { fsync } from "./scenarios/fsync.ts";
import { growth } from "./scenarios/growth.ts";
import { lanes } from "./scenarios/lanes.ts";
import { latency } from "./scenarios/latency.ts";
import { payloads } from "./scenarios/payloads.ts";
import { reading } from "./scenarios/reading.ts";
import { retention } from "./scenarios/retention.ts";
import type { Bench, Scenario } from "./scenarios/scenario.ts";
import { silent } from "./scenarios/silent.ts";
import { single } from "./scenarios/single.ts";

const SCENARIOS: readonly Scenario[] = [
  single,
  batches,
  latency,
  fanOut,
  silent,
  backlog,
  lanes,
  payloads,
  fsync,
  growth,
  reading,
  retention,
];
const SETS = { quick: "ac", usual: "abcdeh", scale: "fgijkl" };
/** A store that has been in use; its oldest events are older than the retention, and are pruned meanwhile. */
const HISTORY_OF_A_MONTH = { ...HISTORY, days: 31 };
const QUICK_HISTORY = { ...HISTORY_OF_A_MONTH, events: 100_000 };

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    scale: { type: "boolean", default: false },
    only: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    json: { type: "string" },
    svg: { type: "string" },
  },
});
const set = values.quick ? "quick" : values.scale ? "scale" : "usual";
const letters = values.only?.replaceAll(",", "") ?? SETS[set];
const chosen = SCENARIOS.filter(({ key }) => letters.includes(key));
const unknown = [...letters].filter((letter) => SCENARIOS.every(({ key }) => key !== letter));
if (unknown.length > 0) {
  throw new RangeError(`--only ${values.only}: there is no scenario ${unknown.join(", ")}; there are a to l.`);
}

const machine = describeMachine();
const rounds = readCount("rounds", values.rounds ?? (values.quick ? "1" : "3"));
const seconds = readCount("seconds", values.seconds ?? (values.quick ? "4" : "6"));
process.stdout.write(`${showMachine(machine)}\n${rounds} rounds of ${seconds} s\n\n`);
const bench: Bench = {
  load: await Load.start(),
  sheet: new Sheet(),
  progress: new Progress(),
  rounds,
  seconds,
  isQuick: values.quick,
  history: () => keepHistory(values.quick ? QUICK_HISTORY : HISTORY_OF_A_MONTH),
};
try {
  for (const scenario of chosen) {
    try {
      await scenario.run(bench);
    } finally {
      // Each by itself: what was measured is not lost with what comes after it.
      bench.progress.end();
      process.stdout.write(`${writeTable(bench.sheet, scenario)}\n`);
      keep();
    }
  }
} finally {
  bench.load.stop();
}

function keep(): void {
  const { svg, json } = values;
  if (svg !== undefined) {
    const bars = bench.sheet.rows.filter(({ scenario, figure }) => scenario === single.key && figure === "delivered");
    if (bars.length > 0) writeFileSync(svg, drawBars("Events a second, each accepted by itself and delivered", bars));
  }
  if (json !== undefined) {
    const titles = Object.fromEntries(chosen.map(({ key, title }) => [key, title]));
    writeFileSync(json, JSON.stringify({ machine, rounds, seconds, titles, ...bench.sheet }, null, 2));
  }
}

function readCount(flag: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`--${flag} is ${text}; it must be a whole number from 1 on.`);
  return count;
}
