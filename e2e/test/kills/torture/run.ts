/** Kills a hub again and again under load, and accounts for everything it acknowledged. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { slowness } from "../../../../packages/server/test/promised.ts";
import { type Customers, openCustomers } from "../../../account/customers.ts";
import { readDeliveries, untilNothingIsOwed } from "../../../account/record.ts";
import { subscribe } from "../../../account/webhooks.ts";
import { eventually } from "../../../harness/eventually.ts";
import { HubProcess } from "../../../harness/hub.ts";
import { seeded } from "../../../harness/random.ts";
import { type Account, drawUp } from "./account.ts";
import type { Kill } from "./repeats.ts";
import { createSender, type Sender } from "./senders.ts";
import { RETRY_SCHEDULE, WEBHOOKS } from "./webhooks.ts";

export interface TortureOptions {
  kills: number;
  seed: number;
  say(line: string): void;
}

const SENDERS = 6;
/** A kill comes when so many requests more were acknowledged, and then at a moment of the dice. */
const BETWEEN = 10;
const KILL_MS_MAX = 450;
/** Of the restarts, so many are killed as well, somewhere between their first instruction and the end of recovery. */
const KILLED_WHILE_STARTING = 0.2;
const STARTING_MS_MAX = 1_500;

export async function torture({ kills, seed, say }: TortureOptions): Promise<Account> {
  const startedAt = performance.now();
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-torture-"));
  const customers = await openCustomers(WEBHOOKS, seed);
  let hub = await HubProcess.start({ dataDir });
  try {
    const random = seeded(seed);
    let lastRef = 0;
    const senders = Array.from({ length: SENDERS }, (_, number) => createSender(number, seed, () => ++lastRef));
    const killed: Kill[] = [];
    let slower = 1;
    const subscriptions = await subscribe(hub.api, customers, WEBHOOKS, RETRY_SCHEDULE);
    let underLoad = 0;
    while (underLoad < kills) {
      slower = Math.max(slower, slowness());
      const afterMs = random() * KILL_MS_MAX;
      killed.push(await loadAndKill(hub, senders, afterMs));
      underLoad += 1;
      say(`kill ${underLoad}/${kills}, ${Math.round(afterMs)} ms later: ${progress(senders, customers)}`);
      if (random() < KILLED_WHILE_STARTING) {
        const startingMs = random() * STARTING_MS_MAX;
        const from = Date.now() + startingMs;
        await HubProcess.startAndKill({ dataDir }, startingMs);
        killed.push({ from, to: Date.now() });
      }
      hub = await HubProcess.start({ dataDir });
    }
    await untilNothingIsOwed(hub.api, subscriptions, customers, say);
    say("reading every delivery with its attempts");
    const deliveries = await readDeliveries(hub.api, subscriptions);
    const sent = senders.flatMap((sender) => sender.sent);
    const account = drawUp({ wishes: WEBHOOKS, sent, customers, deliveries }, { kills: killed, slower });
    return {
      ...account,
      seed,
      killedUnderLoad: underLoad,
      seconds: Math.round((performance.now() - startedAt) / 1000),
    };
  } finally {
    await hub.kill();
    await customers.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The moment of the kill is the experiment: once there is load, it comes when its time has come, whatever the hub is doing. */
async function loadAndKill(hub: HubProcess, senders: readonly Sender[], afterMs: number): Promise<Kill> {
  const load = Promise.all(senders.map((sender) => sender.sendTo(hub)));
  const kill = async (): Promise<Kill> => {
    const answered = async () => senders.reduce((sum, sender) => sum + sender.answered(), 0);
    const enough = (await answered()) + BETWEEN;
    await eventually(answered, (count) => count >= enough, { everyMs: 2, what: "load" });
    await setTimeout(afterMs);
    const from = Date.now();
    await hub.kill();
    return { from, to: Date.now() };
  };
  const [when] = await Promise.all([kill(), load]);
  return when;
}

function progress(senders: readonly Sender[], customers: Customers): string {
  const requests = senders.flatMap((sender) => sender.sent);
  const acknowledged = requests.filter((request) => request.acknowledgedAt !== null);
  const events = acknowledged.reduce((sum, request) => sum + request.events.length, 0);
  return `${events} events acknowledged, ${customers.count()} requests at the receivers`;
}
