import assert from "node:assert/strict";
import { test } from "node:test";
import { callbackConfig, innerConfig, refuseTooManyCallbacks } from "../../src/catalogue/inner-webhook.ts";
import type { Webhook } from "../../src/model/webhook.ts";

test("a site has so many addresses of single jobs, and no more: each is kept in memory", () => {
  const webhook = (config: Webhook["config"]) => ({ config }) as Webhook;
  const callbacks = Array.from({ length: 1_000 }, (_, number) =>
    webhook(callbackConfig(`https://a.test/${number}`, "omnifence", null)),
  );
  const lanes = ["text", "image", "video"].map((key) => webhook(innerConfig("judge", key)));
  refuseTooManyCallbacks([...callbacks.slice(1), ...lanes]);
  assert.throws(() => refuseTooManyCallbacks(callbacks), { name: "Problem", code: "conflict" });
});

test("what its platform is asked of one comment it is asked in order, and nobody waits for another's", () => {
  assert.equal(innerConfig("enforce", "src_01jc8m2x4v6k0").ordering, "key");
  assert.equal(innerConfig("judge", "text").ordering, "none");
});
