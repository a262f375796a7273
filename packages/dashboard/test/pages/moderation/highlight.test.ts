import assert from "node:assert/strict";
import { test } from "node:test";
import { clockTime, type Finding, placesOf } from "../../../src/pages/moderation/item/evidence.ts";
import { segmentsOf } from "../../../src/pages/moderation/item/highlight.ts";

function finding(label: string, places: [number, number][], informational = false): Finding {
  const matches = places.map(([start, end]) => ({ start, end, text: "…" }));
  const evidence = { kind: "text", matches } as never;
  return {
    evaluator: "own",
    kind: "match",
    label,
    confidence: null,
    severity: null,
    informational,
    reason: null,
    evidence,
  };
}

const shown = (text: string, findings: Finding[]) =>
  segmentsOf(text, findings).map(({ text: part, labels }) => [part, labels.join("+")]);

test("a text is cut where findings begin and end, also where they overlap", () => {
  assert.deepEqual(shown("get lost now", [finding("a", [[4, 8]]), finding("b", [[6, 12]])]), [
    ["get ", ""],
    ["lo", "a"],
    ["st", "a+b"],
    [" now", "b"],
  ]);
});

test("nothing of a text is lost, wherever findings say that they are", () => {
  const text = "🙂 emoji and <b>markup</b>";
  const findings = [finding("a", [[-3, 2]]), finding("b", [[5, 5]]), finding("c", [[20, 900]]), finding("d", [[3, 8]])];
  assert.equal(
    segmentsOf(text, findings)
      .map((segment) => segment.text)
      .join(""),
    text,
  );
  assert.deepEqual(segmentsOf("", findings), []);
});

test("what is information alone is told apart, unless something counts there too", () => {
  const [first, both] = segmentsOf("abcd", [finding("a", [[0, 4]], true), finding("b", [[2, 4]])]);
  assert.deepEqual([first!.isInformational, both!.isInformational], [true, false]);
});

test("evidence that is no place in a text is told in words", () => {
  const image = { kind: "image", distance: 3, listed: "the flyer" } as never;
  assert.equal(placesOf({ evidence: image }), "like “the flyer”: 3 of 64 bits differ");
  assert.equal(placesOf({ evidence: { kind: "frames", atMs: [1_500, 65_500] } as never }), "at 0:01.5, 1:05.5");
  assert.equal(placesOf({ evidence: null }), undefined);
  assert.equal(clockTime(0), "0:00");
});
