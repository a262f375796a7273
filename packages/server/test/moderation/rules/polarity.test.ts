import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { holds } from "../../../src/model/condition/holds.ts";
import { parseCondition } from "../../../src/model/condition/parse.ts";
import type { Finding } from "../../../src/model/finding.ts";
import { sortFindings, toDocument } from "../../../src/moderation/rules/document.ts";
import { outlastsFindings } from "../../../src/moderation/rules/polarity.ts";
import { item } from "../items.ts";
import { conditionsOnFindings, manyFindings } from "./arbitraries.ts";

function documentOf(findings: readonly Finding[]) {
  return toDocument(item(), sortFindings(findings, {}));
}

function read(written: object) {
  const parsed = parseCondition(written);
  assert.ok(parsed.ok);
  return parsed.condition;
}

test("what is said to outlast more findings stays as it is with them", () => {
  let outlasting = 0;
  fc.assert(
    fc.property(conditionsOnFindings, manyFindings, manyFindings, fc.boolean(), (written, found, more, isAskedFor) => {
      const condition = read(written);
      if (!outlastsFindings(condition, isAskedFor) || holds(condition, documentOf(found)) !== isAskedFor) return;
      outlasting++;
      for (const all of [
        [...found, ...more],
        [...more, ...found],
      ]) {
        assert.equal(holds(condition, documentOf(all)), isAskedFor);
      }
    }),
    { numRuns: 1_000 },
  );
  assert.ok(outlasting > 50, `${outlasting} of 1000 were of that kind`);
});

test("to ask for a finding, or for none at all of the findings, outlasts more of them", () => {
  const found = { path: "findings", any: { path: "label", equals: "hate" } };
  for (const written of [found, { all: [found, { path: "text", exists: true }] }, { path: "text", prefix: "x" }]) {
    assert.ok(outlastsFindings(read(written), true), JSON.stringify(written));
  }
  for (const written of [{ not: found }, { path: "findings.0.label", equals: "hate" }, { path: "", exists: true }]) {
    assert.ok(!outlastsFindings(read(written), true), JSON.stringify(written));
  }
});
