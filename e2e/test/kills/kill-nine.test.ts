import assert from "node:assert/strict";
import { test } from "node:test";
import { torture } from "./torture/run.ts";

const KILLS = 12;
const SEED = 20_260;

test("what was acknowledged survives 12 times kill -9: nothing lost, in order, repeated only where unrecorded", async (t) => {
  const account = await torture({ kills: KILLS, seed: SEED, say: (line) => t.diagnostic(line) });
  const { broken, ...figures } = account;
  t.diagnostic(JSON.stringify(figures));
  for (const [what, list] of Object.entries(broken)) assert.deepEqual(list.slice(0, 10), [], what);
  assert.ok(account.acknowledgedEvents >= 10 * KILLS, `there was load: ${account.acknowledgedEvents} events`);
});
