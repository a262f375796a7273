import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromFieldValue, readRange, toFieldValue, toParameters } from "../../src/parts/filters/range.ts";

const now = Date.parse("2026-03-01T12:00:00Z");

describe("a span of time in the address bar", () => {
  test("is until now when it goes by a name", () => {
    assert.deepEqual(toParameters(readRange({ range: "6h" }, now)), { from: "2026-03-01T06:00:00.000Z" });
  });

  test("has a beginning, an end, or both", () => {
    const from = "2026-02-01T00:00:00.000Z";
    const to = "2026-02-02T00:00:00.000Z";
    assert.deepEqual(toParameters(readRange({ from, to }, now)), { from, to });
    assert.deepEqual(toParameters(readRange({ to }, now)), { to });
  });

  test("is any time when it makes no sense", () => {
    assert.deepEqual(toParameters(readRange({ range: "soon", from: "yesterday" }, now)), {});
  });

  test("is shown by the wall clock, and comes back from it as the same minute", () => {
    const time = "2026-03-01T12:34:00.000Z";
    assert.match(toFieldValue(time), /^2026-0[23]-\d\dT\d\d:\d\d$/);
    assert.equal(fromFieldValue(toFieldValue(time)), time);
    assert.equal(toFieldValue(undefined), "");
    assert.equal(fromFieldValue(""), undefined);
  });
});
