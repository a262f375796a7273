import assert from "node:assert/strict";
import { test } from "node:test";
import type { Webhook } from "../../src/api/webhooks.ts";
import { draftOf, faultsOf, newDraft, toWishes } from "../../src/pages/webhooks/form/draft.ts";

const filter = { path: "data.amount", gt: 100 };
const webhook = {
  id: "hook_0d8k2m4q6s8va",
  url: "https://shop.example/hooks",
  events: ["order.paid", "comment.*"],
  active: true,
  created_at: "2026-01-15T12:30:00Z",
  contract: "custom",
  custom_contract: { signature: { header: "X-Mine" } },
  description: "The shop",
  headers: { Authorization: "***" },
  retry_schedule: [0, 30, 7200],
  timeout_ms: 5000,
  ordering: "key",
  filter,
  sources: ["src_0d8k2m4q6s8va"],
  health: "healthy",
  effective: { retry_schedule: [0, 30, 7200], timeout_ms: 5000, ordering: "key" },
} as unknown as Webhook;

test("a webhook that was not touched is asked for as it is", () => {
  const {
    url,
    events,
    description,
    contract,
    custom_contract,
    headers,
    retry_schedule,
    timeout_ms,
    ordering,
    sources,
  } = webhook;
  const same = { url, events, description, contract, custom_contract, headers, retry_schedule, timeout_ms, ordering };
  assert.deepEqual(toWishes(draftOf(webhook)), { ...same, filter, sources });
});

test("what is left empty is the contract's, the site's or none", () => {
  const wishes = toWishes({ ...newDraft(""), url: " https://shop.example/ ", events: ["*"] });
  assert.deepEqual(wishes, {
    url: "https://shop.example/",
    events: ["*"],
    description: null,
    contract: null,
    custom_contract: null,
    headers: null,
    retry_schedule: null,
    timeout_ms: null,
    ordering: null,
    filter: null,
    sources: null,
  });
});

test("the options of a custom contract go with that contract alone", () => {
  const draft = { ...draftOf(webhook), contract: "standard" };
  assert.equal(toWishes(draft).custom_contract, null);
  assert.deepEqual(faultsOf({ ...draft, customContract: "{" }), {});
});

test("what is no JSON and no schedule is found before the hub is asked", () => {
  const faults = faultsOf({ ...newDraft("custom"), customContract: "{", filter: "[]", schedule: "soon" });
  assert.deepEqual(Object.keys(faults), ["/custom_contract", "/filter", "/retry_schedule"]);
});

test("a header without a name is left out", () => {
  const headers = [
    { name: "", value: "x" },
    { name: " X-Team ", value: "shop" },
  ];
  assert.deepEqual(toWishes({ ...newDraft("generic"), headers }).headers, { "X-Team": "shop" });
});
