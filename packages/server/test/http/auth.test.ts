import assert from "node:assert/strict";
import { test } from "node:test";
import type { Scope } from "../../src/model/key.ts";
import { openHub } from "./hub.ts";

test("a missing or wrong key is 401 with the way in, before the body is looked at", async (t) => {
  const { call } = await openHub(t);
  for (const authorization of [undefined, "", "Bearer", "Bearer wrong", "Basic YTpi", "Bearer a b", "Bearer \u00e9"]) {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await call("POST", "/v1/events", "{not json", { key: null, headers });
    assert.equal(answer.status, 401, authorization);
    assert.equal(answer.body.code, "unauthorized");
    assert.equal(answer.headers["www-authenticate"], "Bearer");
  }
});

test("the scheme's name is read in any case", async (t) => {
  const { call } = await openHub(t);
  const headers = { authorization: "bearer the-administrators-key" };
  assert.equal((await call("GET", "/v1/sites", undefined, { key: null, headers })).status, 200);
});

test("a key without the scope is told which one it lacks", async (t) => {
  const { call, makeSite } = await openHub(t);
  const { token } = await makeSite("narrow", ["events:read"]);
  const answer = await call("POST", "/v1/events", { type: "a", data: {} }, { key: token });
  assert.equal(answer.status, 403);
  assert.match(answer.body.detail, /events:write/);
  assert.equal((await call("GET", "/v1/events", undefined, { key: token })).status, 200);
});

test("an event shows its deliveries and webhooks to keys that may read those", async (t) => {
  const { call, catalogue, makeSite } = await openHub(t);
  const { no, token } = await makeSite("tenant");
  const webhook = { url: "http://127.0.0.1:9/x?key=hush", events: ["*"], retry_schedule: [3600] };
  await call("POST", "/v1/webhooks", webhook, { key: token });
  const { body: event } = await call("POST", "/v1/events", { type: "a", data: {} }, { key: token });
  const read = async (...scopes: Scope[]) => {
    const { token: key } = await catalogue.createKey({
      siteNo: no,
      name: "narrow",
      scopes: ["events:read", ...scopes],
    });
    return call("GET", `/v1/events/${event.id}`, undefined, { key });
  };
  const alone = await read();
  assert.deepEqual([alone.status, alone.body.deliveries, alone.body.webhooks], [200, undefined, undefined]);
  assert.ok(!alone.text.includes("hush"));
  const withDeliveries = await read("deliveries:read");
  assert.deepEqual([withDeliveries.body.deliveries.length, withDeliveries.body.webhooks], [1, undefined]);
  assert.ok(!withDeliveries.text.includes("hush"));
  const withWebhooks = await read("webhooks:read");
  assert.deepEqual([withWebhooks.body.deliveries, withWebhooks.body.webhooks[0].url], [undefined, webhook.url]);
});

test("figures of webhooks are searched by who may read webhooks alone: what is found tells what it was found by", async (t) => {
  const { call, catalogue, makeSite } = await openHub(t);
  const { no, token } = await makeSite("tenant");
  const webhook = { url: "http://127.0.0.1:9/x?key=hush", events: ["*"] };
  await call("POST", "/v1/webhooks", webhook, { key: token });
  const look = async (query: string, ...more: Scope[]) => {
    const scopes: Scope[] = ["deliveries:read", ...more];
    const { token: key } = await catalogue.createKey({ siteNo: no, name: "narrow", scopes });
    return call("GET", `/v1/stats/webhooks${query}`, undefined, { key });
  };
  assert.equal((await look("")).body.webhooks.length, 1);
  const refused = await look("?q=hush");
  assert.deepEqual([refused.status, refused.body.code], [403, "forbidden"]);
  assert.match(refused.body.detail, /webhooks:read/);
  assert.equal((await look("?q=hush", "webhooks:read")).body.webhooks.length, 1);
});

test("a site's key is no admin key", async (t) => {
  const { call, makeSite } = await openHub(t);
  const { token, id } = await makeSite("tenant");
  for (const [method, url] of [
    ["GET", "/v1/sites"],
    ["GET", `/v1/sites/${id}`],
    ["GET", "/v1/keys"],
    ["POST", "/v1/keys"],
  ]) {
    const body = method === "POST" ? { name: "x" } : undefined;
    assert.equal((await call(method!, url!, body, { key: token })).status, 403, url);
  }
});

test("another site's things are 404 for a site's key, whatever is tried", async (t) => {
  const { call, makeSite } = await openHub(t);
  const ours = await makeSite("ours");
  const theirs = await makeSite("theirs");
  const hook = { url: "http://127.0.0.1:9/x", events: ["*"], active: false };
  const { body: webhook } = await call("POST", "/v1/webhooks", hook, { key: theirs.token });
  const active = { ...hook, active: true, retry_schedule: [3600] };
  await call("POST", "/v1/webhooks", active, { key: theirs.token });
  const { body: event } = await call("POST", "/v1/events", { type: "a", data: {} }, { key: theirs.token });
  const { body: list } = await call("GET", "/v1/deliveries", undefined, { key: theirs.token });
  const delivery = list.deliveries[0].id;
  const tries: [string, string, object?][] = [
    ["GET", `/v1/webhooks/${webhook.id}`],
    ["PATCH", `/v1/webhooks/${webhook.id}`, { active: true }],
    ["DELETE", `/v1/webhooks/${webhook.id}`],
    ["GET", `/v1/webhooks/${webhook.id}/secret`],
    ["POST", `/v1/webhooks/${webhook.id}/secret/prepare`],
    ["POST", `/v1/webhooks/${webhook.id}/test`],
    ["GET", `/v1/webhooks/${webhook.id}/deliveries`],
    ["GET", `/v1/deliveries?webhook_id=${webhook.id}`],
    ["GET", `/v1/events/${event.id}`],
    ["GET", `/v1/deliveries/${delivery}`],
    ["POST", `/v1/deliveries/${delivery}/cancel`],
    ["POST", `/v1/deliveries/${delivery}/retry`],
    ["GET", `/v1/webhooks?site_id=${theirs.id}`],
    ["POST", "/v1/events", { type: "a", data: {}, site_id: theirs.id }],
  ];
  for (const [method, url, body] of tries) {
    const answer = await call(method, url, body, { key: ours.token });
    assert.equal(answer.status, 404, `${method} ${url}: ${answer.text}`);
    assert.equal(answer.body.code, "not_found");
  }
  assert.equal((await call("GET", "/v1/events", undefined, { key: ours.token })).body.events.length, 0);
});

test("an admin key acts on default, on ?site_id= and on a body's site_id", async (t) => {
  const { call, makeSite } = await openHub(t);
  const { id } = await makeSite("tenant");
  const count = async (query: string) => (await call("GET", `/v1/events${query}`)).body.events.length;
  await call("POST", "/v1/events", { type: "a", data: {} });
  await call("POST", "/v1/events", { type: "a", data: {}, site_id: id });
  await call("POST", `/v1/events/batch?site_id=${id}`, { events: [{ type: "a", data: {} }] });
  assert.deepEqual([await count(""), await count(`?site_id=${id}`)], [1, 2]);
  const both = await call("POST", "/v1/events?site_id=site_0000000000000", { type: "a", data: {}, site_id: id });
  assert.equal(both.body.errors[0].path, "/site_id");
  assert.equal((await call("GET", "/v1/events?site_id=site_0000000000000")).status, 404);
});

test("a key's token is shown once, works, and stops working when the key is deleted", async (t) => {
  const { call, makeSite } = await openHub(t);
  const { id } = await makeSite("tenant");
  const made = await call("POST", "/v1/keys", { name: "ci", site_id: id, scopes: ["events:write"] });
  assert.equal(made.status, 201);
  const { token, ...key } = made.body;
  assert.deepEqual(key.scopes, ["events:write"]);
  assert.equal(key.site_id, id);
  assert.equal((await call("POST", "/v1/events", { type: "a", data: {} }, { key: token })).status, 202);
  const list = await call("GET", `/v1/keys?site_id=${id}`);
  assert.deepEqual(list.body.keys[0], key);
  assert.ok(!list.text.includes(token));
  assert.equal((await call("DELETE", `/v1/keys/${key.id}`)).status, 204);
  assert.equal((await call("POST", "/v1/events", { type: "a", data: {} }, { key: token })).status, 401);
});

test("an admin key can be made, and takes neither site nor scopes", async (t) => {
  const { call, makeSite } = await openHub(t);
  const { id } = await makeSite("tenant");
  const { body } = await call("POST", "/v1/keys", { name: "second admin", admin: true });
  assert.equal(body.admin, true);
  assert.equal((await call("GET", "/v1/sites", undefined, { key: body.token })).status, 200);
  for (const extra of [{ site_id: id }, { scopes: ["events:read"] }]) {
    assert.equal((await call("POST", "/v1/keys", { name: "x", admin: true, ...extra })).status, 400);
  }
  const wrong = await call("POST", "/v1/keys", { name: "x", scopes: ["everything"] });
  assert.equal(wrong.body.errors[0].path, "/scopes/0");
});

test("no key and no secret is in the log", async (t) => {
  const { call, makeSite, log } = await openHub(t);
  const { token } = await makeSite("tenant");
  const body = { url: "http://127.0.0.1:9/x", events: ["*"], secret: "a-secret-of-ours", headers: { "x-key": "hush" } };
  await call("POST", "/v1/webhooks", body, { key: token });
  await call("POST", "/v1/webhooks", { ...body, events: [] }, { key: token });
  const lines = JSON.stringify(log);
  assert.ok(log.length > 2);
  for (const secret of [token, "a-secret-of-ours", "hush"]) assert.ok(!lines.includes(secret), secret);
  assert.ok(log.some(({ level, fields }) => level === "warn" && fields.code === "invalid_request"));
});
