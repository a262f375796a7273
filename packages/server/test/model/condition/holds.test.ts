import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { holds, judge as judgeParsed, STEPS_MAX } from "../../../src/model/condition/holds.ts";
import { parseCondition } from "../../../src/model/condition/parse.ts";
import type { JsonValue } from "../../../src/model/event-type.ts";

function judge(condition: unknown, document: JsonValue): boolean {
  const parsed = parseCondition(condition);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return holds(parsed.condition, document);
}

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
/** Few enough names and values that they meet. */
const small = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<JsonValue>(null, true, 0, 1, 2.5, "", "a", "ab", "b"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "0", "__proto__"), tie("value"), { maxKeys: 3 }),
  ),
})).value;
const paths = fc.array(fc.constantFrom("a", "b", "0", "1", "__proto__", "length"), { maxLength: 3 });
const leaves = fc.record({ path: paths }).chain(({ path }) =>
  fc.oneof(
    fc.constantFrom("equals", "contains").chain((name) => small.map((value) => ({ path, [name]: value }))),
    fc.constantFrom("gt", "lt").chain((name) => fc.constantFrom(0, 2, "a").map((bound) => ({ path, [name]: bound }))),
    fc.array(small, { minLength: 1, maxLength: 3 }).map((values) => ({ path, in: values })),
    fc.boolean().map((exists) => ({ path, exists })),
    fc.constantFrom("", "a").map((prefix) => ({ path, prefix })),
  ),
);

describe("A leaf", () => {
  test("finds what its path leads to, among own members and places alone", () => {
    const document = { a: [{ b: "x" }], "a.b": 1, "": 2, "0": "zero" };
    assert.ok(judge({ path: "a.0.b", equals: "x" }, document));
    assert.ok(judge({ path: ["a", 0, "b"], equals: "x" }, document));
    assert.ok(judge({ path: ["a.b"], equals: 1 }, document));
    assert.ok(judge({ path: [""], equals: 2 }, document));
    assert.ok(judge({ path: "0", equals: "zero" }, document));
    for (const path of ["a.length", "a.00", "a.-1", "a.1", "a.b", "constructor", "__proto__", "a.0.b.length"]) {
      assert.ok(judge({ path, exists: false }, document), path);
    }
    assert.ok(judge({ path: "__proto__.x", equals: 1 }, JSON.parse('{"__proto__":{"x":1}}')));
  });

  test("takes null for something, and what is missing for nothing", () => {
    assert.ok(judge({ path: "a", equals: null }, { a: null }));
    assert.ok(judge({ path: "a", exists: true }, { a: null }));
    assert.ok(!judge({ path: "a", equals: null }, {}));
    assert.ok(!judge({ path: "a", in: [null] }, {}));
    assert.ok(!judge({ path: "a.b", equals: null }, { a: null }));
  });

  test("equals by value, whatever the order of members", () => {
    const a = { x: [1, { y: null }], z: "s" };
    assert.ok(judge({ path: "a", equals: { z: "s", x: [1, { y: null }] } }, { a }));
    for (const other of [{ z: "s" }, { ...a, more: 1 }, { ...a, x: [{ y: null }, 1] }, { ...a, x: { "0": 1 } }, [a]]) {
      assert.ok(!judge({ path: "a", equals: other }, { a }), JSON.stringify(other));
    }
    assert.ok(judge({ path: "a", in: [7, { b: [] }] }, { a: { b: [] } }));
    assert.ok(judge({ path: "a", in: ["7", 7] }, { a: 7 }));
    assert.ok(!judge({ path: "a", in: ["7"] }, { a: 7 }));
  });

  test("compares numbers with numbers and texts with texts, and nothing else", () => {
    assert.ok(judge({ path: "a", gt: 1 }, { a: 1.5 }));
    assert.ok(!judge({ path: "a", gt: 1 }, { a: 1 }));
    assert.ok(judge({ path: "a", lt: "b" }, { a: "a" }));
    assert.ok(judge({ path: "a", gt: "2026-01-01T00:00:00Z" }, { a: "2026-01-01T00:00:01Z" }));
    for (const a of ["2", true, null, [2], {}]) {
      assert.ok(!judge({ path: "a", gt: 1 }, { a }), JSON.stringify(a));
      assert.ok(!judge({ path: "a", lt: 3 }, { a }), JSON.stringify(a));
    }
  });

  test("looks into texts and arrays", () => {
    assert.ok(judge({ path: "a", contains: "b" }, { a: "abc" }));
    assert.ok(judge({ path: "a", contains: { x: 1 } }, { a: [0, { x: 1 }] }));
    assert.ok(!judge({ path: "a", contains: 1 }, { a: "1" }));
    assert.ok(!judge({ path: "a", contains: "x" }, { a: { x: "x" } }));
    assert.ok(judge({ path: "a", prefix: "ab" }, { a: "abc" }));
    assert.ok(!judge({ path: "a", prefix: "a" }, { a: ["a"] }));
  });

  test("finds a text however long it is, and however often it nearly stands there", () => {
    const texts = fc.array(fc.constantFrom("a", "b"), { maxLength: 200 }).map((letters) => letters.join(""));
    fc.assert(
      fc.property(texts, texts, fc.nat(60), fc.nat(60), (hay, other, from, length) => {
        for (const needle of [other, hay.slice(from, from + length), "ab".repeat(10), `${"a".repeat(20)}b`]) {
          assert.equal(judge({ path: "a", contains: needle }, { a: hay }), hay.includes(needle), `${needle} in ${hay}`);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("asks the elements of an array, each as its own document", () => {
    const over = (a: JsonValue, of: object, quantifier: string) => judge({ path: "a", [quantifier]: of }, { a, b: 1 });
    const isBig = { path: "n", gt: 5 };
    assert.ok(over([{ n: 1 }, { n: 9 }], isBig, "any"));
    assert.ok(!over([{ n: 1 }, { n: 9 }], isBig, "all"));
    assert.ok(over([], isBig, "all"));
    assert.ok(!over([], isBig, "any"));
    assert.ok(!over([{ n: 9 }], { path: "b", exists: true }, "any"));
    assert.ok(over([7, 8], { path: "", gt: 6 }, "all"));
    assert.ok(over([[1], [2, 3]], { path: "", any: { path: "", equals: 3 } }, "any"));
    for (const none of [null, "x", { "0": { n: 9 } }]) {
      assert.ok(!over(none, isBig, "any") && !over(none, isBig, "all"), JSON.stringify(none));
    }
  });
});

describe("For any document", () => {
  test("not is the other answer, also where something is missing", () => {
    fc.assert(fc.property(leaves, small, (leaf, document) => judge({ not: leaf }, document) !== judge(leaf, document)));
  });

  test("all is every one and any is some", () => {
    fc.assert(
      fc.property(fc.array(leaves, { minLength: 1, maxLength: 4 }), small, (list, document) => {
        const answers = list.map((leaf) => judge(leaf, document));
        assert.equal(judge({ all: list }, document), answers.every(Boolean));
        assert.equal(judge({ any: list }, document), answers.some(Boolean));
      }),
    );
  });

  test("what is there equals itself, written again, and is in a list with it", () => {
    fc.assert(
      fc.property(json, json, (value, other) => {
        const document = { a: value };
        assert.ok(judge({ path: "a", equals: value }, JSON.parse(JSON.stringify(document))));
        assert.ok(judge({ path: "a", in: [other, value] }, document));
        assert.ok(judge({ path: "a", contains: value }, { a: [other, value] }));
        assert.equal(
          judge({ path: "a", equals: other }, document),
          JSON.stringify(sorted(value)) === JSON.stringify(sorted(other)),
        );
      }),
    );
  });

  test("everything but exists: false and not is false of what is missing", () => {
    fc.assert(
      fc.property(leaves, (leaf) => {
        const nowhere = { ...leaf, path: ["nowhere", ...leaf.path] };
        assert.equal(judge(nowhere, {}), "exists" in leaf && leaf.exists === false);
      }),
    );
  });
});

test("a judgement that would take too long says no, whichever way it is asked", () => {
  const a = Array(STEPS_MAX + 1).fill(0);
  const all = { path: "a", all: { path: "", equals: 0 } };
  assert.ok(!judge(all, { a }));
  assert.ok(!judge({ not: all }, { a }));
  assert.ok(!judge({ path: "a", contains: 1 }, { a }));
  assert.ok(!judge({ not: { path: "a", contains: 1 } }, { a }));
  assert.ok(judge({ path: "a", contains: 0 }, { a }));
  assert.ok(judge(all, { a: a.slice(0, STEPS_MAX / 3) }));
  const parsed = parseCondition(all);
  assert.ok(parsed.ok);
  assert.equal(judgeParsed(parsed.condition, { a }), null);
  assert.equal(judgeParsed(parsed.condition, { a: [1] }), false);
});

function sorted(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value;
  if (Array.isArray(value)) return value.map(sorted);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return ["an object of", ...members.map(([name, one]) => [name, sorted(one)])];
}
