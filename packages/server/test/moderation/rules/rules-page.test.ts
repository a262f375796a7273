import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Finding } from "../../../src/model/finding.ts";
import { builtInGroup } from "../../../src/moderation/rules/built-in.ts";
import { compileGroups } from "../../../src/moderation/rules/compile.ts";
import { decide } from "../../../src/moderation/rules/decide.ts";
import { sortFindings, toDocument } from "../../../src/moderation/rules/document.ts";
import {
  DESCRIPTION_MAX,
  GROUPS_MAX,
  NAME_MAX,
  PRIORITY_MAX,
  RULES_MAX,
  THRESHOLDS_MAX,
} from "../../../src/moderation/rules/limits.ts";
import { parseRuleGroup } from "../../../src/moderation/rules/parse.ts";
import { firstVersion } from "../../../src/moderation/rules/revise.ts";
import { content, item, judgement, label } from "../items.ts";

const page = readFileSync(new URL("../../../../../docs/moderation/rules.md", import.meta.url), "utf8");
const samples = [...page.matchAll(/```json (\w+)( built-in)?\n(.*?)```/gs)].map(([, word, isBuiltIn, text]) => {
  return { word: word!, isBuiltIn: isBuiltIn !== undefined, value: JSON.parse(text!) };
});
const document = samples.find(({ word }) => word === "document")!.value;
const judged = item({
  content: content({ text: document.text, modality: document.modality, language: document.language }),
  origin: { ...item().origin, platform: document.platform },
  author: document.author,
  metadata: document.metadata,
});
const toFinding = (said: Finding, isInformational: boolean) =>
  label(said.label, said.confidence, { ...said, isInformational });
const findings: Finding[] = [
  ...document.findings.map((said: Finding) => toFinding(said, false)),
  ...document.informational.map((said: Finding) => toFinding(said, true)),
];

for (const { word, value } of samples) {
  if (word === "document") continue;
  test(`the page on rules is right that the group "${value.name}" says ${word}`, () => {
    const parsed = parseRuleGroup(value);
    assert.equal(parsed.ok, word !== "refused", JSON.stringify(parsed));
    if (!parsed.ok) return;
    let id = 100n;
    const group = firstVersion({ id: 1n, siteNo: 1 }, parsed.group, () => id++);
    assert.equal(decide(compileGroups([group]), judged, judgement(findings)).action, word);
  });
}

test("the page on rules shows the document that rules are asked of", () => {
  assert.deepEqual(toDocument(judged, sortFindings(findings, {})), document);
});

test("the page on rules shows the built-in group as it is", () => {
  const shown = samples.find(({ isBuiltIn }) => isBuiltIn)!.value;
  const parsed = parseRuleGroup(shown);
  assert.ok(parsed.ok);
  let id = 1n;
  assert.deepEqual(
    firstVersion({ id: 1n, siteNo: 0 }, parsed.group, () => id++),
    builtInGroup,
  );
});

test("the page on rules has every bound", () => {
  for (const bound of [GROUPS_MAX, RULES_MAX, THRESHOLDS_MAX, NAME_MAX, DESCRIPTION_MAX, PRIORITY_MAX]) {
    assert.match(page, new RegExp(`\\| ${bound.toLocaleString("en")} \\|`));
  }
});
