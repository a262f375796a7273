import assert from "node:assert/strict";
import { test } from "node:test";
import type { Planned } from "../nodes/chaos/faults.ts";
import { chaos } from "../nodes/chaos/run.ts";

const SEED = 20_261;
const FOR_MS = 75_000;
/** Longer than a lease, so that what the node had is another's when it wakes. */
const FREEZE_MS = 24_000;

const PLANNED: readonly Planned[] = [
  { atMs: 2_000, fault: { kind: "freeze", node: 0, forMs: FREEZE_MS } },
  { atMs: 28_000, fault: { kind: "database", forMs: 3_000 } },
  { atMs: 34_000, fault: { kind: "kill", node: 1, forMs: 3_000 } },
  { atMs: 58_000, fault: { kind: "cut", node: 2, how: "hold", forMs: 6_000 } },
  { atMs: 67_000, fault: { kind: "restart", node: 0, forMs: 500 } },
];

test("three nodes, one after another frozen, killed, cut off, restarted, and the database too: nothing lost, in order, repeated only where under way", async (t) => {
  const account = await chaos({
    seed: SEED,
    rate: 100,
    forMs: FOR_MS,
    plan: () => [...PLANNED],
    say: (line) => t.diagnostic(line),
  });
  const { broken, ...figures } = account;
  t.diagnostic(JSON.stringify(figures));
  for (const [what, list] of Object.entries(broken)) assert.deepEqual(list.slice(0, 10), [], what);
  assert.ok(account.acknowledgedEvents > 3_000, "there was load");
});
