/**
 * Many histories, or one: `run.ts --seeds 10000 --from 1`, or `run.ts --seed 17 --verbose` to see what happened. Ends
 * with 1 at the first history in which something did not hold, and prints how it got there.
 */
import { parseArgs } from "node:util";
import { type Simulated, simulate } from "./simulate.ts";

const LINES_SHOWN = 60;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    "failing-after": { type: "string" },
    verbose: { type: "boolean", default: false },
    "keep-going": { type: "boolean", default: false },
  },
});

const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const failing = values["failing-after"] === undefined ? {} : { failingAfter: Number(values["failing-after"]) };
const startedAt = performance.now();
const totals = { steps: 0, attempts: 0, lives: 0, failed: 0 };

for (let seed = first; seed < first + count; seed += 1) {
  const result = await simulate({ seed, isVerbose: values.verbose, ...failing });
  totals.steps += result.steps;
  totals.attempts += result.attempts;
  totals.lives += result.lives;
  if (result.violation) {
    totals.failed += 1;
    process.exitCode = 1;
    if (values["keep-going"]) console.error(`seed ${seed}: ${result.violation.message}`);
    else {
      tell(result);
      break;
    }
  }
  const done = seed - first + 1;
  if (done % 500 === 0) console.log(`${done} of ${count} histories, ${seconds()} s`);
}
console.log(
  `${totals.steps} steps, ${totals.attempts} attempts, ${totals.lives} lives, ${totals.failed} failed, ${seconds()} s`,
);

function tell({ seed, violation, lines }: Simulated): void {
  if (!values.verbose) for (const line of lines.slice(-LINES_SHOWN)) console.error(line);
  console.error(`\nseed ${seed}: ${violation!.message}`);
  console.error(`again, from its beginning: node packages/server/test/simulation/run.ts --seed ${seed} --verbose`);
}

function seconds(): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}
