import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "../../src/moderation/evaluating.ts";
import { EvaluatorError } from "../../src/moderation/evaluators/evaluator.ts";
import { KeptAnswers } from "../../src/moderation/kept-answers.ts";
import { CONTEXT, guarded, label, never, Scripted, textContent } from "./scripted.ts";

const ITEM = { id: 7n, run: 1 };

/** Two vendors: the one answers at once, the other has no place until the test says so. */
function open(findingsMax?: number) {
  const kept = new KeptAnswers(findingsMax);
  const state = { isFull: true };
  const quick = new Scripted("quick", (call) => call.answer([label("quick", "spam")]));
  const full = new Scripted("full", (call) => {
    if (state.isFull) call.fail(new EvaluatorError("overloaded", "Too many wait already."));
    else call.answer([]);
  });
  const guards = [guarded(quick).guard, guarded(full).guard];
  const judge = (item = ITEM) => evaluate(guards, textContent("hello"), CONTEXT, never(), kept.of(item));
  return { kept, state, quick, full, judge };
}

test("who has answered is not asked again when the item is tried again for another's sake, and costs nothing then", async () => {
  const { state, quick, full, judge } = open();
  const first = await judge();
  assert.deepEqual(
    first.findings.map(({ evaluator, kind }) => [evaluator, kind]),
    [
      ["quick", "label"],
      ["full", "failure"],
    ],
  );
  assert.equal(first.costs.get("quick")!.units, 1);
  state.isFull = false;
  const second = await judge();
  assert.deepEqual(
    second.findings.map(({ evaluator, label }) => [evaluator, label]),
    [["quick", "spam"]],
  );
  assert.deepEqual([...second.judged], ["text"]);
  assert.deepEqual([quick.calls.length, full.calls.length], [1, 2], "a failure is no answer");
  assert.deepEqual(second.costs.get("quick"), { attempts: 0, units: 0 });
});

test("an answer is of one run of one item: other content is looked at anew, and so is what was decided since", async () => {
  const { kept, quick, judge } = open();
  await judge();
  await judge({ id: 8n, run: 1 });
  assert.equal(quick.calls.length, 2);
  await judge({ ...ITEM, run: 2 });
  assert.equal(quick.calls.length, 3);
  await judge({ ...ITEM, run: 2 });
  assert.equal(quick.calls.length, 3);
  kept.drop(ITEM.id);
  await judge({ ...ITEM, run: 2 });
  assert.equal(quick.calls.length, 4);
});

test("what is answered late of what an item was before it was changed, counts for nothing", async () => {
  const { guard } = guarded(new Scripted("quick", (call) => call.answer()));
  const opinion = await guard.ask(textContent("hello"), CONTEXT, never());
  const kept = new KeptAnswers();
  const before = kept.of(ITEM);
  const after = kept.of({ ...ITEM, run: 2 });
  before.keep(guard, opinion);
  assert.equal(after.of(guard), undefined, "it came first");
  const other = guarded(new Scripted("other", (call) => call.answer())).guard;
  after.keep(other, opinion);
  before.keep(guard, opinion);
  assert.equal(after.of(guard), undefined, "it came second");
  assert.ok(after.of(other) !== undefined);
  assert.equal(before.of(other), undefined);
});

test("what is asked by another object, of other settings, has answered nothing", async () => {
  const { kept } = open();
  const ask = async () => {
    const quick = new Scripted("quick", (call) => call.answer());
    await evaluate([guarded(quick).guard], textContent("hello"), CONTEXT, never(), kept.of(ITEM));
    return quick.calls.length;
  };
  assert.deepEqual([await ask(), await ask()], [1, 1]);
});

test("no more is kept than there is room for: the item whose answers are the oldest is asked about anew", async () => {
  // Each answer has one finding, and counts for two.
  const { quick, judge } = open(4);
  for (const id of [1n, 2n, 3n]) await judge({ id, run: 1 });
  assert.equal(quick.calls.length, 3);
  await judge({ id: 3n, run: 1 });
  assert.equal(quick.calls.length, 3);
  await judge({ id: 1n, run: 1 });
  assert.equal(quick.calls.length, 4);
});

test("an answer that takes the place of another takes no more room than it had", async () => {
  const { guard } = guarded(new Scripted("quick", (call) => call.answer()));
  const opinion = await guard.ask(textContent("hello"), CONTEXT, never());
  const kept = new KeptAnswers(2 * (opinion.findings.length + 1));
  kept.of({ id: 8n, run: 1 }).keep(guard, opinion);
  for (let time = 1; time <= 5; time++) kept.of(ITEM).keep(guard, opinion);
  assert.deepEqual([kept.of({ id: 8n, run: 1 }).of(guard), kept.of(ITEM).of(guard)], [opinion, opinion]);
});
