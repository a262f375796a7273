import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { evaluate } from "../../src/moderation/evaluating.ts";
import { createTerms } from "../../src/moderation/evaluators/terms/terms.ts";
import { GUARD_LIMITS, Guard } from "../../src/moderation/guard/guard.ts";
import { drain, VirtualTime } from "../simulation/virtual-time.ts";
import { CONTEXT, evenDice, imageContent, label, never, Scripted, textContent } from "./scripted.ts";

function open(limits = {}) {
  const time = new VirtualTime();
  const guard = (evaluator: Scripted) =>
    new Guard(evaluator, { clock: time, random: evenDice }, { ...GUARD_LIMITS, ...limits });
  return { time, guard };
}

describe("Evaluating", () => {
  test("asks all evaluators side by side, and tells their findings in the site's order", async () => {
    const { guard } = open();
    const [slow, quick] = [new Scripted("slow"), new Scripted("quick")];
    const evaluation = evaluate([guard(slow), guard(quick)], textContent("hello"), CONTEXT, never());
    await drain();
    quick.calls[0]!.answer([label("quick", "spam")]);
    await drain();
    slow.calls[0]!.answer([label("slow", "hate")]);
    const { findings, judged } = await evaluation;
    assert.deepEqual(
      findings.map(({ evaluator }) => evaluator),
      ["slow", "quick"],
    );
    assert.deepEqual([...judged], ["text"]);
  });

  test("does not ask who cannot judge the content, and says that nobody has judged it", async () => {
    const { guard } = open();
    const texts = new Scripted("texts");
    const { findings, judged, costs } = await evaluate(
      [guard(texts)],
      imageContent("https://a.example/1.png"),
      CONTEXT,
      never(),
    );
    assert.equal(texts.calls.length, 0);
    assert.deepEqual([findings, [...judged], [...costs]], [[], [], []]);
  });

  test("makes a failure a finding, and takes nothing for judged because of it", async () => {
    const { time, guard } = open({ attemptsMax: 1 });
    const hanging = new Scripted("hanging");
    const evaluation = evaluate([guard(hanging)], textContent("hello"), CONTEXT, never());
    await time.advance(GUARD_LIMITS.timeoutMs);
    const { findings, judged } = await evaluation;
    assert.deepEqual(
      findings.map(({ kind, label, isInformational }) => ({ kind, label, isInformational })),
      [{ kind: "failure", label: "timeout", isInformational: false }],
    );
    assert.equal(judged.size, 0);
  });

  test("does not let an evaluator that hangs delay an item that does not use it", async () => {
    const { guard } = open({ concurrencyMax: 2, waitingMax: 3 });
    const hanging = guard(new Scripted("hanging"));
    const terms = new Guard(
      createTerms({ name: "terms", hasEnglish: true, lists: [] }, { run: () => assert.fail("that is short") }),
      {
        clock: new VirtualTime(),
        random: evenDice,
      },
    );
    const stuck = Array.from({ length: 5 }, () => evaluate([hanging], textContent("a"), CONTEXT, never()));
    await drain();
    const { judged } = await evaluate([terms], textContent("b"), CONTEXT, never());
    assert.deepEqual([...judged], ["text"]);
    assert.equal(stuck.length, 5);
  });

  test("counts what each evaluator was asked for", async () => {
    const { time, guard } = open({ attemptsMax: 2 });
    const hanging = guard(new Scripted("hanging"));
    const answering = guard(new Scripted("answering", (call) => call.answer()));
    const evaluation = evaluate([hanging, answering], textContent("hello"), CONTEXT, never());
    await time.advance(60_000);
    const { costs } = await evaluation;
    assert.deepEqual(Object.fromEntries(costs), {
      hanging: { attempts: 2, units: 2 },
      answering: { attempts: 1, units: 1 },
    });
    assert.deepEqual(hanging.total, { attempts: 2, units: 2 });
  });

  test("ends with the caller's reason when the caller gives up", async () => {
    const { guard } = open();
    const stopping = new AbortController();
    const evaluation = evaluate([guard(new Scripted("hanging"))], textContent("hello"), CONTEXT, stopping.signal);
    await drain();
    const reason = new Error("the hub stops");
    stopping.abort(reason);
    await assert.rejects(evaluation, reason);
  });
});
