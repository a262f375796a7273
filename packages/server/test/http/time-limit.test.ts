import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TimeBudget, withinTime } from "../../src/http/time-limit.ts";

/** Passes time of the clock, and none of a processor: as work does that a busy machine keeps waiting. */
function wait(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function spend(ms: number): void {
  const start = process.threadCpuUsage();
  for (let spent = 0; spent < ms; ) {
    const { user, system } = process.threadCpuUsage(start);
    spent = (user + system) / 1_000;
  }
}

function endless(): never {
  for (;;);
}

const isOver = { code: "time_limit" };

describe("Work under a time limit", () => {
  test("gives back what it has made, and fails as it fails", () => {
    assert.equal(
      withinTime(1_000, () => 7),
      7,
    );
    const broken = new Error("broken");
    assert.throws(() => {
      withinTime(1_000, () => {
        throw broken;
      });
    }, broken);
  });

  test("is stopped where it stands when it has no end", () => {
    assert.throws(() => withinTime(50, endless), isOver);
  });

  test("is begun anew when the machine was busy with something else meanwhile", () => {
    let begun = 0;
    const done = withinTime(200, () => {
      begun += 1;
      if (begun === 1) wait(2_000);
      return begun;
    });
    assert.equal(done, 2);
  });

  test("is not begun anew when it had about as much of a processor as it may, so that nobody waits twice for it", () => {
    for (let round = 0; round < 5; round += 1) {
      const had: number[] = [];
      const spins = () => {
        const start = process.threadCpuUsage();
        const place = had.push(0) - 1;
        for (;;) {
          const { user, system } = process.threadCpuUsage(start);
          had[place] = (user + system) / 1_000;
        }
      };
      assert.throws(() => withinTime(50, spins), isOver);
      assert.ok(
        had.slice(0, -1).every((ms) => ms < 45),
        `begun anew after ${had.join(", ")} ms`,
      );
    }
  });

  test("has a last try, however busy the machine is", () => {
    let begun = 0;
    const waits = () => {
      begun += 1;
      wait(60_000);
    };
    assert.throws(() => withinTime(50, waits), isOver);
    assert.equal(begun, 3);
  });
});

describe("Time that is shared", () => {
  test("is used up by what is done in it, and by nothing else", () => {
    const budget = new TimeBudget(500);
    for (const mayRunLong of [false, true]) {
      budget.spend(() => spend(20), mayRunLong);
      wait(600);
    }
    assert.equal(
      budget.spend(() => "in time", true),
      "in time",
    );
    budget.spend(() => spend(500), false);
    assert.throws(() => budget.spend(() => "too late", false), isOver);
  });

  test("is used up by what has to be stopped", () => {
    const budget = new TimeBudget(50);
    assert.throws(() => budget.spend(endless, true), isOver);
    assert.throws(() => budget.spend(() => "too late", false), isOver);
  });

  test("is spent once by what is begun anew", () => {
    const budget = new TimeBudget(400);
    let begun = 0;
    budget.spend(() => {
      begun += 1;
      if (begun === 1) wait(2_000);
    }, true);
    assert.equal(begun, 2);
    budget.spend(() => undefined, false);
  });
});
