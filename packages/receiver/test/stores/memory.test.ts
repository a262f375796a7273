import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "../../src/index.ts";

const leaseOf = (owner: string, nowMs: number) => ({ owner, nowMs, untilMs: nowMs + 1000 });

test("of two who claim one key, one gets it", () => {
  const store = new MemoryStore();
  assert.deepEqual(store.claim(["a", "b", "a"], leaseOf("one", 0)), ["claimed", "claimed", "busy"]);
  assert.deepEqual(store.claim(["a"], leaseOf("two", 0)), ["busy"]);
});

test("a completed key is done until it is purged", () => {
  const store = new MemoryStore();
  store.claim(["a", "b"], leaseOf("one", 0));
  store.complete(["a"], leaseOf("one", 500));
  assert.deepEqual(store.claim(["a"], leaseOf("two", 10_000)), ["done"]);
  assert.equal(store.purge(500), 0);
  assert.equal(store.purge(501), 1);
  assert.deepEqual(store.claim(["a"], leaseOf("two", 10_000)), ["claimed"]);
});

test("a released key may be claimed again", () => {
  const store = new MemoryStore();
  store.claim(["a"], leaseOf("one", 0));
  store.release(["a"], leaseOf("one", 1));
  assert.deepEqual(store.claim(["a"], leaseOf("two", 1)), ["claimed"]);
});

test("a claim ends by itself, and whoever lost it can end nothing any more", () => {
  const store = new MemoryStore();
  store.claim(["a"], leaseOf("crashed", 0));
  assert.deepEqual(store.claim(["a"], leaseOf("next", 999)), ["busy"]);
  assert.deepEqual(store.claim(["a"], leaseOf("next", 1000)), ["claimed"]);
  store.release(["a"], leaseOf("crashed", 1001));
  store.complete(["a"], leaseOf("crashed", 1001));
  assert.deepEqual(store.claim(["a"], leaseOf("third", 1001)), ["busy"]);
});

test("past its bound the oldest keys are forgotten", () => {
  const store = new MemoryStore({ keysMax: 2 });
  store.claim(["a", "b", "c"], leaseOf("one", 0));
  store.complete(["a", "b", "c"], leaseOf("one", 0));
  assert.deepEqual(store.claim(["c", "a"], leaseOf("two", 0)), ["done", "claimed"]);
});
