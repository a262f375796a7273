import { quantile } from "../report/quantiles.ts";
import { bullmq } from "../subjects/bullmq.ts";
import { pgBoss } from "../subjects/pg-boss.ts";
import type { Running, Subject } from "../subjects/subject.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { type Bench, inTurn, type Scenario } from "./scenario.ts";

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
    // Notified: its other way, which takes more events a second, looks for them every half second.
    const others = bench.isQuick ? [bullmq("everysec")] : [bullmq("everysec"), pgBoss({ waking: "notified" })];
    const turns = { subjects: [ours, ...others], targets: bench.load.targets(1), warmUp: {} };
    const hopeless = new Set<Subject>();
    await inTurn(bench, "c", turns, async (subject, running) => {
      for (const perSecond of bench.isQuick ? QUICK_RATES : RATES) {
        if (hopeless.has(subject)) break;
        const p99 = await measure(bench, subject, perSecond, running, subject === ours);
        if (p99 > HOPELESS_MS) {
          hopeless.add(subject);
          const why = `more than ${perSecond} events/s: at that rate it was ${Math.round(p99)} ms behind already.`;
          bench.sheet.leaveOut({ scenario: "c", subject: subject.name, why });
        }
      }
    });
  },
};

async function measure(
  { load, sheet, seconds }: Bench,
  { name: subject }: Subject,
  perSecond: number,
  running: Running,
  isOurs: boolean,
): Promise<number> {
  const variant = `${perSecond.toLocaleString("en")} events/s`;
  const { latencies } = await load.run(running, { pace: { kind: "open", perSecond, seconds } });
  for (const [figure, share] of Object.entries(QUANTILES)) {
    const target = isOurs && perSecond === TARGET_RATE ? TARGETS[figure as keyof typeof TARGETS] : undefined;
    const row = { scenario: "c", variant, subject, figure, unit: "ms", ...(target && { target }) };
    sheet.add(row, quantile(latencies, share));
  }
  sheet.addHistogram({ scenario: "c", variant, subject }, latencies);
  return quantile(latencies, QUANTILES.p99);
}
