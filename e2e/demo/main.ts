/**
 * `npm run demo`: a hub with a temporary store, six receivers of four kinds, twelve events; and then the loop of
 * moderation, with X as its documents describe it. Shows what arrives as it arrives, then the log of attempts. Exits 0
 * only if everything came as promised.
 */
import { styleText } from "node:util";
import { HubProcess } from "../harness/hub.ts";
import { Internet } from "../platforms/internet.ts";
import { X } from "../platforms/x.ts";
import { openCommunity, runLoop } from "./loop.ts";
import { check, type Delivery, readLog } from "./promises.ts";
import { type Arrival, type Customer, openCustomers } from "./receivers.ts";
import { send, subscribe } from "./story.ts";

const line = (text = "") => process.stdout.write(`${text}\n`);
const startedAt = Date.now();

line(styleText("bold", "\nTabellary: one POST becomes a signed, ordered, retried, logged delivery\n"));
const customers = await openCustomers(showArrival);
const community = await openCommunity(showArrival);
const x = new X();
const internet = await Internet.open(x);
const hub = await HubProcess.start({ env: internet.env });
internet.hubUrl = hub.url;
line(`  hub        ${hub.url}   (a free port, a temporary store)`);
for (const { name, about } of Object.values(customers)) line(`  ${name.padEnd(10)} ${about}`);

const subscribed = await subscribe(hub.api, customers);
line(styleText("bold", "\nWhat arrives, as it arrives"));
await send(hub.api, customers);
const log = await readLog(hub.api, subscribed);

line(styleText("bold", "\nThe log of attempts"));
for (const [name, deliveries] of log) for (const delivery of deliveries) showDelivery(name, delivery);

line(styleText("bold", "\nModeration: a comment of X, and a picture"));
for (const { name, about } of Object.values(community)) line(`  ${name.padEnd(10)} ${about}`);
line();
const kept = await runLoop(hub.api, x, community);

line(styleText("bold", "\nPromised and kept"));
const promises = [...check(customers, log), ...kept];
for (const { sentence, isKept } of promises) {
  line(`  ${isKept ? styleText("green", "✓") : styleText("red", "✗ BROKEN")} ${sentence}`);
}
await close([...Object.values(customers), ...Object.values(community)], hub);
await internet.close();
const isKept = promises.every((promise) => promise.isKept);
line(
  `\n${isKept ? "All of it came as promised" : "Not all of it came as promised"}, in ${secondsSince(startedAt)} s.\n`,
);
process.exitCode = isKept ? 0 : 1;

function showArrival({ receiver, event, id, at }: Arrival): void {
  const when = styleText("dim", `+${((at - startedAt) / 1000).toFixed(2)}s`);
  line(
    `  ${when}  ${receiver.padEnd(8)} ${styleText("green", "verified")}  ${event.padEnd(20)} ${styleText("dim", id)}`,
  );
}

function showDelivery(name: string, delivery: Delivery): void {
  const attempts = delivery.log
    .map(({ status_code, error, duration_ms }: Delivery) => {
      const outcome = status_code ?? error?.kind;
      const text = `${outcome} (${duration_ms} ms)`;
      return outcome >= 200 && outcome < 300 ? styleText("green", text) : styleText("yellow", text);
    })
    .join(" → ");
  const status = delivery.status === "success" ? styleText("green", "success") : styleText("red", delivery.status);
  line(`  ${name.padEnd(8)} ${delivery.event_type.padEnd(18)} ${status.padEnd(18)} ${attempts}`);
}

async function close(all: readonly Customer[], running: HubProcess): Promise<void> {
  await running.stop();
  await Promise.all(all.map((customer) => customer.close()));
}

function secondsSince(time: number): string {
  return ((Date.now() - time) / 1000).toFixed(1);
}
