import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { CONDITION_MAX, DEPTH_MAX, LEAVES_MAX, TEXT_MAX } from "../../../src/model/condition/condition.ts";
import { parseCondition } from "../../../src/model/condition/parse.ts";

const leaf = { path: "a", exists: true };

function faultsOf(value: unknown): string[] {
  const parsed = parseCondition(value);
  return parsed.ok ? [] : parsed.faults.map(({ path }) => path);
}

function nested(depth: number): object {
  return depth === 1 ? leaf : { not: nested(depth - 1) };
}

describe("A condition is refused", () => {
  const wrong: [unknown, string][] = [
    [null, ""],
    ["a == 1", ""],
    [[leaf], ""],
    [{}, ""],
    [{ exists: true }, ""],
    [{ and: [leaf] }, ""],
    [{ all: [leaf], any: [leaf] }, ""],
    [{ all: leaf }, "/all"],
    [{ all: [] }, "/all"],
    [{ any: [leaf, 7] }, "/any/1"],
    [{ not: [leaf] }, "/not"],
    [{ path: "a" }, ""],
    [{ path: "a", equals: 1, exists: true }, ""],
    [{ path: "a", "mat/ches": "x" }, "/mat~1ches"],
    [{ path: "a", __proto__: null, toString: 1 }, "/toString"],
    [{ path: 7, exists: true }, "/path"],
    [{ path: "a..b", exists: true }, "/path"],
    [{ path: ".a", exists: true }, "/path"],
    [{ path: ["a", true], exists: true }, "/path/1"],
    [{ path: ["a", -1], exists: true }, "/path/1"],
    [{ path: ["a", 1.5], exists: true }, "/path/1"],
    [{ path: "a", exists: 1 }, "/exists"],
    [{ path: "a", in: "x" }, "/in"],
    [{ path: "a", in: [] }, "/in"],
    [{ path: "a", gt: null }, "/gt"],
    [{ path: "a", lt: [1] }, "/lt"],
    [{ path: "a", prefix: 1 }, "/prefix"],
    [{ path: "a", any: [leaf] }, "/any"],
    [{ path: "a", all: { path: "b", gt: true } }, "/all/gt"],
    [{ path: "a", all: {} }, "/all"],
    [{ path: "a", equals: "x".repeat(TEXT_MAX + 1) }, "/equals"],
    [{ path: "a", in: ["y", { z: "x".repeat(TEXT_MAX + 1) }] }, "/in/1/z"],
    [{ path: "a", prefix: "x".repeat(TEXT_MAX + 1) }, "/prefix"],
    [{ path: "x".repeat(TEXT_MAX + 1), exists: true }, "/path"],
    [{ path: "a", in: Array(CONDITION_MAX).fill(1) }, ""],
    [{ any: Array(LEAVES_MAX + 1).fill(leaf) }, "/any"],
    [{ any: [{ any: Array(40).fill(leaf) }, { any: Array(40).fill(leaf) }] }, ""],
    [nested(DEPTH_MAX + 1), "/not".repeat(DEPTH_MAX)],
    [{ path: "a", equals: JSON.parse("[".repeat(9) + "]".repeat(9)) }, `/equals${"/0".repeat(8)}`],
  ];
  for (const [value, path] of wrong) {
    test(`with the path of what is wrong: ${JSON.stringify(value).slice(0, 60)}`, () => {
      assert.deepEqual(faultsOf(value), [path]);
    });
  }

  test("with all that is wrong in it, as far as that helps", () => {
    assert.deepEqual(faultsOf({ all: [{ path: "a" }, leaf, { path: 1, gt: 1 }] }), ["/all/0", "/all/2/path"]);
    assert.equal(faultsOf({ all: Array(50).fill({}) }).length, 10);
  });
});

test("a condition as large as it may be is taken", () => {
  assert.deepEqual(faultsOf({ any: Array(LEAVES_MAX).fill(leaf) }), []);
  assert.deepEqual(faultsOf(nested(DEPTH_MAX)), []);
  assert.deepEqual(faultsOf({ path: "a", equals: "x".repeat(TEXT_MAX) }), []);
  assert.deepEqual(faultsOf({ path: ["", "a.b", 0, "__proto__"], contains: [{ a: null }] }), []);
});

test("whatever it is given, reading a condition neither throws nor changes it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 12 }), (value) => {
      const before = JSON.stringify(value);
      parseCondition(value);
      assert.equal(JSON.stringify(value), before);
    }),
  );
});
