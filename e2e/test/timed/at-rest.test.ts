import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { processorSlowness } from "../../../packages/server/test/promised.ts";
import { cpuOf } from "../../harness/cpu.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenHub, givenReceiver } from "../../harness/given.ts";

/** Of one processor. */
const REST_MAX = 0.01;
const LOOK_SECONDS = 10;
/** For some seconds after the last work V8 still tidies its memory. */
const LOOKS_MAX = 4;
/** Answers wait so long that much is under way when the sender dies. */
const ANSWER_MS = 20;
const SENT_MIN = 500;

test("a sender that dies in the middle leaves a hub that delivers what it took, and then takes under 1 % of a processor", async (t) => {
  const hub = await givenHub(t);
  const receiver = await givenReceiver(t, () => ({ status: 200, afterMs: ANSWER_MS }));
  await hub.api.expect(201, hub.api.post("/v1/webhooks", { url: receiver.url, events: ["load.*"] }));
  const sender = startSender(hub.url, hub.adminKey);
  t.after(() => sender.kill("SIGKILL"));
  await receiver.until(SENT_MIN);
  const ended = once(sender, "exit");
  sender.kill("SIGKILL");
  await ended;

  const pending = async () =>
    (await hub.api.expect(200, hub.api.get("/v1/deliveries?status=pending"))).deliveries.length as number;
  await eventually(pending, (count) => count === 0, { what: "no delivery is pending" });
  const shares: number[] = [];
  // A slow processor takes longer for the same.
  const restMax = REST_MAX * processorSlowness();
  while (shares.length < LOOKS_MAX && (shares.at(-1) ?? 1) >= restMax) {
    const before = cpuOf(hub.child.pid!);
    await setTimeout(LOOK_SECONDS * 1_000);
    shares.push((cpuOf(hub.child.pid!) - before) / LOOK_SECONDS);
  }
  const seen = shares.map((share) => `${(share * 100).toFixed(2)} %`).join(", ");
  t.diagnostic(`${receiver.received.length} deliveries, then of a processor in 10 seconds each: ${seen}`);
  assert.ok(shares.at(-1)! < restMax, seen);
});

function startSender(url: string, key: string): ChildProcess {
  const program = fileURLToPath(new URL("./load/endless-sender.ts", import.meta.url));
  return fork(program, [url, key]);
}
