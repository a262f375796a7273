import { bullmq } from "../subjects/bullmq.ts";
import { pgBoss } from "../subjects/pg-boss.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { type Bench, quantile, type Scenario, withSubject } from "./scenario.ts";

const RATES = [500, 2_000, 5_000];
const QUICK_RATES = [2_000];
/** The rate that the targets are for. */
const TARGET_RATE = 2_000;
const TARGETS = { p50: { atMost: 3 }, p99: { atMost: 25 } };
/** Who is so late at one rate only queues at the next. */
const HOPELESS_MS = 1_000;
const QUANTILES = { p50: 0.5, p99: 0.99, "p99.9": 0.999 };

/** From the moment at which an event was to be sent until its request has arrived, at a steady rate. */
export const latency: Scenario = {
  key: "c",
  title: "From the scheduled send to the receipt, at a steady rate (no coordinated omission)",
  async run(bench) {
    const ours = tabellary({ database: "sqlite", history: await bench.history() });
    const subjects = bench.isQuick ? [ours, bullmq("everysec")] : [ours, bullmq("everysec"), pgBoss()];
    for (const [i, subject] of subjects.entries()) {
      await withSubject(bench, "c", subject, bench.load.targets(1), {}, async (running) => {
        for (const perSecond of bench.isQuick ? QUICK_RATES : RATES) {
          const p99 = await measure(bench, subject.name, perSecond, running, i === 0);
          if (p99 > HOPELESS_MS) break;
        }
      });
    }
  },
};

async function measure(
  { load, sheet, progress, rounds, seconds }: Bench,
  subject: string,
  perSecond: number,
  running: Parameters<Bench["load"]["run"]>[0],
  isOurs: boolean,
): Promise<number> {
  const variant = `${perSecond.toLocaleString("en")} events/s`;
  let worst = 0;
  for (let round = 1; round <= rounds; round++) {
    progress.say(`(c) ${subject}: ${variant}, round ${round} of ${rounds}`);
    const { latencies } = await load.run(running, { pace: { kind: "open", perSecond, seconds } });
    for (const [figure, share] of Object.entries(QUANTILES)) {
      const target = isOurs && perSecond === TARGET_RATE ? TARGETS[figure as keyof typeof TARGETS] : undefined;
      sheet.add(
        { scenario: "c", variant, subject, figure, unit: "ms", ...(target && { target }) },
        quantile(latencies, share),
      );
    }
    worst = Math.max(worst, quantile(latencies, QUANTILES.p99));
    sheet.addHistogram({ scenario: "c", variant, subject }, latencies);
    if (worst > HOPELESS_MS) break;
  }
  return worst;
}
