import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { labelled, stretches, ticksUpTo } from "../../src/parts/charts/scale.ts";

describe("a chart's scale", () => {
  test("has round values, from nothing to what is highest or a little beyond", () => {
    assert.deepEqual(ticksUpTo(100), [0, 25, 50, 75, 100]);
    assert.deepEqual(ticksUpTo(7), [0, 2, 4, 6, 8]);
    assert.deepEqual(ticksUpTo(1_234), [0, 500, 1_000, 1_500]);
    assert.deepEqual(ticksUpTo(0.31), [0, 0.1, 0.2, 0.3, 0.4]);
    for (const most of [0.001, 0.7, 1, 3, 19, 333, 98_765, 1e9]) {
      const ticks = ticksUpTo(most);
      assert.ok(ticks.length >= 2 && ticks.length <= 6 && ticks.at(-1)! >= most, `${most}: ${ticks}`);
    }
  });

  test("is there when nothing happened", () => {
    assert.deepEqual(ticksUpTo(0), [0, 1]);
  });

  test("has as many times written below it as there is room for", () => {
    assert.deepEqual(labelled(60, 500, 72), [0, 10, 20, 30, 40, 50]);
    assert.deepEqual(labelled(3, 500, 72), [0, 1, 2]);
    assert.deepEqual(labelled(0, 500, 72), []);
    assert.deepEqual(labelled(5, 10, 72), [0]);
  });

  test("leaves a gap where nobody measured", () => {
    assert.deepEqual(stretches([1, 2, null, null, 5, null, 7]), [
      { from: 0, to: 1 },
      { from: 4, to: 4 },
      { from: 6, to: 6 },
    ]);
    assert.deepEqual(stretches([null, null]), []);
  });
});
