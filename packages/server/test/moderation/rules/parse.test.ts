import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseRule, parseRuleGroup } from "../../../src/moderation/rules/parse.ts";

const rule = {
  name: "Hate",
  condition: { path: "findings", any: { path: "label", equals: "hate" } },
  action: "reject",
};

function faultsOf(group: unknown): readonly string[] {
  const parsed = parseRuleGroup(group);
  return parsed.ok ? [] : parsed.faults.map(({ path }) => path);
}

describe("A rule group", () => {
  test("is read with what it leaves out filled in", () => {
    assert.deepEqual(parseRuleGroup({ name: "Comments", rules: [rule] }), {
      ok: true,
      group: {
        name: "Comments",
        description: null,
        mode: "first_match",
        priority: 100,
        active: true,
        defaultAction: null,
        thresholds: {},
        rules: [{ ...rule, description: null, type: "prohibition", priority: 100, active: true }],
      },
    });
  });

  test("tells each fault by a pointer to it", () => {
    const cases: readonly (readonly [unknown, string])[] = [
      [null, ""],
      [[], ""],
      [{}, "/name"],
      [{ name: "  " }, "/name"],
      [{ name: "x".repeat(101) }, "/name"],
      [{ name: "\ud800" }, "/name"],
      [{ name: "a", description: 1 }, "/description"],
      [{ name: "a", mode: "any" }, "/mode"],
      [{ name: "a", priority: -1 }, "/priority"],
      [{ name: "a", priority: 1.5 }, "/priority"],
      [{ name: "a", active: "yes" }, "/active"],
      [{ name: "a", default_action: "remove" }, "/default_action"],
      [{ name: "a", thresholds: { "hate/x": 1.1 } }, "/thresholds/hate~1x"],
      [{ name: "a", thresholds: { "": 1 } }, "/thresholds/"],
      [{ name: "a", thresholds: [0.5] }, "/thresholds"],
      [{ name: "a", rules: {} }, "/rules"],
      [{ name: "a", rules: new Array(101).fill(rule) }, "/rules"],
      [{ name: "a", "x/y": 1 }, "/x~1y"],
      [{ name: "a", rules: [rule, { ...rule, name: "b", action: "ban" }] }, "/rules/1/action"],
      [{ name: "a", rules: [rule, rule] }, "/rules/1/name"],
      [{ name: "a", rules: [{ ...rule, type: "law" }] }, "/rules/0/type"],
      [{ name: "a", rules: [{ ...rule, threshold: 0.5 }] }, "/rules/0/threshold"],
      [{ name: "a", rules: [{ name: "b", action: "flag" }] }, "/rules/0/condition"],
      [
        { name: "a", rules: [{ ...rule, condition: { all: [{ path: "text", matches: "x" }] } }] },
        "/rules/0/condition/all/0/matches",
      ],
      [{ name: "a", mode: "all_must_pass", rules: [{ ...rule, action: "approve" }] }, "/rules/0/action"],
    ];
    for (const [group, path] of cases) assert.deepEqual(faultsOf(group), [path], JSON.stringify(group)?.slice(0, 100));
  });

  test("tells no more than ten faults", () => {
    assert.equal(faultsOf({ rules: new Array(50).fill({}) }).length, 10);
  });

  test("is refused, and never throws, for whatever JSON it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(parseRuleGroup(value).ok, false);
      }),
      { numRuns: 200 },
    );
  });
});

describe("A rule", () => {
  const informational = { path: "informational", any: { path: "label", equals: "nsfw" } };
  const other = { path: "author.id", equals: "a1" };
  const isTaken = (condition: object, type = "prohibition") =>
    parseRule({ ...rule, condition, type }, "first_match").ok;

  test("is read by itself, for a group of some mode", () => {
    assert.ok(parseRule({ ...rule, action: "approve" }, "first_match").ok);
    assert.ok(!parseRule({ ...rule, action: "approve" }, "all_must_pass").ok);
  });

  test("cannot rest on informational findings alone", () => {
    assert.ok(!isTaken(informational));
    assert.ok(!isTaken({ any: [other, informational] }));
    assert.ok(!isTaken({ all: [informational, { path: "informational.0.label", equals: "x" }] }));
    assert.ok(!isTaken({ not: { all: [other, informational] } }));
    assert.ok(!isTaken(informational, "requirement"));
    assert.ok(!isTaken({ all: [other, informational] }, "requirement"));
  });

  test("may ask for informational findings beside something else", () => {
    assert.ok(isTaken({ all: [other, informational] }));
    assert.ok(isTaken({ not: { any: [other, informational] } }));
    assert.ok(isTaken({ any: [other, informational] }, "requirement"));
  });
});
