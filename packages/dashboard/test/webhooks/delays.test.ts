import assert from "node:assert/strict";
import { test } from "node:test";
import { contracts } from "@tabellary/contracts";
import {
  parseSchedule,
  sayDelay,
  sayDuration,
  spanOf,
  writeSchedule,
} from "../../src/pages/webhooks/contract/delays.ts";

test("a duration is said in its two largest units", () => {
  const said = [0.5, 1, 90, 3_600, 50_400, 86_400, 172_800, 268_505].map(sayDuration);
  assert.deepEqual(said, ["0.5 s", "1 s", "1 min 30 s", "1 h", "14 h", "24 h", "2 d", "3 d 2 h"]);
});

test("the first attempt is made at once", () => {
  assert.equal(sayDelay(0), "at once");
  assert.equal(sayDelay(300), "after 5 min");
});

test("a span is all delays together", () => {
  assert.equal(spanOf([0, 60, 300, 1800, 7200]), 9360);
});

test("delays are typed in seconds or with a unit", () => {
  assert.deepEqual(parseSchedule("0, 30, 5 min,2h, 1 d , 0.5s"), [0, 30, 300, 7_200, 86_400, 0.5]);
});

test("what is no delay makes no schedule", () => {
  for (const text of ["", "0,,5", "soon", "-5", "5 weeks", "0; 5"]) assert.equal(parseSchedule(text), undefined, text);
});

test("every contract's schedule is read again as it was written", () => {
  for (const { policy } of contracts) assert.deepEqual(parseSchedule(writeSchedule(policy.schedule)), policy.schedule);
});
