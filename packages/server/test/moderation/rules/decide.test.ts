import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { STEPS_MAX } from "../../../src/model/condition/holds.ts";
import { FAILURE_CODES } from "../../../src/model/finding.ts";
import { graver, RULE_ACTIONS } from "../../../src/model/rule.ts";
import { decide } from "../../../src/moderation/rules/decide.ts";
import { content, failure, item, judgement, label, match } from "../items.ts";
import { conditionsOnFindings, manyFindings } from "./arbitraries.ts";
import { compiled, onLabel } from "./groups.ts";

const hate = label("hate", 0.9);

describe("Rules", () => {
  test("decide by the first that is hit, lower priorities first", () => {
    const groups = compiled({
      rules: [
        onLabel("hate", "reject", { priority: 20 }),
        onLabel("spam", "flag", { priority: 10 }),
        onLabel("hate", "hide", { name: "behind its equal", priority: 20 }),
      ],
    });
    const ruling = decide(groups, item(), judgement([hate, label("spam", 0.2)]));
    assert.equal(ruling.action, "flag");
    assert.equal(ruling.verdict, "flagged");
    assert.deepEqual(
      ruling.hits.map(({ ruleName }) => ruleName),
      ["on spam"],
    );
    assert.equal(decide(groups, item(), judgement([hate])).action, "reject");
  });

  test("decide by the gravest of all that are hit, where all must pass", () => {
    const groups = compiled({ mode: "all_must_pass", rules: [onLabel("spam", "flag"), onLabel("hate", "reject")] });
    const ruling = decide(groups, item(), judgement([hate, label("spam", 0.2)]));
    assert.equal(ruling.action, "reject");
    assert.deepEqual(
      ruling.hits.map(({ action }) => action),
      ["flag", "reject"],
    );
    assert.equal(decide(groups, item(), judgement([])).action, "approve");
  });

  test("are asked group by group, until one has something to say", () => {
    const groups = compiled(
      { name: "second", priority: 2, rules: [onLabel("hate", "reject")] },
      { name: "first", priority: 1, rules: [onLabel("spam", "flag")] },
      { name: "third", priority: 3, default_action: "hide" },
      { name: "never", priority: 4, default_action: "approve" },
    );
    assert.equal(decide(groups, item(), judgement([hate, label("spam", 1)])).action, "flag");
    assert.equal(decide(groups, item(), judgement([hate])).action, "reject");
    const ruling = decide(groups, item(), judgement([]));
    assert.equal(ruling.action, "hide");
    assert.equal(ruling.verdict, "flagged");
    assert.equal(ruling.cause, "default");
    assert.equal(ruling.reason, 'No rule of the group "third" was hit.');
  });

  test("that are switched off are not asked, nor are their groups", () => {
    const rules = [onLabel("hate", "reject")];
    const off = compiled({ rules: [onLabel("hate", "reject", { active: false })], default_action: "approve" });
    assert.equal(decide(off, item(), judgement([hate])).action, "approve");
    assert.equal(compiled({ active: false, rules }).length, 0);
  });

  test("that require are hit where their condition does not hold", () => {
    const condition = { path: "metadata.age", gt: 12 };
    const groups = compiled({ rules: [{ name: "age", type: "requirement", condition, action: "reject" }] });
    assert.equal(decide(groups, item({ metadata: { age: 12 } }), judgement([])).action, "reject");
    assert.equal(decide(groups, item(), judgement([])).action, "reject");
    assert.equal(decide(groups, item({ metadata: { age: 13 } }), judgement([])).action, "approve");
  });

  test("tell by what they were hit", () => {
    const groups = compiled({
      mode: "all_must_pass",
      rules: [
        { name: "grave", condition: { path: "findings", any: { path: "confidence", gt: 0.5 } }, action: "reject" },
        onLabel("slur", "hide"),
        { name: "of nothing found", condition: { path: "author.id", equals: "a1" }, action: "flag" },
      ],
    });
    const found = [hate, label("violence", 0.6), label("spam", 0.1), match("slur", "high", "wo\ud800")];
    const { hits, reason, cause } = decide(groups, item(), judgement(found));
    assert.equal(cause, "rule");
    assert.deepEqual(
      hits.map(({ labels, foundBy, confidence, matchedText }) => [labels, foundBy, confidence, matchedText]),
      [
        [["hate", "violence"], "label", 0.9, null],
        [["slur"], "match", null, "wo\ufffd"],
        [[], null, null, null],
      ],
    );
    assert.equal(reason, 'Rule "grave": hate; violence, 0.9; Rule "on slur": slur; Rule "of nothing found".');
  });

  test("are hit by the findings of those of their branches that hold", () => {
    const condition = {
      any: [
        {
          all: [
            { path: "author.id", equals: "somebody" },
            { path: "findings", any: { path: "label", equals: "spam" } },
          ],
        },
        { not: { path: "findings", all: { not: { path: "label", equals: "hate" } } } },
      ],
    };
    const groups = compiled({ rules: [{ name: "either", condition, action: "flag" }] });
    const { hits } = decide(groups, item(), judgement([hate, label("spam", 1)]));
    assert.deepEqual(hits[0]!.labels, ["hate"]);
  });

  test("do not see a finding under its threshold, nor an informational one, among the findings", () => {
    const groups = compiled(
      { thresholds: { hate: 0.95 }, rules: [onLabel("hate", "reject")] },
      { rules: [onLabel("nsfw", "reject"), onLabel("hate", "flag")] },
    );
    assert.equal(decide(groups, item(), judgement([hate])).action, "flag", "a threshold is its own group's");
    assert.equal(decide(groups, item(), judgement([label("hate", 0.95)])).action, "reject");
    assert.equal(decide(groups, item(), judgement([match("hate", "high")])).action, "reject");
    const informational = label("nsfw", 1, { isInformational: true });
    assert.equal(decide(groups, item(), judgement([informational])).action, "approve");
  });

  test("may have labels that objects have members of", () => {
    const groups = compiled({ thresholds: { hate: 0.5 }, rules: [onLabel("constructor", "reject")] });
    assert.equal(decide(groups, item(), judgement([label("constructor", 0.1)])).action, "reject");
  });
});

describe("A site without rules of its own", () => {
  const actionFor = (...findings: Parameters<typeof judgement>[0]) => decide([], item(), judgement(findings)).action;

  test("rejects what is listed gravely, flags what is listed or of a class, and approves the rest", () => {
    assert.equal(actionFor(match("slur", "critical")), "reject");
    assert.equal(actionFor(match("slur", "high")), "reject");
    assert.equal(actionFor(match("slur", "medium")), "flag");
    assert.equal(actionFor(match("slur", "low")), "approve");
    assert.equal(actionFor(hate), "flag");
    assert.equal(actionFor(label("hate", 0.2, { isInformational: true })), "approve");
    assert.equal(actionFor(), "approve");
  });
});

describe("What could not be judged", () => {
  const approveAll = compiled({ default_action: "approve" });

  test("is flagged when an evaluator failed, which is named", () => {
    for (const code of FAILURE_CODES) {
      const ruling = decide(approveAll, item(), judgement([failure(code)]));
      assert.equal(ruling.action, "flag");
      assert.equal(ruling.cause, "evaluator_failed");
      assert.deepEqual(ruling.failures, [{ evaluator: "openai", code }]);
      assert.equal(ruling.reason, `openai could not judge it (${code}).`);
    }
  });

  test("is approved when the evaluator that failed is informational", () => {
    const failed = failure("timeout", { isInformational: true });
    assert.equal(decide(approveAll, item(), judgement([failed])).action, "approve");
  });

  test("is flagged as not evaluated where a part of it was judged by nobody, even if a rule approves", () => {
    const approves = compiled({
      rules: [{ name: "friends", condition: { path: "author.id", equals: "a1" }, action: "approve" }],
    });
    const picture = item({
      content: content({ modality: "image", text: null, imageUrls: ["https://example.com/a.png"] }),
    });
    for (const groups of [approves, approveAll, []]) {
      const ruling = decide(groups, picture, judgement([], ["text"]));
      assert.equal(ruling.action, "flag");
      assert.equal(ruling.cause, "not_evaluated");
      assert.deepEqual(ruling.unjudged, ["image"]);
      assert.equal(ruling.reason, "Nobody has judged its image.");
    }
    assert.equal(decide(approves, picture, judgement([], ["image"])).action, "approve");
  });

  test("is flagged where there is nothing in it", () => {
    const ruling = decide(approveAll, item({ content: content({ text: " " }) }), judgement([]));
    assert.equal(ruling.cause, "not_evaluated");
    assert.equal(ruling.reason, "There is nothing in it that could be judged.");
  });

  test("is flagged where a rule would take too long to ask", () => {
    const condition = { path: "metadata.list", any: { path: "", equals: 1 } };
    const groups = compiled({ rules: [{ name: "long", condition, action: "reject" }] });
    const ruling = decide(groups, item({ metadata: { list: new Array(STEPS_MAX).fill(0) } }), judgement([]));
    assert.equal(ruling.action, "flag");
    assert.equal(ruling.cause, "not_evaluated");
    assert.equal(ruling.reason, "A rule would take too long to ask: long.");
  });

  test("is flagged where its rules would take too long to ask, all together", () => {
    const text = "a".repeat(STEPS_MAX * 4);
    const rules = Array.from({ length: 100 }, (_, number) => {
      return { name: `rule ${number}`, condition: { path: "text", contains: `b${number}` }, action: "reject" };
    });
    const ruling = decide(compiled({ rules }), item({ content: content({ text }) }), judgement([]));
    assert.equal(ruling.action, "flag");
    assert.match(ruling.reason, /^A rule would take too long to ask: rule \d+/);
  });

  test("is rejected or hidden all the same by a rule that needs nothing of who failed", () => {
    for (const action of ["reject", "hide"]) {
      const groups = compiled({ rules: [onLabel("slur", action)] });
      const ruling = decide(groups, item(), judgement([failure("timeout"), match("slur", "high")]));
      assert.equal(ruling.action, action);
      assert.equal(ruling.cause, "rule");
      assert.deepEqual(ruling.failures, [{ evaluator: "openai", code: "timeout" }]);
      assert.equal(ruling.reason, 'Rule "on slur": slur. openai could not judge it (timeout).');
    }
  });

  test("is flagged where the rule asks for what is not found, since who failed might have found it", () => {
    const found = { path: "findings", any: { path: "label", equals: "harmless" } };
    const conditions = [
      { not: found },
      { path: "findings", all: { path: "confidence", gt: 0.5 } },
      { path: "findings", equals: [] },
      { path: "findings.0", exists: false },
      { all: [{ path: "author.id", equals: "a1" }, { not: found }] },
    ];
    for (const condition of conditions) {
      const groups = compiled({ rules: [{ name: "none", condition, action: "reject" }] });
      assert.equal(decide(groups, item(), judgement([])).action, "reject", JSON.stringify(condition));
      assert.equal(decide(groups, item(), judgement([failure("timeout")])).action, "flag", JSON.stringify(condition));
    }
    const required = compiled({ rules: [{ name: "none", type: "requirement", condition: found, action: "reject" }] });
    assert.equal(decide(required, item(), judgement([failure("timeout")])).action, "flag");
  });

  test("keeps the gravest of those rules that outlast it, where all must pass", () => {
    const groups = compiled({
      mode: "all_must_pass",
      rules: [onLabel("spam", "hide"), { name: "none", condition: { path: "findings", equals: [] }, action: "reject" }],
    });
    const other = compiled({ mode: "all_must_pass", rules: [onLabel("spam", "hide"), onLabel("hate", "reject")] });
    assert.equal(decide(groups, item(), judgement([failure("timeout"), label("spam", 1)])).action, "hide");
    assert.equal(decide(other, item(), judgement([failure("timeout"), label("spam", 1)])).action, "hide");
    assert.equal(decide(other, item(), judgement([failure("timeout"), label("spam", 1), hate])).action, "reject");
  });
});

describe("Whatever rules and findings there are", () => {
  const groups = fc
    .record({
      mode: fc.constantFrom("first_match", "all_must_pass"),
      rules: fc.uniqueArray(
        fc.record({
          name: fc.constantFrom("a", "b", "c", "d"),
          type: fc.constantFrom("prohibition", "requirement"),
          condition: conditionsOnFindings,
          action: fc.constantFrom("flag", "hide", "reject"),
        }),
        { selector: ({ name }) => name },
      ),
      default_action: fc.constantFrom(null, ...RULE_ACTIONS),
    })
    .map((group) => compiled(group));

  test("a failure never approves", () => {
    fc.assert(
      fc.property(groups, manyFindings, (group, found) => {
        const ruling = decide(group, item(), judgement([...found, failure("timeout")]));
        assert.notEqual(ruling.verdict, "approved");
      }),
      { numRuns: 300 },
    );
  });

  test("what is graver than a flag beside a failure is so for every opinion of who failed, where all must pass", () => {
    fc.assert(
      fc.property(groups, manyFindings, manyFindings, (group, found, opinion) => {
        fc.pre(group[0]!.mode === "all_must_pass");
        const { action } = decide(group, item(), judgement([...found, failure("timeout")]));
        const whole = decide(group, item(), judgement([...opinion, ...found]));
        if (action !== "flag") assert.equal(graver(whole.action, action), whole.action);
      }),
      { numRuns: 300 },
    );
  });

  test("the same is decided of the same", () => {
    fc.assert(
      fc.property(groups, manyFindings, (group, found) => {
        assert.deepEqual(decide(group, item(), judgement(found)), decide(group, item(), judgement(found)));
      }),
      { numRuns: 100 },
    );
  });
});
