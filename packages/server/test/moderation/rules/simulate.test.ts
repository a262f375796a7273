import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CompiledGroup } from "../../../src/moderation/rules/compile.ts";
import { decide } from "../../../src/moderation/rules/decide.ts";
import { type PastItem, simulate } from "../../../src/moderation/rules/simulate.ts";
import { item, judgement, label } from "../items.ts";
import { compiled, onLabel } from "./groups.ts";

const by =
  (groups: readonly CompiledGroup[]) =>
  async ({ item, judgement }: PastItem) =>
    decide(groups, item, judgement);

describe("A simulation", () => {
  const past = [
    { item: item({ id: 1n, status: "approved" }), judgement: judgement([label("spam", 0.9)]) },
    { item: item({ id: 2n, status: "rejected" }), judgement: judgement([label("hate", 0.9)]) },
    { item: item({ id: 3n, status: "flagged" }), judgement: judgement([]) },
    { item: item({ id: 4n, status: "approved" }), judgement: judgement([]) },
  ];

  test("says what rules would have said of past items, and what would have been told apart", async () => {
    const groups = compiled({ rules: [onLabel("spam", "flag"), onLabel("hate", "reject")] });
    const found = await simulate(past, by(groups));
    assert.equal(found.items, 4);
    assert.deepEqual(found.verdicts, { approved: 2, rejected: 1, flagged: 1 });
    assert.equal(found.changed, 2);
    assert.deepEqual(
      found.changes.map(({ itemId, from, ruling }) => [itemId, from, ruling.verdict]),
      [
        [1n, "approved", "flagged"],
        [3n, "flagged", "approved"],
      ],
    );
    assert.deepEqual([...found.hits.values()], [1, 1]);
  });

  test("counts every change and shows the first hundred", async () => {
    const many = Array.from({ length: 250 }, () => past[0]!);
    const found = await simulate(many, by(compiled({ rules: [onLabel("spam", "reject")] })));
    assert.equal(found.changed, 250);
    assert.equal(found.changes.length, 100);
  });
});
