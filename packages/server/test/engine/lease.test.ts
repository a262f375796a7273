import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Lease } from "../../src/engine/lease.ts";
import type { NodeLease } from "../../src/store/journal-entry.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

function create(machine?: VirtualTime) {
  const clock = new VirtualTime();
  const told = { lost: 0, jumps: 0, troubles: 0 };
  const calls: string[] = [];
  const renewedAt: number[] = [];
  let answer = async (): Promise<boolean> => true;
  let epoch = 0;
  let askTime = async (): Promise<void> => undefined;
  const store = {
    join: async (): Promise<NodeLease> => {
      calls.push("join");
      epoch += 1;
      return { no: 0, epoch };
    },
    renew: (_node: NodeLease, now: number) => {
      renewedAt.push(now);
      return answer();
    },
    leave: async (node: NodeLease) => void calls.push(`leave ${node.epoch}`),
  };
  const lease = new Lease({
    ...{ store, clock, machine: machine ?? clock },
    askTime: () => askTime(),
    onLost: () => (told.lost += 1),
    onClockJump: () => (told.jumps += 1),
    onTrouble: () => (told.troubles += 1),
  });
  lease.keep();
  const renewWith = (next: () => Promise<boolean>) => {
    answer = next;
  };
  const askTimeWith = (next: () => Promise<void>) => {
    askTime = next;
  };
  return { clock, lease, told, calls, renewedAt, renewWith, askTimeWith };
}

describe("The lease", () => {
  test("holds as long as it is renewed", async () => {
    const { clock, lease, told } = create();
    await lease.take();
    await clock.advance(3_600_000);
    assert.ok(lease.holds());
    assert.deepEqual(told, { lost: 0, jumps: 0, troubles: 0 });
  });

  test("runs out before the store thinks so when the store does not answer, and is told once", async () => {
    const { clock, lease, told, renewWith } = create();
    await lease.take();
    renewWith(() => Promise.reject(new Error("away")));
    await clock.advance(15_999);
    assert.ok(lease.holds());
    await clock.advance(1);
    assert.ok(!lease.holds());
    await clock.advance(60_000);
    assert.equal(told.lost, 1);
  });

  test("outlives a store that is back before it runs out, however late", async () => {
    const { clock, lease, told, renewWith } = create();
    await lease.take();
    renewWith(() => Promise.reject(new Error("away")));
    await clock.advance(14_900);
    renewWith(async () => true);
    await clock.advance(60_000);
    assert.ok(lease.holds());
    assert.equal(told.lost, 0);
  });

  test("is over at once when the wall clock jumps past it, and stays over when it jumps back", async () => {
    const { clock, lease, told } = create();
    await lease.take();
    clock.jump(26_000);
    assert.ok(!lease.holds());
    clock.jump(-26_000);
    assert.ok(!lease.holds());
    await clock.advance(5_000);
    assert.equal(told.lost, 1);
  });

  test("is over by the monotonic clock although the wall clock stood still", async () => {
    const { clock, lease, renewWith } = create();
    await lease.take();
    renewWith(() => new Promise(() => undefined));
    clock.jump(-25_000);
    await clock.advance(25_000);
    assert.ok(!lease.holds());
  });

  test("is over after the machine has slept, although the wall clock had been set back before", async () => {
    const wall = new VirtualTime();
    const { lease } = create(wall);
    await lease.take();
    wall.jump(-600_000);
    assert.ok(lease.holds());
    wall.jump(16_000);
    assert.ok(!lease.holds());
  });

  test("is lost when the store says that another has it", async () => {
    const { clock, lease, told, renewWith } = create();
    await lease.take();
    renewWith(async () => false);
    await clock.advance(5_000);
    assert.ok(!lease.holds());
    assert.equal(told.lost, 1);
  });

  test("tells of a jump of the wall clock, not of a drift", async () => {
    const { clock, lease, told } = create();
    await lease.take();
    clock.jump(1_500);
    await clock.advance(5_000);
    assert.equal(told.jumps, 0);
    clock.jump(-4_000);
    await clock.advance(5_000);
    assert.equal(told.jumps, 1);
    assert.ok(lease.holds());
  });

  test("is not renewed after a jump until the store has told its time: the machine may have slept", async () => {
    const { clock, lease, told, renewedAt, askTimeWith } = create();
    await lease.take();
    askTimeWith(() => Promise.reject(new Error("away")));
    clock.jump(5_000);
    await clock.advance(5_000);
    assert.deepEqual([renewedAt.length, told.jumps, told.troubles], [0, 0, 1]);
    askTimeWith(async () => clock.jump(100));
    const before = clock.now();
    await clock.advance(4_000);
    assert.deepEqual([renewedAt.length, told.jumps], [1, 1]);
    assert.ok(renewedAt[0]! > before + 100, "it is counted from the time that the store told");
  });

  test("does not get shorter in the store when the wall clock is set back", async () => {
    const { clock, lease, renewedAt } = create();
    await lease.take();
    await clock.advance(5_000);
    clock.jump(-600_000);
    await clock.advance(10_000);
    assert.equal(renewedAt.length, 3);
    assert.deepEqual(renewedAt, renewedAt.toSorted());
    assert.ok(lease.holds());
  });

  test("is given back before the next is taken, so that nothing stays claimed under it", async () => {
    const { lease, calls } = create();
    await lease.take();
    await lease.take();
    assert.deepEqual(calls, ["join", "leave 1", "join"]);
    assert.equal(lease.node.epoch, 2);
  });

  test("stays over when a renewal was under way as it was left", async () => {
    const { clock, lease, told, renewWith } = create();
    await lease.take();
    let renewed = (_isOurs: boolean) => {};
    renewWith(() => new Promise((resolve) => (renewed = resolve)));
    await clock.advance(5_000);
    await lease.leave();
    renewed(true);
    await clock.advance(60_000);
    assert.ok(!lease.holds());
    assert.equal(told.lost, 0);
  });
});
