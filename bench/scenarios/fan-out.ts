import { bullmq } from "../subjects/bullmq.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { type Scenario, withSubject } from "./scenario.ts";

const WEBHOOKS = 100;
const CONNECTIONS = 8;

/** One event, a hundred deliveries. */
export const fanOut: Scenario = {
  key: "d",
  title: `One event to ${WEBHOOKS} webhooks, ${CONNECTIONS} connections`,
  async run(bench) {
    const { load, sheet, progress, rounds } = bench;
    const subjects = [tabellary({ database: "sqlite", history: await bench.history() }), bullmq("everysec")];
    const targets = load.targets(WEBHOOKS, { isFannedOut: true });
    const options = { targets: WEBHOOKS, isFannedOut: true, connections: CONNECTIONS };
    for (const subject of subjects) {
      await withSubject(bench, "d", subject, targets, null, async (running) => {
        await load.run(running, { ...options, pace: { kind: "closed", events: 300 } });
        for (let round = 1; round <= rounds; round++) {
          progress.say(`(d) ${subject.name}: round ${round} of ${rounds}`);
          const { deliveredPerSecond } = await load.run(running, { ...options, pace: { kind: "closed", events: 500 } });
          const row = { scenario: "d", variant: "", subject: subject.name, figure: "delivered" };
          sheet.add({ ...row, unit: "deliveries/s" }, deliveredPerSecond);
        }
      });
    }
  },
};
