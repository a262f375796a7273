import assert from "node:assert/strict";
import { test } from "node:test";
import { regain } from "../../src/chores/regain.ts";
import { StoreUnavailableError } from "../../src/store/store.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

/** A node that takes its lease anew; `fails` says what goes wrong, in order, and `lapses` how often it runs out again. */
function create({ fails = [] as ("take" | "recover")[], lapses = 0 } = {}) {
  const calls: string[] = [];
  const clock = new VirtualTime();
  let left = lapses;
  const step = (name: "take" | "recover") => {
    calls.push(name);
    if (fails[0] !== name) return;
    fails.shift();
    throw new StoreUnavailableError("away", "none");
  };
  const lease = {
    node: { no: 3, epoch: 1 },
    take: async () => step("take"),
    holds: () => left-- <= 0,
  };
  const done = regain({
    lease,
    ids: { moveTo: (no) => void calls.push(`ids of ${no}`) },
    engine: { forget: () => void calls.push("forget") },
    clock,
    recover: async () => step("recover"),
    isStopped: () => false,
  });
  return { calls, clock, done };
}

test("A lease that ran out is taken anew with nothing in memory, and what is owed is found", async () => {
  const { calls, done } = create();
  await done;
  assert.deepEqual(calls, ["forget", "take", "ids of 3", "recover"]);
});

test("What was taken in under a lease that has to be given up again is forgotten too", async () => {
  const { calls, clock, done } = create({ fails: ["recover", "take"] });
  await clock.advance(5_000);
  await done;
  const first = ["forget", "take", "ids of 3", "recover"];
  assert.deepEqual(calls, [...first, "forget", "take", ...first]);
});

test("A lease that ran out while what is owed was looked for is taken once more", async () => {
  const { calls, done } = create({ lapses: 1 });
  await done;
  assert.equal(calls.filter((call) => call === "take").length, 2);
});
