import assert from "node:assert/strict";
import { test } from "node:test";
import { Load } from "../load/load.ts";
import { openSource, tabellary } from "../subjects/tabellary.ts";

test("messages to a source are sent signed, come back byte for byte, and forged ones are refused beside them", async (t) => {
  const load = await Load.start();
  t.after(() => load.stop());
  const targets = load.targets(1).map((one) => ({ ...one, type: "generic.*", contract: "pass-through" }) as const);
  const running = await tabellary({ database: "sqlite" }).start({ targets });
  t.after(() => running.stop());
  const ingress = await openSource(running);
  const flood = load.flood(running, ingress, 100, 1);
  const options = { connections: 4, dataBytes: 1_000, ingress } as const;
  const round = await load.run(running, { ...options, pace: { kind: "closed", events: 200 } });
  assert.equal(round.count, 200);
  const { refusedPerSecond } = await flood;
  assert.ok(refusedPerSecond > 50, `${refusedPerSecond} forged messages/s were refused`);
});
