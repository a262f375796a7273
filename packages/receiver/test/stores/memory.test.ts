import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "../../src/index.ts";
import { conformStore } from "./conformance.ts";

conformStore("memory", async () => ({ store: new MemoryStore(), close: () => {} }));

test("past its bound the oldest keys are forgotten", () => {
  const store = new MemoryStore({ keysMax: 2 });
  const lease = { owner: "one", nowMs: 0, untilMs: 1000 };
  store.claim(["a", "b", "c"], lease);
  store.complete(["a", "b", "c"], lease);
  assert.deepEqual(store.claim(["c", "a"], { ...lease, owner: "two" }), ["done", "claimed"]);
});
