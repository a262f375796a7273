import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseRuleGroup } from "../../../src/moderation/rules/parse.ts";
import { firstVersion, nextVersion } from "../../../src/moderation/rules/revise.ts";
import { onLabel } from "./groups.ts";

function config(...rules: object[]) {
  const parsed = parseRuleGroup({ name: "Comments", rules });
  assert.ok(parsed.ok);
  return parsed.group;
}

describe("A rule group", () => {
  let next = 100n;
  const newId = () => next++;
  const first = firstVersion({ id: 1n, siteNo: 1 }, config(onLabel("hate", "flag"), onLabel("spam", "flag")), newId);

  test("begins with version 1, and so do its rules", () => {
    assert.equal(first.version, 1);
    assert.deepEqual(
      first.rules.map(({ id, version }) => [id, version]),
      [
        [100n, 1],
        [101n, 1],
      ],
    );
  });

  test("stays as it is when nothing has changed", () => {
    assert.equal(nextVersion(first, config(onLabel("hate", "flag"), onLabel("spam", "flag")), newId), first);
  });

  test("gets its next version with a change, and the changed rules theirs", () => {
    const changed = config(onLabel("spam", "flag"), onLabel("hate", "reject"), onLabel("slur", "reject"));
    const second = nextVersion(first, changed, newId);
    assert.equal(second.version, 2);
    assert.deepEqual(
      second.rules.map(({ name, id, version }) => [name, id, version]),
      [
        ["on spam", 101n, 1],
        ["on hate", 100n, 2],
        ["on slur", 102n, 1],
      ],
    );
    assert.equal(nextVersion(second, config(onLabel("spam", "flag")), newId).version, 3);
  });
});
