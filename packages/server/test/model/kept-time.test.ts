import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KeptTime } from "../../src/model/kept-time.ts";

/** A machine whose clocks are moved by hand. */
function create() {
  const machine = { wall: 1_000_000, monotonic: 500 };
  const clock = new KeptTime({
    now: () => machine.wall,
    monotonic: () => machine.monotonic,
    after: () => ({ cancel: assert.fail }),
    soon: () => assert.fail(),
  });
  const pass = (ms: number) => {
    machine.wall += ms;
    machine.monotonic += ms;
  };
  return { clock, machine, pass };
}

describe("Kept time", () => {
  test("is the machine's own until it follows another's", () => {
    const { clock, pass } = create();
    pass(10);
    assert.equal(clock.now(), 1_000_010);
  });

  test("is the other's from then on, whatever becomes of the machine's wall clock", () => {
    const { clock, machine, pass } = create();
    clock.follow(7_000_000, 500, 500);
    pass(20);
    machine.wall += 3_600_000;
    assert.equal(clock.now(), 7_000_020);
  });

  test("takes the answer for the time in the middle between asking and hearing", () => {
    const { clock, pass } = create();
    pass(40);
    clock.follow(7_000_000, 500, 540);
    assert.equal(clock.now(), 7_000_020);
  });

  test("does not move for what may be the way of the answer, and moves for more", () => {
    const { clock, pass } = create();
    clock.follow(7_000_000, 500, 500);
    pass(100);
    clock.follow(7_000_100, 500, 600);
    assert.equal(clock.now(), 7_000_100, "the answer was up to 50 ms on its way");
    clock.follow(7_000_110, 600, 600);
    assert.equal(clock.now(), 7_000_110);
  });
});
