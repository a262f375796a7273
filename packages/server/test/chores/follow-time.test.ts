import assert from "node:assert/strict";
import { test } from "node:test";
import { followTime } from "../../src/chores/follow-time.ts";
import { KeptTime } from "../../src/model/kept-time.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

const AHEAD_MS = 700_000;

/** A database whose clock is ahead of the machine's, and whose answers take so long on their way back. */
function create(answersMs: number[]) {
  const machine = new VirtualTime();
  const clock = new KeptTime(machine);
  const shared = {
    async news() {
      const time = machine.now() + AHEAD_MS;
      await new Promise<void>((resolve) => machine.after(answersMs.shift()!, resolve));
      return { time } as never;
    },
  };
  return { machine, clock, shared };
}

test("The time of the store is asked for again when the answer was long on its way, and then is exact", async () => {
  const answersMs = [40_000, 900, 6, 6];
  const { machine, clock, shared } = create(answersMs);
  const followed = followTime(shared, clock);
  await machine.advance(60_000);
  await followed;
  assert.deepEqual(answersMs, [6]);
  assert.ok(Math.abs(clock.now() - machine.now() - AHEAD_MS) <= 10);
});

test("A store that is always slow is asked for the time a few times, and is believed as far as it goes", async () => {
  const answersMs = Array.from({ length: 9 }, () => 2_000);
  const { machine, clock, shared } = create(answersMs);
  const followed = followTime(shared, clock);
  await machine.advance(60_000);
  await followed;
  assert.equal(answersMs.length, 4);
  assert.ok(Math.abs(clock.now() - machine.now() - AHEAD_MS) <= 1_000);
});
