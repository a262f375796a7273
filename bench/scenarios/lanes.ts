import { tabellary } from "../subjects/tabellary.ts";
import { type Scenario, withSubject } from "./scenario.ts";

const LANES = [1, 100, 10_000];
const BARS: Record<number, { atLeast: number }> = { 1: { atLeast: 2_000 }, 100: { atLeast: 10_000 } };

/** In order: in each lane one delivery is under way, and the next goes when its end is on disk. */
export const lanes: Scenario = {
  key: "g",
  title: "Ordered lanes, one event a request, 64 connections",
  async run(bench) {
    const { load, sheet, progress, rounds, seconds } = bench;
    const subject = tabellary({ database: "sqlite", history: await bench.history() });
    for (const orderingKeys of LANES) {
      const ordering = orderingKeys === 1 ? "webhook" : "key";
      const targets = load.targets(1).map((target) => ({ ...target, ordering }) as const);
      await withSubject(bench, "g", subject, targets, { orderingKeys }, async (running) => {
        for (let round = 1; round <= rounds; round++) {
          progress.say(`(g) ${orderingKeys} lanes, round ${round} of ${rounds}`);
          const { deliveredPerSecond } = await load.run(running, { orderingKeys, pace: { kind: "closed", seconds } });
          const target = BARS[orderingKeys];
          const variant = `${orderingKeys.toLocaleString("en")} ${orderingKeys === 1 ? "lane" : "lanes"}`;
          const row = { scenario: "g", variant, subject: subject.name, figure: "delivered", unit: "events/s" };
          sheet.add({ ...row, ...(target && { target }) }, deliveredPerSecond);
        }
      });
    }
  },
};
