import assert from "node:assert/strict";
import { test } from "node:test";
import { Seen } from "../../src/parts/live/seen.ts";

test("a stream that comes back has missed something when it knows nothing of what it is greeted with", () => {
  const seen = new Seen();
  assert.equal(seen.isMissing(["del_2", "del_1"]), false, "nothing was seen before");
  seen.note("del_2");
  seen.note("del_1");
  assert.equal(seen.isMissing(["del_4", "del_3", "del_2"]), false);
  assert.equal(seen.isMissing(["del_4", "del_3"]), true);
  assert.equal(seen.isMissing([]), false, "nothing of its kind is among the newest");
});
