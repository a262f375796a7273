import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { placeOf, rebase, rowsMax } from "../../src/parts/rows/place.ts";

const shape = { count: 1_000_000, rowHeight: 40, headHeight: 30 };

describe("the place in a long list", () => {
  test("is what is in sight and a little beyond", () => {
    assert.deepEqual(placeOf(4_000, 430, { ...shape, base: 0 }), { base: 0, first: 88, last: 122 });
  });

  test("begins at the first row and ends at the last", () => {
    assert.deepEqual(placeOf(0, 430, { ...shape, count: 5, base: 0 }), { base: 0, first: 0, last: 4 });
    assert.deepEqual(placeOf(999 * 40, 430, { ...shape, count: 1_000, base: 0 }).last, 999);
  });

  test("moves what the scroll bar stands for on, before a browser's limit, and back", () => {
    const most = rowsMax(40);
    assert.ok(most * 40 < 17_000_000, "Firefox draws no element that is higher");
    const near = placeOf((most - 20) * 40, 430, { ...shape, base: 0 });
    const moved = rebase(near, shape);
    assert.equal(moved.base, most / 2);
    assert.equal(moved.first, near.first, "the same rows are in sight");
    const back = placeOf(100 * 40, 430, { ...shape, base: moved.base });
    assert.equal(rebase(back, shape).base, 0);
  });

  test("reaches the last row of a million", () => {
    let base = 0;
    let place = { base, first: 0, last: 0 };
    for (let steps = 0; place.last < shape.count - 1; steps++) {
      assert.ok(steps < 10);
      place = placeOf((Math.min(rowsMax(40), shape.count - base) - 10) * 40, 430, { ...shape, base });
      base = rebase(place, shape).base;
    }
    assert.equal(place.last, 999_999);
  });

  test("does not move at the end of a list that the scroll bar stands for whole", () => {
    const place = placeOf(990 * 40, 430, { ...shape, count: 1_000, base: 0 });
    assert.equal(rebase(place, { ...shape, count: 1_000 }), place);
  });
});
