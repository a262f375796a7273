import { quantile } from "../report/quantiles.ts";
import { bullmq } from "../subjects/bullmq.ts";
import type { Running, Subject } from "../subjects/subject.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { type Bench, type Scenario, withSubject } from "./scenario.ts";

const HEALTHY = 100;
const SILENT = 20;
const PER_SECOND = 1_000;
/** One such round says all: the next would begin in what it left behind. */
const HOPELESS_MS = 1_000;
/** A healthy p99 beside them may be twice what it is alone, or so much more, whichever is more. */
const MORE_MS_MAX = 10;

/** Webhooks that take the connection and never answer, beside webhooks that do. */
export const silent: Scenario = {
  key: "e",
  title: `${HEALTHY} healthy webhooks beside ${SILENT} that never answer, ${PER_SECOND.toLocaleString("en")} events/s`,
  async run(bench) {
    const { load } = bench;
    const subjects = [tabellary({ database: "sqlite", history: await bench.history() }), bullmq("everysec")];
    const targets = [...load.targets(HEALTHY), ...load.silentTargets(SILENT, HEALTHY)];
    for (const [i, subject] of subjects.entries()) {
      // A queue's workers are one pool for all webhooks.
      const name = i === 0 ? subject.name : `${subject.name}, one pool for all`;
      await withSubject(bench, "e", subject, targets, null, async (running) => {
        await measure(bench, { ...subject, name }, running, i === 0);
      });
    }
  },
};

async function measure(bench: Bench, subject: Subject, running: Running, isOurs: boolean): Promise<void> {
  const { load, sheet, progress, seconds, rounds } = bench;
  const row = { scenario: "e", subject: subject.name, figure: "healthy p99", unit: "ms" };
  const healthyRate = (PER_SECOND * HEALTHY) / (HEALTHY + SILENT);
  const alone = { targets: HEALTHY, pace: { kind: "open", perSecond: healthyRate, seconds } } as const;
  const beside = {
    targets: HEALTHY + SILENT,
    silent: SILENT,
    pace: { kind: "open", perSecond: PER_SECOND, seconds },
  } as const;
  await load.run(running, alone);
  const p99s: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    progress.say(`(e) ${subject.name}: alone, round ${round} of ${rounds}`);
    p99s.push(quantile((await load.run(running, alone)).latencies, 0.99));
    sheet.add({ ...row, variant: "without them" }, p99s.at(-1)!);
  }
  const atMost = Math.max(2 * Math.min(...p99s), Math.min(...p99s) + MORE_MS_MAX);
  for (let round = 1; round <= rounds; round++) {
    progress.say(`(e) ${subject.name}: beside the silent, round ${round} of ${rounds}`);
    const p99 = quantile((await load.run(running, beside)).latencies, 0.99);
    sheet.add({ ...row, variant: "beside them", ...(isOurs && { target: { atMost } }) }, p99);
    if (p99 > HOPELESS_MS) break;
  }
}
