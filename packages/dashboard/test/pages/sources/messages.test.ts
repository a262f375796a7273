import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/pages/sources/messages/lay-out.ts";
import { walkRange } from "../../../src/pages/sources/messages/walk-range.ts";

test("JSON is laid out, and nothing in it changes", () => {
  const text = '{"id":12345678901234567890, "a":"x: {\\"y\\", [1]}","a":2,"none":{ },"list":[ ],"more":[1,{"b":null}]}';
  assert.equal(
    layOut(text),
    [
      "{",
      '  "id": 12345678901234567890,',
      '  "a": "x: {\\"y\\", [1]}",',
      '  "a": 2,',
      '  "none": {},',
      '  "list": [],',
      '  "more": [',
      "    1,",
      "    {",
      '      "b": null',
      "    }",
      "  ]",
      "}",
    ].join("\n"),
  );
  assert.equal(layOut(layOut(text)!), layOut(text));
});

test("what is no JSON is not laid out", () => {
  for (const text of ["", "a=1&b=2", "<feed/>", '{"a":']) assert.equal(layOut(text), null);
});

const page = (next_cursor: string | null) => ({ replayed: 2, events: 1, duplicates: 1, rejected: 0, next_cursor });

test("a range is walked to its end, and the sums are told on the way", async () => {
  const asked: (string | null)[] = [];
  const told: number[] = [];
  const ask = async (cursor: string | null) => {
    asked.push(cursor);
    return page(cursor === null ? "a" : cursor === "a" ? "b" : null);
  };
  const totals = await walkRange(
    ask,
    ({ replayed }) => told.push(replayed),
    () => true,
  );
  assert.deepEqual(
    [asked, told],
    [
      [null, "a", "b"],
      [2, 4, 6],
    ],
  );
  assert.deepEqual(totals, { replayed: 6, events: 3, duplicates: 3, rejected: 0 });
});

test("a range that nobody wants any more is left after the page that was asked for", async () => {
  let isWanted = true;
  const ask = async () => {
    isWanted = false;
    return page("more");
  };
  const totals = await walkRange(
    ask,
    () => {},
    () => isWanted,
  );
  assert.equal(totals.replayed, 2);
});
