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
process.stdout.write(`${showMachine(machine)}\n\n`);
const bench: Bench = {
  load: await Load.start(),
  sheet: new Sheet(),
  progress: new Progress(),
  rounds: Number(values.rounds ?? (values.quick ? 1 : 3)),
  seconds: Number(values.seconds ?? (values.quick ? 4 : 6)),
  isQuick: values.quick,
  history: () => keepHistory(values.quick ? QUICK_HISTORY : HISTORY_OF_A_MONTH),
};
const titles = new Map(chosen.map(({ key, title }) => [key, title]));
try {
  for (const scenario of chosen) await scenario.run(bench);
} finally {
  bench.progress.end();
  bench.load.stop();
  process.stdout.write(writeTable(bench.sheet, titles));
  if (values.svg !== undefined) {
    const bars = bench.sheet.rows.filter(({ scenario, figure }) => scenario === single.key && figure === "delivered");
    writeFileSync(values.svg, drawBars("Events a second, each accepted in a request of its own and delivered", bars));
  }
  if (values.json !== undefined) {
    writeFileSync(
      values.json,
      JSON.stringify({ machine, titles: Object.fromEntries(titles), ...bench.sheet }, null, 2),
    );
  }
}
