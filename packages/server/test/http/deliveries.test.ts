import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { eventually, openHub, type TestHub } from "./hub.ts";

async function receive(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

/** Answers as told, once for each request. */
function answering(...statuses: number[]): RequestListener {
  return (request, response) => {
    request.resume();
    response.writeHead(statuses.shift() ?? 200, { "x-echo": "a", "set-cookie": ["a=1", "b=2"] }).end("thanks");
  };
}

const readDelivery = async ({ call }: TestHub, id: string) => (await call("GET", `/v1/deliveries/${id}`)).body;

async function sendOne(hub: TestHub, webhook: object, event: object = { type: "user.created", data: { id: 1 } }) {
  const made = await hub.call("POST", "/v1/webhooks", { events: ["*"], ...webhook });
  assert.equal(made.status, 201, made.text);
  const { body: sent } = await hub.call("POST", "/v1/events", event);
  const { body: list } = await hub.call("GET", `/v1/deliveries?webhook_id=${made.body.id}`);
  return { webhookId: made.body.id as string, eventId: sent.id as string, id: list.deliveries[0].id as string };
}

test("a delivery shows what was sent and what came back", async (t) => {
  const hub = await openHub(t);
  let seen: IncomingMessage["headers"] = {};
  const url = await receive(t, (request, response) => {
    seen = request.headers;
    answering(200)(request, response);
  });
  const headers = { authorization: "Bearer of-theirs" };
  const { id, eventId, webhookId } = await sendOne(hub, { url, headers, ordering: "webhook" });
  const body = await eventually(
    () => readDelivery(hub, id),
    ({ status }) => status === "success",
  );
  assert.deepEqual([body.event_id, body.webhook_id, body.event_type], [eventId, webhookId, "user.created"]);
  assert.deepEqual([body.status_code, body.attempts, body.planned_attempts], [200, 1, []]);
  assert.ok(Date.parse(body.delivered_at) >= Date.parse(body.created_at));
  assert.equal(typeof body.sequence, "number");
  const [attempt] = body.log;
  assert.deepEqual(
    [attempt.number, attempt.status, attempt.status_code, attempt.error],
    [1, "success", 200, undefined],
  );
  assert.equal(typeof attempt.timings.total_ms, "number");
  assert.deepEqual([attempt.request.method, attempt.request.url], ["POST", url]);
  assert.equal(seen.authorization, "Bearer of-theirs");
  assert.equal(attempt.request.headers.authorization, "***");
  for (const [name, value] of Object.entries<string>(attempt.request.headers)) {
    if (name !== "authorization") assert.equal(seen[name.toLowerCase()], value, name);
  }
  assert.equal(attempt.response.body, "thanks");
  assert.equal(attempt.response.headers["x-echo"], "a");
  assert.equal(attempt.response.headers["set-cookie"], "a=1, b=2");
  assert.deepEqual([attempt.response.body_encoding, attempt.response.body_is_cut], ["utf-8", false]);
});

test("a failed attempt says why, and when the next ones are planned", async (t) => {
  const hub = await openHub(t);
  const url = await receive(t, answering(500));
  const { id } = await sendOne(hub, { url, retry_schedule: [0, 100, 200] });
  const body = await eventually(
    () => readDelivery(hub, id),
    ({ attempts }) => attempts === 1,
  );
  assert.deepEqual([body.status, body.status_code], ["pending", 500]);
  assert.equal(body.error, body.log[0].error.message);
  assert.equal(body.log[0].error.kind, "http_status");
  assert.equal(body.planned_attempts.length, 2);
  assert.equal(body.planned_attempts[0], body.next_attempt_at);
  const [first, second] = body.planned_attempts.map(Date.parse);
  assert.equal(second - first, 200_000);
});

test("bytes that are no text come as base64, and a text that was cut ends at a whole character", async (t) => {
  const hub = await openHub(t);
  const bodies = [Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(`x${"é".repeat(20_000)}`)];
  const url = await receive(t, (request, response) => {
    request.resume();
    response.end(bodies.shift());
  });
  const binary = await sendOne(hub, { url });
  const first = await eventually(
    () => readDelivery(hub, binary.id),
    ({ status }) => status === "success",
  );
  assert.deepEqual([first.log[0].response.body_encoding, first.log[0].response.body], ["base64", "//4A"]);
  await hub.call("DELETE", `/v1/webhooks/${binary.webhookId}`);
  const long = await sendOne(hub, { url });
  const second = await eventually(
    () => readDelivery(hub, long.id),
    ({ status }) => status === "success",
  );
  const { response } = second.log[0];
  assert.deepEqual([response.body_encoding, response.body_is_cut, response.body.at(-1)], ["utf-8", true, "é"]);
});

test("a webhook's deliveries are listed as the webhooks page prints them", async (t) => {
  const hub = await openHub(t);
  const url = await receive(t, answering(200, 500));
  const { webhookId, id, eventId } = await sendOne(hub, { url, retry_schedule: [0], ordering: "webhook" });
  await hub.call("POST", "/v1/events", { type: "user.updated", data: {} });
  const list = () => hub.call("GET", `/v1/webhooks/${webhookId}/deliveries`);
  const { body } = await eventually(list, (answer) =>
    answer.body.deliveries.every((row: { status: string }) => row.status !== "pending"),
  );
  assert.deepEqual(Object.keys(body), ["deliveries", "next_cursor"]);
  const [failed, success] = body.deliveries;
  assert.deepEqual(Object.keys(success).sort(), [
    "attempts",
    "delivered_at",
    "event_id",
    "id",
    "status",
    "status_code",
  ]);
  assert.deepEqual([success.id, success.event_id, success.status, success.status_code], [id, eventId, "success", 200]);
  assert.deepEqual(Object.keys(failed).sort(), ["attempts", "error", "event_id", "id", "status", "status_code"]);
  assert.deepEqual([failed.status, failed.status_code, failed.attempts], ["failed", 500, 1]);
});

test("deliveries are filtered by webhook, status, type and time", async (t) => {
  const hub = await openHub(t);
  const url = await receive(t, answering(200, 500));
  const { webhookId } = await sendOne(hub, { url, retry_schedule: [0], ordering: "webhook" });
  await hub.call("POST", "/v1/events", { type: "order.paid", data: {} });
  await eventually(
    () => hub.call("GET", "/v1/deliveries"),
    ({ body }) =>
      body.deliveries.length === 2 && body.deliveries.every((row: { attempts: number }) => row.attempts === 1),
  );
  await sendOne(hub, { url, events: ["order.paid"], retry_schedule: [3600] }, { type: "order.paid", data: {} });
  await eventually(
    () => hub.call("GET", "/v1/deliveries?status=pending"),
    ({ body }) => body.deliveries.length === 1,
  );
  const count = async (query: string) => (await hub.call("GET", `/v1/deliveries?${query}`)).body.deliveries.length;
  assert.equal(await count(`webhook_id=${webhookId}`), 3);
  assert.equal(await count("status=success"), 2);
  assert.equal(await count("status=failed"), 1);
  assert.equal(await count("status=cancelled"), 0);
  assert.equal(await count("status=held"), 0);
  assert.equal(await count("event_type=order.paid"), 3);
  assert.equal(await count(`event_type=order.paid&status=failed&webhook_id=${webhookId}`), 1);
  assert.equal((await hub.call("GET", "/v1/deliveries?type=order.paid")).body.code, "unknown_field");
  assert.equal(await count("to=2020-01-01T00:00:00Z"), 0);
  assert.equal(await count("from=2020-01-01T00:00:00Z&limit=200"), 4);
  const first = (await hub.call("GET", "/v1/deliveries?limit=3")).body;
  const second = (await hub.call("GET", `/v1/deliveries?limit=3&cursor=${first.next_cursor}`)).body;
  const ids = [...first.deliveries, ...second.deliveries].map((row: { id: string }) => row.id);
  assert.deepEqual([...new Set(ids)].length, 4);
  assert.equal((await hub.call("GET", "/v1/deliveries?status=odd")).body.errors[0].path, "status");
  assert.equal((await hub.call("GET", "/v1/deliveries?webhook_id=hook_0000000000000")).status, 404);
  assert.equal((await hub.call("GET", "/v1/deliveries?webhook_id=x")).body.code, "invalid_id");
});

test("what waits for an inactive webhook is held, and goes on when it is active again", async (t) => {
  const hub = await openHub(t);
  const url = await receive(t, answering(500));
  const { id, webhookId } = await sendOne(hub, { url, retry_schedule: [0, 3600] });
  await eventually(
    () => readDelivery(hub, id),
    ({ attempts }) => attempts === 1,
  );
  await hub.call("PATCH", `/v1/webhooks/${webhookId}`, { active: false });
  const held = await eventually(
    () => readDelivery(hub, id),
    ({ status }) => status === "held",
  );
  assert.deepEqual([held.next_attempt_at, held.planned_attempts], [undefined, []]);
  assert.equal((await hub.call("GET", "/v1/deliveries?status=held")).body.deliveries.length, 1);
  assert.equal((await hub.call("GET", "/v1/deliveries?status=pending")).body.deliveries.length, 0);
  await hub.call("PATCH", `/v1/webhooks/${webhookId}`, { active: true });
  await eventually(
    () => readDelivery(hub, id),
    ({ status }) => status === "pending",
  );
});

test("a delivery is sent again on request, also when it has ended", async (t) => {
  const hub = await openHub(t);
  const url = await receive(t, answering(500, 500, 200));
  const { id } = await sendOne(hub, { url, retry_schedule: [0, 3600] });
  await eventually(
    () => readDelivery(hub, id),
    ({ attempts }) => attempts === 1,
  );
  const early = await hub.call("POST", `/v1/deliveries/${id}/retry`);
  assert.deepEqual([early.status, early.body], [202, { id, status: "pending" }]);
  await eventually(
    () => readDelivery(hub, id),
    ({ attempts, status }) => attempts === 2 && status === "failed",
  );
  assert.equal((await hub.call("POST", `/v1/deliveries/${id}/retry`)).status, 202);
  const body = await eventually(
    () => readDelivery(hub, id),
    ({ status }) => status === "success",
  );
  assert.deepEqual(
    body.log.map((attempt: { number: number }) => attempt.number),
    [1, 2, 3],
  );
});

test("a delivery that cannot be sent now is 409 with the reason, and goes its way", async (t) => {
  const hub = await openHub(t);
  const held: (() => void)[] = [];
  const url = await receive(t, (request, response) => {
    request.resume();
    held.push(() => response.end());
  });
  const { id: first, webhookId } = await sendOne(hub, { url, ordering: "webhook" });
  await hub.call("POST", "/v1/events", { type: "user.created", data: { id: 2 } });
  await eventually(
    async () => held.length,
    (count) => count === 1,
  );
  const { body } = await hub.call("GET", `/v1/deliveries?webhook_id=${webhookId}`);
  const second = body.deliveries[0].id;
  const refusals: [id: string, reason: RegExp][] = [
    [first, /under way/],
    [second, /ordered lane/],
  ];
  for (const [id, reason] of refusals) {
    const { status, body } = await hub.call("POST", `/v1/deliveries/${id}/retry`);
    assert.deepEqual([status, body.code], [409, "conflict"]);
    assert.match(body.detail, reason);
  }
  assert.equal((await hub.call("POST", `/v1/deliveries/${first}/cancel`)).body.status, "cancelling");
  assert.match((await hub.call("POST", `/v1/deliveries/${first}/retry`)).body.detail, /being cancelled/);
  held.shift()!();
  await eventually(
    async () => held.length,
    (count) => count === 1,
  );
  held.shift()!();
  await eventually(
    () => readDelivery(hub, second),
    ({ status, attempts }) => status === "success" && attempts === 1,
  );
});

test("a delivery is cancelled once; one that has ended is 409", async (t) => {
  const hub = await openHub(t);
  const url = await receive(t, answering(500));
  const { id } = await sendOne(hub, { url, retry_schedule: [3600] });
  const cancelled = await hub.call("POST", `/v1/deliveries/${id}/cancel`);
  assert.deepEqual([cancelled.status, cancelled.body], [200, { id, status: "cancelled" }]);
  const again = await hub.call("POST", `/v1/deliveries/${id}/cancel`);
  assert.deepEqual([again.status, again.body.code], [409, "conflict"]);
  assert.equal((await readDelivery(hub, id)).status, "cancelled");
  for (const verb of ["cancel", "retry"]) {
    assert.equal((await hub.call("POST", `/v1/deliveries/del_0000000000000/${verb}`)).status, 404);
    assert.equal((await hub.call("POST", `/v1/deliveries/x/${verb}`)).body.code, "invalid_id");
    assert.equal((await hub.call("POST", `/v1/deliveries/${id}/${verb}`, { at: 1 })).body.code, "unknown_field");
  }
});

test("what a deleted webhook was owed counts as cancelled and still tells its webhook", async (t) => {
  const hub = await openHub(t);
  const { id, webhookId } = await sendOne(hub, { url: "http://127.0.0.1:9/x", retry_schedule: [3600] });
  await hub.call("DELETE", `/v1/webhooks/${webhookId}`);
  const body = await readDelivery(hub, id);
  assert.deepEqual([body.status, body.webhook_id, body.planned_attempts], ["cancelled", webhookId, []]);
  assert.equal((await hub.call("GET", "/v1/deliveries")).body.deliveries[0].webhook_id, webhookId);
  assert.equal((await hub.call("POST", `/v1/deliveries/${id}/retry`)).status, 409);
});

test("a test goes out whatever the webhook's events and switch, and is logged like any other", async (t) => {
  const hub = await openHub(t);
  const url = await receive(t, answering(401));
  const webhook = { url, events: ["never.sent"], active: false };
  const { body: made } = await hub.call("POST", "/v1/webhooks", webhook);
  const { body: other } = await hub.call("POST", "/v1/webhooks", { ...webhook, events: ["*"], active: true });
  const { status, body } = await hub.call("POST", `/v1/webhooks/${made.id}/test`);
  assert.equal(status, 202);
  const delivery = await eventually(
    () => readDelivery(hub, body.delivery_id),
    (row) => row.status === "failed",
  );
  assert.deepEqual([delivery.event_type, delivery.status_code, delivery.attempts], ["test.webhook", 401, 1]);
  const { body: event } = await hub.call("GET", `/v1/events/${body.event_id}`);
  assert.deepEqual(
    event.webhooks.map((fate: { webhook_id: string; outcome: string }) => [fate.webhook_id, fate.outcome]),
    [
      [made.id, "matched"],
      [other.id, "not_tested"],
    ],
  );
});
