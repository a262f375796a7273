import assert from "node:assert/strict";
import { test } from "node:test";
import { givenSite } from "../../harness/given.ts";

test("4.1 the page's request makes a webhook, and the answer has the page's six fields", async (t) => {
  const site = await givenSite(t, "generic", { flags: { "egress-allow": "127.0.0.0/8" } });
  const sample = {
    url: "https://127.0.0.1/webhook",
    events: ["user.created", "user.updated", "project.created"],
    secret: "whsec_abc123...",
    active: true,
  };
  const { id, created_at, ...rest } = await site.subscribe(sample);
  assert.match(id, /^hook_[0-9a-z]{13}$/);
  assert.match(created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
  assert.ok(Math.abs(Date.parse(created_at) - Date.now()) < 60_000);
  const { url, events, secret, active } = rest;
  assert.deepEqual({ url, events, secret, active }, sample);
  const read = await site.webhook(id);
  assert.deepEqual([read.url, read.events, read.active, read.created_at], [url, events, active, created_at]);
});

test("4.1 a field that is not known is refused by its name, and nothing is made", async (t) => {
  const site = await givenSite(t, "generic");
  const wishes = { url: "http://127.0.0.1:9/", events: ["*"], retries: 3 };
  const { status, body } = await site.api.post("/v1/webhooks", wishes);
  assert.equal(status, 400);
  assert.equal(body.code, "unknown_field");
  assert.equal(body.errors[0].path, "/retries");
  const { webhooks } = await site.api.expect(200, site.api.get("/v1/webhooks"));
  assert.deepEqual(webhooks, []);
});
