import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  type Condition,
  fromCondition,
  NEW_FIELD,
  NEW_FINDING,
  toCondition,
} from "../../../src/pages/moderation/rules/condition/condition-form.ts";
import { inWords } from "../../../src/pages/moderation/rules/condition/condition-words.ts";

const RULES = new URL("../../../../../docs/moderation/rules.md", import.meta.url);

/** The conditions of all rules that the page on rules prints. */
function documented(): Condition[] {
  const blocks = readFileSync(RULES, "utf8").matchAll(/```json (?!document)[^\n]*\n(.*?)```/gs);
  return [...blocks].flatMap(([, json]) =>
    JSON.parse(json!).rules.map((rule: { condition: Condition }) => rule.condition),
  );
}

test("a form says the same as the condition that it was made of", () => {
  const conditions = documented();
  assert.ok(conditions.length > 10);
  let shown = 0;
  for (const condition of conditions) {
    const form = fromCondition(condition);
    if (form === undefined) continue;
    shown += 1;
    assert.deepEqual(toCondition(form), condition);
  }
  assert.ok(shown >= 10, `only ${shown} of ${conditions.length} can be shown as a form`);
});

test("what says more than a form can is no form", () => {
  const nested: Condition = { all: [{ any: [{ path: "text", exists: true }] }, { path: "text", contains: "a" }] };
  assert.equal(fromCondition(nested), undefined);
  assert.equal(fromCondition({ path: ["metadata", "a.b"], equals: 1 }), undefined);
  assert.equal(fromCondition({ path: "findings", any: { path: "confidence", lt: 0.5 } }), undefined);
  assert.equal(fromCondition({}), undefined);
});

test("a value is a number, a text or a list as it is written, and a text of digits can be written too", () => {
  const of = (operator: "equals" | "in", value: string) =>
    toCondition({ join: "all", rows: [{ ...NEW_FIELD, path: "metadata.a", operator, value }] });
  assert.deepEqual(of("equals", "5"), { path: "metadata.a", equals: 5 });
  assert.deepEqual(of("equals", '"5"'), { path: "metadata.a", equals: "5" });
  assert.deepEqual(of("equals", "five"), { path: "metadata.a", equals: "five" });
  assert.deepEqual(of("in", "NL, 5 ,"), { path: "metadata.a", in: ["NL", 5] });
  assert.deepEqual(fromCondition(of("equals", '"5"'))!.rows, [
    { ...NEW_FIELD, path: "metadata.a", operator: "equals", value: '"5"' },
  ]);
});

test("a row may be turned round, and rows joined by either word", () => {
  const rows = [
    { ...NEW_FINDING, label: "hate, slur", confidence: "0.6", severities: ["high"] },
    { ...NEW_FIELD, isNegated: true, path: "author.username", operator: "equals" as const, value: "ann" },
  ];
  const condition = toCondition({ join: "any", rows });
  assert.deepEqual(condition, {
    any: [
      {
        path: "findings",
        any: {
          all: [
            { path: "label", in: ["hate", "slur"] },
            { path: "confidence", gt: 0.6 },
            { path: "severity", equals: "high" },
          ],
        },
      },
      { not: { path: "author.username", equals: "ann" } },
    ],
  });
  assert.deepEqual(fromCondition(condition), { join: "any", rows });
});

test("a condition is told in words", () => {
  const hate: Condition = {
    path: "findings",
    any: {
      all: [
        { path: "label", equals: "hate" },
        { path: "confidence", gt: 0.6 },
      ],
    },
  };
  assert.equal(inWords(hate), "a finding with label “hate” and confidence over 0.6");
  const both: Condition = {
    all: [hate, { any: [{ path: "metadata.followers", lt: 10 }, { not: { path: "text", exists: true } }] }],
  };
  assert.equal(
    inWords(both),
    "a finding with label “hate” and confidence over 0.6 and (metadata.followers under 10 or not (any text))",
  );
  for (const condition of documented()) assert.ok(!inWords(condition).includes("{"), inWords(condition));
});
