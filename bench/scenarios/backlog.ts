import { setTimeout } from "node:timers/promises";
import { now } from "../load/clock.ts";
import { median } from "../report/sheet.ts";
import type { RunningTabellary } from "../subjects/tabellary.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { type Bench, type Scenario, withSubject } from "./scenario.ts";

const PENDING = 1_000_000;
const SAMPLE = 50_000;
const BATCHED = { eventsPerRequest: 100, connections: 16 };
/** Memory is read when what was just done is settled: the middle of several readings. */
const SETTLE_MS = 10_000;
const READINGS = 5;
const BETWEEN_READINGS_MS = 1_000;
const MB = 1_000_000;
const BARS = { memory: { atMost: 50 }, restart: { atMost: 3 } };

/** A million deliveries wait for a webhook that does not answer; then the hub is killed; then the webhook answers. */
export const backlog: Scenario = {
  key: "f",
  title: "A backlog of 1,000,000 pending deliveries",
  async run(bench) {
    const subject = tabellary({ database: "sqlite", history: await bench.history() });
    for (let round = 1; round <= bench.rounds; round++) {
      bench.progress.say(`(f) round ${round} of ${bench.rounds}`);
      await withSubject(bench, "f", subject, bench.load.targets(1), BATCHED, async (running) => {
        await measure(bench, subject.name, running);
      });
    }
  },
};

async function measure({ load, sheet, progress }: Bench, subject: string, running: RunningTabellary): Promise<void> {
  const row = { scenario: "f", variant: "", subject };
  const memory = async () => {
    await setTimeout(SETTLE_MS);
    const readings: number[] = [];
    while (readings.length < READINGS) {
      readings.push(running.memory()["node 1"]! / MB);
      await setTimeout(BETWEEN_READINGS_MS);
    }
    return median(readings);
  };
  // What it has in memory whatever is pending: as after the same work, all of it delivered.
  await load.run(running, { ...BATCHED, pace: { kind: "closed", events: SAMPLE } });
  const before = await memory();
  await load.answer(false);
  progress.say(`(f) ${PENDING.toLocaleString("en")} events, none delivered`);
  const first = await load.send(running, { ...BATCHED, pace: { kind: "closed", events: PENDING - SAMPLE } });
  const rateOf = ({ sent }: typeof first) => (sent.count * 1_000) / (sent.endedAt - sent.startedAt);
  sheet.add({ ...row, figure: "accepted in batches, the backlog growing", unit: "events/s" }, rateOf(first));
  const after = await memory();
  sheet.add({ ...row, figure: "memory without", unit: "MB" }, before);
  sheet.add({ ...row, figure: "memory more with it", unit: "MB", target: BARS.memory }, after - before);
  const last = await load.send(running, { ...BATCHED, pace: { kind: "closed", events: SAMPLE }, isContinued: true });
  sheet.add({ ...row, figure: "accepted in batches, with the backlog", unit: "events/s" }, rateOf(last));

  progress.say("(f) killed and started again");
  const killedAt = performance.now();
  await running.restart("SIGKILL");
  const readyMs = performance.now() - killedAt;
  const held = await load.requests();
  await load.answer(true);
  while ((await load.requests()) === held) await setTimeout(5);
  sheet.add({ ...row, figure: "from kill -9 to ready", unit: "s" }, readyMs / 1_000);
  const firstMs = performance.now() - killedAt;
  sheet.add({ ...row, figure: "from kill -9 to the first delivery", unit: "s", target: BARS.restart }, firstMs / 1_000);

  progress.say("(f) draining");
  const drainedFrom = now();
  const { count, lastAt } = await load.allReceived(first.owed + last.owed);
  const drained = ((count - held) * 1_000) / (lastAt - drainedFrom);
  sheet.add({ ...row, figure: "drained", unit: "deliveries/s" }, drained);
}
