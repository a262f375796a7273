import { now } from "../load/clock.ts";
import { bullmq } from "../subjects/bullmq.ts";
import type { Running, Subject } from "../subjects/subject.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { type Bench, inTurn, type Scenario } from "./scenario.ts";

const PER_REQUEST = 100;
const CONNECTIONS = 16;
/** Enough to fill what a hub takes in, and few enough to be delivered before the next round. */
const PAUSED_EVENTS = 200_000;
const BATCHED = { eventsPerRequest: PER_REQUEST, connections: CONNECTIONS };
const BARS = { paused: { atLeast: 80_000 }, running: { atLeast: 15_000 } };

/** A hundred events a request: while nothing can be delivered, and while everything is. */
export const batches: Scenario = {
  key: "b",
  title: `Batches of ${PER_REQUEST}, 700 bytes an event, ${CONNECTIONS} connections, one webhook`,
  async run(bench) {
    const ours = tabellary({ database: "sqlite", history: await bench.history() });
    const turns = { subjects: [ours, bullmq("everysec")], targets: bench.load.targets(1), warmUp: BATCHED };
    await inTurn(bench, "b", turns, (subject, running) => measure(bench, subject, running, subject === ours));
  },
};

async function measure({ load, sheet }: Bench, subject: Subject, running: Running, isOurs: boolean): Promise<void> {
  const row = { scenario: "b", subject: subject.name, unit: "events/s" };
  await load.answer(false);
  const { sent } = await load.send(running, { ...BATCHED, pace: { kind: "closed", events: PAUSED_EVENTS } });
  const paused = { ...row, variant: "the webhook does not answer", figure: "accepted" };
  const accepted = (sent.count * 1_000) / (sent.endedAt - sent.startedAt);
  sheet.add({ ...paused, ...(isOurs && { target: BARS.paused }) }, accepted);
  const drainingFrom = now();
  await load.answer(true);
  const { lastAt } = await load.allReceived(sent.count);
  const drained = (sent.count * 1_000) / (lastAt - drainingFrom);
  sheet.add({ ...row, variant: "the webhook answers again", figure: "delivered" }, drained);
  const beside = await load.run(running, { ...BATCHED, pace: { kind: "closed", events: PAUSED_EVENTS / 2 } });
  const both = { ...row, variant: "accepting and delivering at once", figure: "delivered" };
  sheet.add({ ...both, ...(isOurs && { target: BARS.running }) }, beside.deliveredPerSecond);
}
