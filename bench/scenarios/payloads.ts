import { bullmq } from "../subjects/bullmq.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { inTurn, type Scenario } from "./scenario.ts";

const SIZES = [200, 2_000, 20_000, 200_000];

/** What a larger payload costs. */
export const payloads: Scenario = {
  key: "h",
  title: "Payloads of 0.2 to 200 kB, one event a request, 64 connections",
  async run(bench) {
    const { load, sheet, seconds } = bench;
    const subjects = [tabellary({ database: "sqlite", history: await bench.history() }), bullmq("everysec")];
    await inTurn(bench, "h", { subjects, targets: load.targets(1), warmUp: {} }, async (subject, running) => {
      for (const dataBytes of SIZES) {
        const { deliveredPerSecond } = await load.run(running, {
          dataBytes,
          pace: { kind: "closed", seconds: seconds / 2 },
        });
        const row = { scenario: "h", variant: `${dataBytes / 1_000} kB`, subject: subject.name };
        sheet.add({ ...row, figure: "delivered", unit: "events/s" }, deliveredPerSecond);
      }
    });
  },
};
