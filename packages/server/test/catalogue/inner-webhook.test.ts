import assert from "node:assert/strict";
import { test } from "node:test";
import { innerConfig } from "../../src/catalogue/inner-webhook.ts";

test("what its platform is asked of one comment it is asked in order, and nobody waits for another's", () => {
  assert.equal(innerConfig("enforce", "src_01jc8m2x4v6k0").ordering, "key");
  assert.equal(innerConfig("judge", "text").ordering, "none");
});

test("addresses of single jobs wait for no other, whatever the contract is", () => {
  const { ordering, contract, retrySchedule, timeoutMs } = innerConfig("callbacks", "omnifence-signed");
  assert.deepEqual([ordering, contract, retrySchedule, timeoutMs], ["none", "omnifence-signed", null, null]);
});
