import type { Round } from "../load/load.ts";
import type { Bar } from "../report/sheet.ts";
import { bullmq } from "../subjects/bullmq.ts";
import { floor } from "../subjects/floor.ts";
import { pgBoss } from "../subjects/pg-boss.ts";
import type { Subject } from "../subjects/subject.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { type Bench, type Scenario, withSubject } from "./scenario.ts";

/** One event a request, to one webhook, as fast as 64 connections take turns. */
export const single: Scenario = {
  key: "a",
  title: "One event a request, 700 bytes, 64 connections, one webhook",
  async run(bench) {
    const history = await bench.history();
    const ours: Measured = { subject: tabellary({ database: "sqlite", history }), target: { atLeast: 12_000 } };
    const quick: Measured[] = [ours, { subject: bullmq("everysec"), ratioMin: 2 }, { subject: pgBoss(), ratioMin: 10 }];
    const all: Measured[] = [
      ...quick,
      { subject: bullmq("always") },
      { subject: floor() },
      { subject: tabellary({ database: "postgres" }), target: { atLeast: 8_000 } },
    ];
    // Each begins anew for each round: what one does while another is measured would be charged to that.
    for (let round = 1; round <= bench.rounds; round++) {
      for (const measured of bench.isQuick ? quick : all) await measure(bench, round, measured);
    }
  },
};

interface Measured {
  subject: Subject;
  target?: Bar;
  ratioMin?: number;
}

async function measure(bench: Bench, round: number, { subject, ...bars }: Measured): Promise<void> {
  const { load, sheet, progress, seconds } = bench;
  await withSubject(bench, "a", subject, load.targets(1), {}, async (running) => {
    progress.say(`(a) ${subject.name}: round ${round} of ${bench.rounds}`);
    const measured = await load.run(running, { pace: { kind: "closed", seconds } });
    const row = { scenario: "a", variant: "", subject: `${subject.name} (${subject.promise})` };
    sheet.add({ ...row, ...bars, figure: "delivered", unit: "events/s" }, measured.deliveredPerSecond);
    sheet.add({ ...row, figure: "processor time", unit: "µs an event" }, cpuOfSubject(measured));
  });
}

function cpuOfSubject({ cpu: { generator, receiver, ...own } }: Round): number {
  return Object.values(own).reduce((sum, us) => sum + us, 0);
}
