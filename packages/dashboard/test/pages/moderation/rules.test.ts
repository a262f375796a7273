import assert from "node:assert/strict";
import { test } from "node:test";
import { builtInGroup } from "../../../../server/src/moderation/rules/built-in.ts";
import { parseRuleGroup } from "../../../../server/src/moderation/rules/parse.ts";
import { BUILT_IN } from "../../../src/pages/moderation/rules/built-in.ts";
import {
  documentOf,
  newRule,
  type RuleGroup,
  toDocument,
  toDraft,
} from "../../../src/pages/moderation/rules/group/draft.ts";
import { addTo, NO_TRIAL } from "../../../src/pages/moderation/rules/trial/trial.ts";

const GROUP: RuleGroup = {
  id: "group_0000000000001",
  version: 3,
  name: "Comments",
  description: null,
  mode: "first_match",
  priority: 100,
  active: true,
  default_action: "approve",
  thresholds: { hate: 0.8 },
  rules: ["Slurs", "Spam"].map((name, index) => ({
    id: `rule_000000000000${index}`,
    version: 1,
    name,
    description: null,
    type: "prohibition",
    condition: { path: "findings", any: { path: "label", equals: name.toLowerCase() } } as never,
    action: "flag",
    priority: (index + 1) * 100,
    active: true,
  })),
};

function written(draft: Parameters<typeof toDocument>[0]) {
  const result = toDocument(draft);
  assert.ok(result.ok);
  return result.group as { rules: { name: string; priority: number }[] };
}

test("a group that was opened and not changed is written as it was, and the hub takes it", () => {
  const group = written(toDraft(GROUP));
  assert.deepEqual(group, documentOf(GROUP));
  assert.equal(parseRuleGroup(group).ok, true);
});

test("rules are asked in the order in which they are shown: one that is moved or new has them numbered anew", () => {
  const draft = toDraft(GROUP);
  const moved = written({ ...draft, rules: draft.rules.toReversed() });
  assert.deepEqual(
    moved.rules.map(({ name, priority }) => [name, priority]),
    [
      ["Spam", 10],
      ["Slurs", 20],
    ],
  );
  const added = written({ ...draft, rules: [...draft.rules, { ...newRule(), name: "New" }] });
  assert.deepEqual(
    added.rules.map(({ priority }) => priority),
    [10, 20, 30],
  );
});

test("a condition that is no JSON is told with its place, before the hub is asked", () => {
  const draft = toDraft(GROUP);
  const broken = { ...draft.rules[1]!, form: null, json: "{" };
  const result = toDocument({ ...draft, rules: [draft.rules[0]!, broken] });
  assert.deepEqual(result, { ok: false, faults: [{ path: "/rules/1/condition", message: "is not a JSON object" }] });
});

test("the built-in group that one begins from is the hub's own", () => {
  const parsed = parseRuleGroup(BUILT_IN);
  assert.ok(parsed.ok);
  const facts = ({ name, condition, action, priority }: (typeof builtInGroup.rules)[number]) => {
    return { name, condition, action, priority };
  };
  assert.deepEqual(
    parsed.group.rules.map((rule) => facts(rule as never)),
    builtInGroup.rules.map(facts),
  );
  assert.deepEqual([parsed.group.mode, parsed.group.defaultAction], [builtInGroup.mode, builtInGroup.defaultAction]);
});

test("what items are now is told from what they would be and from what changes, over several pages", () => {
  const change = (from: string, to: "approved" | "flagged" | "rejected") => {
    return { media_id: "media_1", from, to, action: "flag", reason: "", rules: [] };
  };
  const first = addTo(NO_TRIAL, {
    items: 10,
    verdicts: { approved: 6, flagged: 4, rejected: 0 },
    changes: [change("approved", "flagged"), change("rejected", "flagged")],
    next: "c",
  });
  assert.deepEqual(first.before, { approved: 7, flagged: 2, rejected: 1 });
  const both = addTo(first, { items: 2, verdicts: { approved: 0, flagged: 0, rejected: 2 }, changes: [], next: null });
  assert.deepEqual(
    [both.items, both.after, both.before.rejected, both.next],
    [12, { approved: 6, flagged: 4, rejected: 2 }, 3, null],
  );
});
