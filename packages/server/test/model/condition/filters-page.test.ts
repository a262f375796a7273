import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CONDITION_MAX, DEPTH_MAX, LEAVES_MAX, OPERATORS, TEXT_MAX } from "../../../src/model/condition/condition.ts";
import { holds, STEPS_MAX } from "../../../src/model/condition/holds.ts";
import { parseCondition } from "../../../src/model/condition/parse.ts";

const page = readFileSync(new URL("../../../../../docs/filters.md", import.meta.url), "utf8");
const samples = [...page.matchAll(/```json (\w+)\n(.*?)```/gs)].map(([, word, text]) => ({ word, text: text! }));
const event = JSON.parse(samples.find(({ word }) => word === "event")!.text);

for (const { word, text } of samples) {
  if (word === "event") continue;
  test(`the page on filters is right that this ${word}: ${text.replaceAll(/\s+/g, " ").trim()}`, () => {
    const parsed = parseCondition(JSON.parse(text));
    const verdict = parsed.ok ? (holds(parsed.condition, event) ? "takes" : "skips") : "refused";
    assert.equal(verdict, word);
  });
}

test("the page on filters has every operator and every bound", () => {
  for (const operator of OPERATORS) assert.ok(page.includes(`"${operator}":`), operator);
  for (const bound of [LEAVES_MAX, DEPTH_MAX, TEXT_MAX, CONDITION_MAX, STEPS_MAX]) {
    assert.match(page, new RegExp(`\\b${bound.toLocaleString("en")}\\b`));
  }
});
