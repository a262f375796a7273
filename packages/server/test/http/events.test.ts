import assert from "node:assert/strict";
import { test } from "node:test";
import { openHub } from "./hub.ts";

const EVENT = { type: "user.created", data: { id: "user_123" } };
const WEBHOOK = { url: "http://127.0.0.1:9/x", events: ["user.*"], retry_schedule: [3600] };

test("an event is answered with its id, type, time and how many webhooks it is owed to", async (t) => {
  const { call } = await openHub(t);
  await call("POST", "/v1/webhooks", WEBHOOK);
  const { status, body } = await call("POST", "/v1/events", EVENT);
  assert.equal(status, 202);
  assert.deepEqual(Object.keys(body), ["id", "type", "created_at", "deliveries"]);
  assert.match(body.id, /^evt_[0-9a-z]{13}$/);
  assert.match(body.created_at, /^\d{4}-.*Z$/);
  assert.equal(body.deliveries, 1);
});

test("an event reads back as it was sent, __proto__ included", async (t) => {
  const { call } = await openHub(t);
  const text = `{"type":"a.b","data":{"__proto__":{"x":1},"n":1.0,"é":"😀"},"external_id":"order 7","occurred_at":"2026-01-15T13:00:00+01:00","ordering_key":"k"}`;
  const { body: sent } = await call("POST", "/v1/events", text);
  const { text: got, body } = await call("GET", `/v1/events/${sent.id}`);
  assert.ok(got.includes('"data":{"__proto__":{"x":1},"n":1,"é":"😀"}'));
  assert.equal(body.occurred_at, "2026-01-15T12:00:00.000Z");
  assert.deepEqual([body.external_id, body.ordering_key, body.created_at], ["order 7", "k", sent.created_at]);
});

test("a bad event is refused by the field's name, and nothing is kept", async (t) => {
  const { call } = await openHub(t);
  const wrong: [object | string, string, string][] = [
    ["[]", "invalid_request", ""],
    ["7", "invalid_request", ""],
    [{ data: {} }, "invalid_request", "/type"],
    [{ type: "a" }, "invalid_request", "/data"],
    [{ type: 7, data: {} }, "invalid_request", "/type"],
    [{ type: "", data: {} }, "invalid_request", "/type"],
    [{ type: "a b", data: {} }, "invalid_request", "/type"],
    [{ type: "a..b", data: {} }, "invalid_request", "/type"],
    [{ type: "a".repeat(129), data: {} }, "invalid_request", "/type"],
    [{ type: "test.webhook", data: {} }, "invalid_request", "/type"],
    [{ type: "webhook.failing", data: {} }, "invalid_request", "/type"],
    [{ type: "a", data: [] }, "invalid_request", "/data"],
    [{ type: "a", data: null }, "invalid_request", "/data"],
    [{ type: "a", data: "{}" }, "invalid_request", "/data"],
    [{ type: "a", data: {}, extra: 1 }, "unknown_field", "/extra"],
    ['{"type":"a","data":{},"__proto__":{}}', "unknown_field", "/__proto__"],
    [{ type: "a", data: {}, external_id: "" }, "invalid_request", "/external_id"],
    [{ type: "a", data: {}, external_id: "x".repeat(256) }, "invalid_request", "/external_id"],
    [{ type: "a", data: {}, ordering_key: 5 }, "invalid_request", "/ordering_key"],
    [{ type: "a", data: {}, occurred_at: "yesterday" }, "invalid_request", "/occurred_at"],
    [{ type: "a", data: {}, occurred_at: "2026-02-30T00:00:00Z" }, "invalid_request", "/occurred_at"],
    [{ type: "a", data: {}, occurred_at: "2026-01-15T12:00:00" }, "invalid_request", "/occurred_at"],
    ['{"type":"a","data":{"n":12345678901234567890}}', "unsafe_number", "/data/n"],
    ['{"type":"a","data":{"s":"\\ud800"}}', "unsafe_string", "/data/s"],
  ];
  for (const [body, code, path] of wrong) {
    const answer = await call("POST", "/v1/events", body);
    assert.equal(answer.body.code, code, JSON.stringify(body));
    assert.equal(answer.body.errors[0].path, path, JSON.stringify(body));
  }
  assert.deepEqual((await call("GET", "/v1/events")).body.events, []);
});

test("a payload over the limit is 413 by its size, a body far over it by its length", async (t) => {
  const { call } = await openHub(t);
  const data = (bytes: number) => ({ type: "a", data: { s: "x".repeat(bytes - 8) } });
  assert.equal((await call("POST", "/v1/events", data(65_536))).status, 202);
  const over = await call("POST", "/v1/events", data(65_537));
  assert.equal(over.body.code, "payload_too_large");
  assert.equal(over.body.errors[0].path, "/data");
  const far = await call("POST", "/v1/events", data(200_000));
  assert.deepEqual([far.status, far.body.code], [413, "payload_too_large"]);
  const batch = await call("POST", "/v1/events/batch", { events: [data(60_000), data(60_000), data(60_000)] });
  assert.equal(batch.status, 202);
});

test("a batch is kept whole or not at all, and names the event that is wrong", async (t) => {
  const { call } = await openHub(t);
  const good = await call("POST", "/v1/events/batch", { events: [EVENT, { ...EVENT, type: "b" }] });
  assert.equal(good.status, 202);
  assert.deepEqual(
    good.body.events.map((event: { type: string }) => event.type),
    ["user.created", "b"],
  );
  const wrong: [object | string, string][] = [
    [{ events: [] }, "/events"],
    [{ events: Array(1_001).fill(EVENT) }, "/events"],
    [{ events: [EVENT, EVENT, EVENT, { type: "", data: {} }] }, "/events/3/type"],
    [{ events: [EVENT, { type: "a" }] }, "/events/1/data"],
    [{ events: [EVENT, { ...EVENT, site_id: "x" }] }, "/events/1/site_id"],
    ['{"events":[{"type":"a","data":{}},{"type":"a","data":{"x":1e400}}]}', "/events/1/data/x"],
  ];
  for (const [body, path] of wrong) {
    assert.equal((await call("POST", "/v1/events/batch", body)).body.errors[0].path, path);
  }
  assert.equal((await call("GET", "/v1/events")).body.events.length, 2);
  assert.equal((await call("POST", "/v1/events/batch", { events: Array(1_000).fill(EVENT) })).status, 202);
});

test("the same Idempotency-Key and body give the same answer; another body under it gives 409", async (t) => {
  const { call } = await openHub(t);
  const headers = { "idempotency-key": "order-7" };
  const first = await call("POST", "/v1/events", EVENT, { headers });
  assert.equal(first.headers["idempotency-replayed"], undefined);
  const again = await call("POST", "/v1/events", JSON.stringify(EVENT, null, 2), { headers });
  assert.equal(again.headers["idempotency-replayed"], "true");
  assert.equal(again.text, first.text);
  const other = await call("POST", "/v1/events", { ...EVENT, type: "b" }, { headers });
  assert.deepEqual([other.status, other.body.code], [409, "idempotency_key_reused"]);
  const batch = await call("POST", "/v1/events/batch", { events: [EVENT] }, { headers });
  assert.equal(batch.status, 409);
  assert.equal((await call("GET", "/v1/events")).body.events.length, 1);
});

test("an Idempotency-Key is 1 to 255 visible characters", async (t) => {
  const { call } = await openHub(t);
  for (const key of ["", "a b", "x".repeat(256), "é"]) {
    const answer = await call("POST", "/v1/events", EVENT, { headers: { "idempotency-key": key } });
    assert.equal(answer.body.errors[0].path, "Idempotency-Key", key);
  }
});

test("an external_id belongs to one event of the site", async (t) => {
  const { call } = await openHub(t);
  await call("POST", "/v1/events", { ...EVENT, external_id: "7" });
  const twin = await call("POST", "/v1/events", { ...EVENT, external_id: "7" });
  assert.deepEqual([twin.status, twin.body.code], [409, "external_id_taken"]);
  assert.equal(twin.body.errors[0].path, "/external_id");
  const batch = async (...ids: string[]) => {
    const events = [EVENT, ...ids.map((external_id) => ({ ...EVENT, external_id }))];
    const { status, body } = await call("POST", "/v1/events/batch", { events });
    assert.equal(status, 409);
    return [body.errors[0].path, body.errors[0].message];
  };
  const [{ id }] = (await call("GET", "/v1/events")).body.events;
  assert.deepEqual(await batch("8", "7"), ["/events/2/external_id", `belongs to ${id}`]);
  assert.deepEqual(await batch("9", "9"), ["/events/2/external_id", "belongs to another event of this request"]);
  const found = await call("GET", "/v1/events?external_id=7");
  assert.equal(found.body.events.length, 1);
});

test("events are listed by type and by time, page by page", async (t) => {
  const { call } = await openHub(t);
  for (const type of ["a", "b", "a", "b", "a"]) await call("POST", "/v1/events", { type, data: {} });
  const page = (await call("GET", "/v1/events?type=a&limit=2")).body;
  assert.equal(page.events.length, 2);
  const rest = (await call("GET", `/v1/events?type=a&limit=2&cursor=${page.next_cursor}`)).body;
  assert.equal(rest.events.length, 1);
  const at = page.events[0].created_at;
  assert.equal(
    (await call("GET", `/v1/events?from=${at}&to=9999-12-31T23:59:59Z&type=a`)).body.events[0].id,
    page.events[0].id,
  );
  assert.equal((await call("GET", "/v1/events?to=2020-01-01T00:00:00Z")).body.events.length, 0);
  assert.equal((await call("GET", "/v1/events?from=9999-12-31T23:59:59Z")).body.events.length, 0);
});

test("a query is refused by its parameter's name", async (t) => {
  const { call } = await openHub(t);
  const wrong: [string, string, string][] = [
    ["limit=0", "invalid_request", "limit"],
    ["limit=201", "invalid_request", "limit"],
    ["limit=x", "invalid_request", "limit"],
    ["limit=1&limit=2", "invalid_request", "limit"],
    ["from=now", "invalid_request", "from"],
    ["unknown=1", "unknown_field", "unknown"],
    ["__proto__=1", "unknown_field", "__proto__"],
  ];
  for (const [query, code, path] of wrong) {
    const { body } = await call("GET", `/v1/events?${query}`);
    assert.deepEqual([body.code, body.errors[0].path], [code, path], query);
  }
  assert.equal((await call("GET", "/v1/events?cursor=zzzzzzzzzzzzz")).body.code, "invalid_cursor");
  assert.equal((await call("GET", "/v1/events?cursor=%00")).body.code, "invalid_cursor");
});

test("an id that is not well formed is 400, one that is not there 404", async (t) => {
  const { call } = await openHub(t);
  for (const id of ["x", "evt_", "del_0000000000000", "evt_00000000000000", "evt_ILOU000000000", "%00"]) {
    assert.equal((await call("GET", `/v1/events/${id}`)).body.code, "invalid_id", id);
  }
  assert.equal((await call("GET", "/v1/events/evt_0000000000000")).status, 404);
});

test("an event says for every webhook of the site why it got it or did not", async (t) => {
  const { call } = await openHub(t);
  const make = async (over: object) => (await call("POST", "/v1/webhooks", { ...WEBHOOK, ...over })).body.id;
  const taken = await make({});
  const inactive = await make({ active: false });
  const other = await make({ events: ["order.paid"] });
  const changed = await make({});
  const deleted = await make({});
  const { body: sent } = await call("POST", "/v1/events", EVENT);
  await call("PATCH", `/v1/webhooks/${changed}`, { events: ["order.paid"] });
  await call("DELETE", `/v1/webhooks/${deleted}`);
  const later = await make({});
  const { body } = await call("GET", `/v1/events/${sent.id}`);
  const outcomes = Object.fromEntries(
    body.webhooks.map((fate: { webhook_id: string; outcome: string }) => [fate.webhook_id, fate.outcome]),
  );
  assert.deepEqual(outcomes, {
    [taken]: "matched",
    [inactive]: "inactive",
    [other]: "not_subscribed",
    [changed]: "matched",
    [deleted]: "matched",
    [later]: "created_later",
  });
  assert.deepEqual(
    body.deliveries.map((row: { webhook_id: string }) => row.webhook_id).sort(),
    [taken, changed, deleted].sort(),
  );
  for (const fate of body.webhooks) assert.ok(fate.detail.endsWith(".") && fate.url === WEBHOOK.url);
});
