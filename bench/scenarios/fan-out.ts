import { bullmq } from "../subjects/bullmq.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { inTurn, type Scenario } from "./scenario.ts";

const WEBHOOKS = 100;
const CONNECTIONS = 8;
const EVENTS = 500;

/** One event, a hundred deliveries. */
export const fanOut: Scenario = {
  key: "d",
  title: `One event to ${WEBHOOKS} webhooks, ${CONNECTIONS} connections`,
  async run(bench) {
    const { load, sheet } = bench;
    const subjects = [tabellary({ database: "sqlite", history: await bench.history() }), bullmq("everysec")];
    const targets = load.targets(WEBHOOKS, { isFannedOut: true });
    const warmUp = { targets: WEBHOOKS, isFannedOut: true, connections: CONNECTIONS };
    await inTurn(bench, "d", { subjects, targets, warmUp }, async (subject, running) => {
      const { deliveredPerSecond } = await load.run(running, { ...warmUp, pace: { kind: "closed", events: EVENTS } });
      const row = { scenario: "d", variant: "", subject: subject.name, figure: "delivered", unit: "deliveries/s" };
      sheet.add(row, deliveredPerSecond);
    });
  },
};
