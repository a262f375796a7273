import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EvaluatorError } from "../../../src/moderation/evaluators/evaluator.ts";
import type { Opinion } from "../../../src/moderation/guard/guard.ts";
import { drain } from "../../simulation/virtual-time.ts";
import { CONTEXT, guarded, label, never, Scripted, textContent } from "../scripted.ts";

function codeOf({ findings }: Opinion): string | undefined {
  return findings.find(({ kind }) => kind === "failure")?.label;
}

const unavailable = (call: { fail(error: unknown): void }) =>
  call.fail(new EvaluatorError("unavailable", "It is down."));

describe("A guard's time limit", () => {
  test("ends an attempt, tells the evaluator, and asks again after a longer and longer while", async () => {
    const evaluator = new Scripted("slow");
    const { time, guard } = guarded(evaluator, { timeoutMs: 1_000, attemptsMax: 3, retryDelayMs: 500 });
    const opinion = guard.ask(textContent("a"), CONTEXT, never());
    const made: number[] = [];
    while (await time.step(10_000)) made[evaluator.calls.length - 1] ??= time.monotonic();
    assert.equal(codeOf(await opinion), "timeout");
    assert.equal(evaluator.calls.length, 3);
    assert.ok(evaluator.calls.every(({ signal }) => signal.aborted));
    // Each attempt takes its second; 0.5 s and 1 s lie between them.
    assert.deepEqual(made, [1_000, 1_500, 3_500]);
    assert.equal(time.monotonic(), 4_500);
  });

  test("says how long it waited", async () => {
    const { time, guard } = guarded(new Scripted("slow"), { timeoutMs: 2_500, attemptsMax: 1 });
    const opinion = guard.ask(textContent("a"), CONTEXT, never());
    await time.advance(2_500);
    assert.equal((await opinion).findings[0]!.reason, "It did not answer within 2.5 s.");
  });
});

describe("A guard's attempts", () => {
  test("end with the first that succeeds", async () => {
    let calls = 0;
    const evaluator = new Scripted("shaky", (call) =>
      ++calls < 3 ? unavailable(call) : call.answer([label("shaky", "spam")]),
    );
    const { time, guard } = guarded(evaluator);
    const opinion = guard.ask(textContent("a"), CONTEXT, never());
    await time.advance(10_000);
    const { findings, judged, cost } = await opinion;
    assert.deepEqual([findings.length, judged, cost.attempts], [1, ["text"], 3]);
  });

  test("are not repeated where another would end the same", async () => {
    for (const code of ["refused", "invalid_answer", "media_type", "media_too_large", "not_configured"] as const) {
      const evaluator = new Scripted("sure", (call) => call.fail(new EvaluatorError(code, "So it is.")));
      const { guard } = guarded(evaluator);
      assert.equal(codeOf(await guard.ask(textContent("a"), CONTEXT, never())), code);
      assert.equal(evaluator.calls.length, 1, code);
    }
  });

  test("wait for as long as the evaluator asks to be left alone", async () => {
    let calls = 0;
    const evaluator = new Scripted("limited", (call) =>
      ++calls === 1
        ? call.fail(new EvaluatorError("rate_limited", "Slow down.", { retryAfterMs: 7_000 }))
        : call.answer(),
    );
    const { time, guard } = guarded(evaluator);
    const opinion = guard.ask(textContent("a"), CONTEXT, never());
    await time.advance(6_999);
    assert.equal(calls, 1);
    await time.advance(1);
    assert.deepEqual((await opinion).judged, ["text"]);
  });

  test("end where it asks to be left alone for too long", async () => {
    const evaluator = new Scripted("limited", (call) =>
      call.fail(new EvaluatorError("rate_limited", "Come back tomorrow.", { retryAfterMs: 86_400_000 })),
    );
    const { guard } = guarded(evaluator);
    assert.equal(codeOf(await guard.ask(textContent("a"), CONTEXT, never())), "rate_limited");
    assert.equal(evaluator.calls.length, 1);
  });

  test("end where another could not end in time, and say why there was no answer", async () => {
    const evaluator = new Scripted("limited", (call) =>
      call.fail(new EvaluatorError("rate_limited", "Slow down.", { retryAfterMs: 30_000 })),
    );
    const { time, guard } = guarded(evaluator, { timeoutMs: 10_000, totalMsMax: 50_000 });
    const opinion = guard.ask(textContent("a"), CONTEXT, never());
    await time.advance(30_000);
    assert.equal(codeOf(await opinion), "rate_limited");
    assert.equal(evaluator.calls.length, 2);
  });

  test("make a failure of what no evaluator should throw, and tell the operator", async () => {
    const fault = new TypeError("x is not a function");
    const { guard, faults } = guarded(new Scripted("broken", () => assert.fail(fault)));
    const { findings, judged } = await guard.ask(textContent("a"), CONTEXT, never());
    assert.deepEqual([findings[0]!.kind, findings[0]!.label, judged], ["failure", "unavailable", []]);
    assert.match(findings[0]!.reason!, /x is not a function/);
    assert.equal(faults.length, 1);
  });
});

test("What an evaluator answered makes no reason longer than people read, nor one that is no text", async () => {
  const said = `/findings/0/${"\ud800k".repeat(10_000)} is not known`;
  const { guard } = guarded(new Scripted("lies", ({ fail }) => fail(new EvaluatorError("invalid_answer", said))));
  const { reason } = (await guard.ask(textContent("a"), CONTEXT, never())).findings[0]!;
  assert.equal(reason!.length, 500);
  assert.ok(reason!.isWellFormed());
});

describe("A guard's places", () => {
  test("hold so many items at once, and the others in their order", async () => {
    const evaluator = new Scripted("one at a time");
    const { guard } = guarded(evaluator, { concurrencyMax: 1 });
    const asked = ["a", "b", "c"].map((text) => guard.ask(textContent(text), CONTEXT, never()));
    for (const text of ["a", "b", "c"]) {
      await drain();
      assert.deepEqual(evaluator.calls.map((call) => call.text).at(-1), text);
      evaluator.calls.at(-1)!.answer();
    }
    assert.ok((await Promise.all(asked)).every(({ judged }) => judged.length === 1));
  });

  test("are refused to more than may wait, at once: memory has a bound while an evaluator hangs", async () => {
    const evaluator = new Scripted("hanging");
    const { guard } = guarded(evaluator, { concurrencyMax: 2, waitingMax: 3 });
    const asked = Array.from({ length: 1_000 }, () => guard.ask(textContent("a"), CONTEXT, never()));
    const refused = await Promise.all(asked.slice(5));
    assert.deepEqual([...new Set(refused.map(codeOf))], ["overloaded"]);
    assert.deepEqual([evaluator.calls.length, guard.waiting], [2, 3]);
  });

  test("are kept by what does not heed its signal, so that no more than its share ever hangs", async () => {
    const evaluator = new Scripted("deaf");
    const { time, guard } = guarded(evaluator, { concurrencyMax: 1, attemptsMax: 1, timeoutMs: 100, waitingMax: 1 });
    const first = guard.ask(textContent("a"), CONTEXT, never());
    const second = guard.ask(textContent("b"), CONTEXT, never());
    await time.advance(1_000);
    assert.equal(codeOf(await first), "timeout");
    assert.equal(evaluator.calls.length, 1);
    evaluator.calls[0]!.answer();
    await drain();
    assert.equal(evaluator.calls.length, 2);
    evaluator.calls[1]!.answer();
    assert.deepEqual((await second).judged, ["text"]);
  });

  test("are given up by an item whose caller has gone", async () => {
    const evaluator = new Scripted("hanging");
    const { guard } = guarded(evaluator, { concurrencyMax: 1 });
    void guard.ask(textContent("a"), CONTEXT, never());
    const gone = new AbortController();
    const waiting = guard.ask(textContent("b"), CONTEXT, gone.signal);
    await drain();
    assert.equal(guard.waiting, 1);
    gone.abort(new Error("gone"));
    await assert.rejects(waiting, /gone/);
    assert.equal(guard.waiting, 0);
  });
});

describe("A guard's breaker", () => {
  const limits = { attemptsMax: 1, breakerFailuresMax: 3, breakerOpenMs: 1_000, breakerOpenMsMax: 3_000 };

  async function fail(times: number, guard: ReturnType<typeof guarded>["guard"]) {
    for (let time = 0; time < times; time++) await guard.ask(textContent("a"), CONTEXT, never());
  }

  test("opens after failures in a row, and then nobody is asked", async () => {
    const evaluator = new Scripted("down", unavailable);
    const { guard } = guarded(evaluator, limits);
    await fail(3, guard);
    assert.equal(guard.breaker, "open");
    assert.equal(codeOf(await guard.ask(textContent("a"), CONTEXT, never())), "unavailable");
    assert.equal(evaluator.calls.length, 3);
  });

  test("lets one through when its time is over, and closes when that one succeeds", async () => {
    let isDown = true;
    const evaluator = new Scripted("recovering", (call) => (isDown ? unavailable(call) : undefined));
    const { time, guard } = guarded(evaluator, limits);
    await fail(3, guard);
    await time.advance(1_000);
    isDown = false;
    const probe = guard.ask(textContent("probe"), CONTEXT, never());
    await drain();
    assert.equal(guard.breaker, "half_open");
    assert.equal(codeOf(await guard.ask(textContent("b"), CONTEXT, never())), "unavailable");
    evaluator.calls.at(-1)!.answer();
    assert.deepEqual((await probe).judged, ["text"]);
    assert.equal(guard.breaker, "closed");
  });

  test("stays open twice as long, up to a bound, each time that the probe fails", async () => {
    const evaluator = new Scripted("down", unavailable);
    const { time, guard } = guarded(evaluator, limits);
    await fail(3, guard);
    for (const openMs of [1_000, 2_000, 3_000, 3_000]) {
      const calls = evaluator.calls.length;
      await time.advance(openMs - 1);
      await fail(1, guard);
      assert.equal(evaluator.calls.length, calls, `after ${openMs - 1} ms`);
      await time.advance(1);
      await fail(1, guard);
      assert.equal(evaluator.calls.length, calls + 1, `after ${openMs} ms`);
    }
  });

  test("says nothing of an evaluator because of an item's own media", async () => {
    const evaluator = new Scripted("fine", (call) => call.fail(new EvaluatorError("media_type", "No picture.")));
    const { guard } = guarded(evaluator, limits);
    await fail(10, guard);
    assert.deepEqual([guard.breaker, evaluator.calls.length], ["closed", 10]);
  });

  test("gives the turn of a probe that told nothing to the next item", async () => {
    let answer = unavailable;
    const evaluator = new Scripted("odd", (call) => answer(call));
    const { time, guard } = guarded(evaluator, limits);
    await fail(3, guard);
    await time.advance(1_000);
    answer = (call) => call.fail(new EvaluatorError("media_type", "No picture."));
    assert.equal(codeOf(await guard.ask(textContent("a"), CONTEXT, never())), "media_type");
    answer = (call) => (call as unknown as { answer(): void }).answer();
    assert.deepEqual((await guard.ask(textContent("a"), CONTEXT, never())).judged, ["text"]);
    assert.equal(guard.breaker, "closed");
  });

  test("hears nothing from calls that were let through before it opened, and waits for its probe", async () => {
    const evaluator = new Scripted("slow", () => undefined);
    const { time, guard } = guarded(evaluator, { ...limits, timeoutMs: 60_000, concurrencyMax: 10 });
    const early = [1, 2].map(() => guard.ask(textContent("early"), CONTEXT, never()));
    const trouble = [1, 2, 3].map(() => guard.ask(textContent("a"), CONTEXT, never()));
    await time.advance(1);
    for (const call of evaluator.calls.slice(2)) unavailable(call);
    await Promise.all(trouble);
    assert.equal(guard.breaker, "open");
    await time.advance(1_000);
    const probe = guard.ask(textContent("probe"), CONTEXT, never());
    await time.advance(1);
    assert.equal(guard.breaker, "half_open");
    evaluator.calls[0]!.answer();
    unavailable(evaluator.calls[1]!);
    await Promise.all(early);
    assert.equal(guard.breaker, "half_open");
    evaluator.calls.at(-1)!.answer();
    await probe;
    assert.equal(guard.breaker, "closed");
  });

  test("spares those who wait the trouble of those before them", async () => {
    const evaluator = new Scripted("hanging", ({ signal, fail }) => {
      signal.addEventListener("abort", () => fail(signal.reason));
    });
    const { time, guard } = guarded(evaluator, { ...limits, concurrencyMax: 3, timeoutMs: 500 });
    const asked = Array.from({ length: 100 }, () => guard.ask(textContent("a"), CONTEXT, never()));
    await time.advance(1_000);
    const codes = (await Promise.all(asked)).map(codeOf);
    // The third failure opens it; by then the first two have made room for two more.
    assert.equal(codes.filter((code) => code === "timeout").length, 5);
    assert.equal(codes.filter((code) => code === "unavailable").length, 95);
    assert.equal(evaluator.calls.length, 5);
  });
});
