import assert from "node:assert/strict";
import { test } from "node:test";
import { afterLeaving, nextOf, previousOf } from "../../../src/pages/moderation/queue/order.ts";
import { toParameters } from "../../../src/pages/moderation/queue/queue-search.ts";

const IDS = ["a", "b", "c"];

test("next and previous stay in the list, and begin at its first", () => {
  assert.deepEqual([nextOf(IDS, "a"), nextOf(IDS, "c"), nextOf(IDS, undefined)], ["b", "c", "a"]);
  assert.deepEqual([previousOf(IDS, "c"), previousOf(IDS, "a"), previousOf(IDS, undefined)], ["b", "a", "a"]);
  assert.equal(nextOf([], undefined), undefined);
});

test("who decides an item goes on to the one behind it, and from the last to the one before", () => {
  assert.equal(afterLeaving(IDS, new Set(["a"]), "a"), "b");
  assert.equal(afterLeaving(IDS, new Set(["c"]), "c"), "b");
  assert.equal(afterLeaving(IDS, new Set(["a", "b"]), "a"), "c");
  assert.equal(afterLeaving(IDS, new Set(IDS), "b"), undefined);
  assert.equal(afterLeaving(IDS, new Set(["a"]), "c"), "c");
});

test("the address bar's filters are what the API is asked for", () => {
  const now = Date.parse("2026-01-15T12:00:00Z");
  assert.deepEqual(toParameters({}, "ann", now), {});
  assert.deepEqual(toParameters({ platform: "twitter", claimed: "mine", escalated: "no", age: "24h" }, "ann", now), {
    platform: "twitter",
    assignee: "ann",
    is_escalated: false,
    to: "2026-01-14T12:00:00.000Z",
  });
  assert.deepEqual(toParameters({ age: "soon", claimed: "theirs" }, "ann", now), {});
});
