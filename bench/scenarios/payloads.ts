import { bullmq } from "../subjects/bullmq.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { type Scenario, withSubject } from "./scenario.ts";

const SIZES = [200, 2_000, 20_000, 200_000];

/** What a larger payload costs. */
export const payloads: Scenario = {
  key: "h",
  title: "Payloads of 0.2 to 200 kB, one event a request, 64 connections",
  async run(bench) {
    const { load, sheet, progress, rounds, seconds } = bench;
    const subjects = [tabellary({ database: "sqlite", history: await bench.history() }), bullmq("everysec")];
    for (const subject of subjects) {
      await withSubject(bench, "h", subject, load.targets(1), {}, async (running) => {
        for (const dataBytes of SIZES) {
          const variant = `${dataBytes / 1_000} kB`;
          for (let round = 1; round <= rounds; round++) {
            progress.say(`(h) ${subject.name}: ${variant}, round ${round} of ${rounds}`);
            const round_ = await load.run(running, { dataBytes, pace: { kind: "closed", seconds: seconds / 2 } });
            const row = { scenario: "h", variant, subject: subject.name };
            sheet.add({ ...row, figure: "delivered", unit: "events/s" }, round_.deliveredPerSecond);
          }
        }
      });
    }
  },
};
