import type { RunningTabellary } from "../subjects/tabellary.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { type Scenario, withSubject } from "./scenario.ts";

/** Besides the one that gets the events. */
const OTHERS = [0, 1_000, 10_000];
const AT_ONCE = 32;

/** What other webhooks of the site cost an event that is not for them. */
export const growth: Scenario = {
  key: "j",
  title: "Other webhooks in the site, subscribed to other types; one event a request, 64 connections",
  async run(bench) {
    const { load, sheet, progress, rounds, seconds } = bench;
    const subject = tabellary({ database: "sqlite", history: await bench.history() });
    const targets = load.targets(1);
    await withSubject(bench, "j", subject, targets, {}, async (running) => {
      let made = 0;
      for (const others of OTHERS) {
        progress.say(`(j) making ${(others - made).toLocaleString("en")} webhooks`);
        await makeWebhooks(running, targets[0]!.url, made, others);
        made = others;
        for (let round = 1; round <= rounds; round++) {
          progress.say(`(j) ${others.toLocaleString("en")} others, round ${round} of ${rounds}`);
          const { deliveredPerSecond, cpu } = await load.run(running, { pace: { kind: "closed", seconds } });
          const row = { scenario: "j", variant: `${others.toLocaleString("en")} others`, subject: subject.name };
          sheet.add({ ...row, figure: "delivered", unit: "events/s" }, deliveredPerSecond);
          sheet.add({ ...row, figure: "processor time", unit: "µs an event" }, cpu["node 1"]!);
        }
      }
    });
  },
};

async function makeWebhooks({ apis }: RunningTabellary, url: string, from: number, to: number): Promise<void> {
  const [api] = apis;
  let next = from;
  const makeInTurn = async () => {
    while (next < to) {
      const events = [`other.${next++}`];
      await api!.expect(201, api!.post("/v1/webhooks", { url, events }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, makeInTurn));
}
