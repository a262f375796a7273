import assert from "node:assert/strict";
import { test } from "node:test";
import { openHub } from "./hub.ts";

test("a site is made, read, changed and deleted", async (t) => {
  const { call } = await openHub(t);
  const made = await call("POST", "/v1/sites", { name: "shop", contract: "pixelpatrol" });
  assert.equal(made.status, 201);
  const { id, created_at, ...rest } = made.body;
  assert.match(id, /^site_[0-9a-z]{13}$/);
  assert.match(created_at, /Z$/);
  assert.deepEqual(rest, { name: "shop", description: null, contract: "pixelpatrol", is_operator: false });
  assert.equal((await call("PATCH", `/v1/sites/${id}`, { name: "store", description: "ours" })).body.name, "store");
  assert.equal((await call("GET", `/v1/sites/${id}`)).body.description, "ours");
  assert.equal((await call("DELETE", `/v1/sites/${id}`)).status, 204);
  assert.equal((await call("GET", `/v1/sites/${id}`)).status, 404);
});

test("a site goes at once with all that it owns, and takes nothing new", async (t) => {
  const { call, catalogue, makeSite } = await openHub(t);
  const { id, no, token } = await makeSite("shop");
  const webhook = { url: "http://127.0.0.1:9/x", events: ["a"] };
  for (let i = 0; i < 3; i++) await call("POST", `/v1/webhooks?site_id=${id}`, webhook);
  await call("PUT", `/v1/event-types/a?site_id=${id}`, {});
  const wishes = [...catalogue.now.webhooksOf(no)][0]!.config;
  const told: number[] = [];
  catalogue.onWebhookChange((webhookNo) => told.push(webhookNo));
  const { version } = catalogue.now;
  assert.equal((await call("DELETE", `/v1/sites/${id}`)).status, 204);
  assert.deepEqual([catalogue.now.version, told], [version + 1, [1, 2, 3]]);
  assert.deepEqual([[...catalogue.now.webhooks()], catalogue.now.eventTypes(no)], [[], []]);
  assert.equal((await call("GET", "/v1/webhooks", undefined, { key: token })).status, 401);

  // A request that began before the site went ends after it.
  const late = [
    catalogue.createWebhook(no, wishes, "secret"),
    catalogue.createKey({ siteNo: no, name: "late", scopes: [] }),
    catalogue.putEventType({ siteNo: no, name: "b", description: null, schema: null, createdAt: 0 }),
  ];
  for (const one of late) await assert.rejects(one, { code: "not_found" });
});

test("two sites cannot have one name, and the hub's own sites stay", async (t) => {
  const { call } = await openHub(t);
  assert.equal((await call("POST", "/v1/sites", { name: "default" })).body.code, "conflict");
  const { body } = await call("GET", "/v1/sites");
  for (const site of body.sites) {
    assert.equal((await call("DELETE", `/v1/sites/${site.id}`)).status, 409);
    assert.equal((await call("PATCH", `/v1/sites/${site.id}`, { name: "other" })).status, 409);
  }
});

test("a site's contract is one there is, and not custom", async (t) => {
  const { call } = await openHub(t);
  for (const contract of ["nonsense", "custom", 7, null]) {
    const answer = await call("POST", "/v1/sites", { name: "shop", contract });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.errors[0].path, "/contract");
  }
  assert.equal((await call("GET", "/v1/sites")).body.sites.length, 2);
});

test("lists go on where the page before ended, newest first", async (t) => {
  const { call } = await openHub(t);
  for (let i = 0; i < 5; i++) await call("POST", "/v1/sites", { name: `site ${i}` });
  const names: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const { body } = await call("GET", `/v1/sites?limit=3${cursor && `&cursor=${cursor}`}`);
    names.push(...body.sites.map((site: { name: string }) => site.name));
    cursor = body.next_cursor;
  }
  assert.deepEqual(names, ["site 4", "site 3", "site 2", "site 1", "site 0", "operator", "default"]);
});
