import assert from "node:assert/strict";
import { test } from "node:test";
import { barsOf } from "../../src/pages/webhooks/bars.ts";
import { patternsOf, settled } from "../../src/pages/webhooks/form/patterns.ts";
import { shortNameOf } from "../../src/pages/webhooks/short-name.ts";

const webhook = {
  id: "hook_0d8k2m4q6s8va",
  url: "https://shop.example/hooks/orders?tenant=eu",
  description: "Fulfilment",
  events: ["order.paid", "comment.*"],
  contract: "standard",
};

test("a webhook without a description is called by host and path", () => {
  assert.equal(shortNameOf(webhook), "Fulfilment");
  assert.equal(shortNameOf({ ...webhook, description: null }), "shop.example/hooks/orders");
  assert.equal(shortNameOf({ url: "https://shop.example/", description: null }), "shop.example");
  assert.equal(shortNameOf({ url: `https://shop.example/${"a".repeat(99)}`, description: null }).length, 48);
});

test("a line has a bar for every step, and the highest is whole", () => {
  const window = { from: "2026-01-15T12:00:00Z", to: "2026-01-15T15:00:00Z", stepS: 3600 };
  const at = (hour: number) => `2026-01-15T${hour}:00:00.000Z`;
  const points = [
    { at: at(12), success: 2, failed: 0, p50_ms: 3 },
    { at: at(14), success: 1, failed: 3, p50_ms: 3 },
    { at: at(19), success: 9, failed: 0, p50_ms: 3 },
  ];
  const bars = barsOf(points.slice(0, 2), window).map(({ success, failed }) => [success, failed]);
  assert.deepEqual(bars, [
    [0.5, 0],
    [0, 0],
    [0.25, 0.75],
  ]);
  assert.equal(barsOf(points, window).length, 3);
});

test("all, families and types can be chosen", () => {
  assert.deepEqual(patternsOf(["order.paid", "order.sent", "ping"]), [
    "*",
    "order.*",
    "order.paid",
    "order.sent",
    "ping",
  ]);
});

test("all events and some of them are not chosen together: what is chosen last counts", () => {
  assert.deepEqual(settled(["*"], ["*", "order.paid"]), ["order.paid"]);
  assert.deepEqual(settled(["order.paid"], ["order.paid", "*"]), ["*"]);
  assert.deepEqual(settled(["*"], []), []);
  assert.deepEqual(settled([], ["order.paid", "order.*"]), ["order.paid", "order.*"]);
});
