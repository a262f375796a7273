import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { eventually, openHub, type TestHub } from "./hub.ts";
import { makeSource, openDoor, signedGithub } from "./platform-requests.ts";

interface Received {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

async function givenReceiver(t: TestContext, status: number) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: Buffer.concat(await request.toArray()) });
    response.writeHead(status).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

async function givenDelivery({ call }: TestHub, webhook: object): Promise<string> {
  const made = await call("POST", "/v1/webhooks", { events: ["*"], ...webhook });
  assert.equal(made.status, 201, made.text);
  await call("POST", "/v1/events", { type: "user.created", data: { name: "Zoë", id: 1 } });
  const { body } = await call("GET", `/v1/deliveries?webhook_id=${made.body.id}`);
  return body.deliveries[0].id;
}

const afterAttempts = ({ call }: TestHub, id: string, count: number) =>
  eventually(
    async () => (await call("GET", `/v1/deliveries/${id}`)).body,
    ({ attempts, status }) => attempts >= count && status !== "cancelling",
  );

test("the request of an attempt is what the receiver got: address, headers, and the body to the byte", async (t) => {
  const hub = await openHub(t);
  const { url, received } = await givenReceiver(t, 500);
  const headers = { "x-tenant": "blue" };
  const id = await givenDelivery(hub, { url, contract: "omnifence", retry_schedule: [0, 0], headers });
  await afterAttempts(hub, id, 2);
  for (const number of [1, 2]) {
    const { status, body } = await hub.call("GET", `/v1/deliveries/${id}/request?attempt=${number}`);
    assert.equal(status, 200);
    const sent = received[number - 1]!;
    assert.deepEqual([body.attempt, body.method, body.url], [number, "POST", url]);
    assert.equal(body.body, sent.body.toString("utf8"));
    assert.equal(body.body_encoding, "utf-8");
    assert.equal(body.headers["x-tenant"], "***");
    for (const [name, value] of Object.entries<string>(body.headers)) {
      if (name !== "x-tenant") assert.equal(sent.headers[name.toLowerCase()], value, name);
    }
  }
  const last = await hub.call("GET", `/v1/deliveries/${id}/request`);
  assert.equal(last.body.attempt, 2);
});

test("the body stays the one that was sent when the webhook takes another contract", async (t) => {
  const hub = await openHub(t);
  const { url, received } = await givenReceiver(t, 200);
  const id = await givenDelivery(hub, { url });
  const { webhook_id } = await afterAttempts(hub, id, 1);
  await hub.call("PATCH", `/v1/webhooks/${webhook_id}`, { contract: "moderation-ai", secret: null });
  const { body } = await hub.call("GET", `/v1/deliveries/${id}/request`);
  assert.equal(body.body, received[0]!.body.toString("utf8"));
});

test("what is passed on is shown as it came, to the byte", async (t) => {
  const hub = await openHub(t);
  const { url, received } = await givenReceiver(t, 200);
  const made = await hub.call("POST", "/v1/webhooks", { url, events: ["*"], contract: "pass-through" });
  assert.equal(made.status, 201, made.text);
  const door = await openDoor(hub);
  const source = await makeSource(hub, "github");
  const text = JSON.stringify({ action: "created", comment: { id: 7 } }, null, 1);
  await door(source.path, text, signedGithub(text, "issue_comment", "d-1"));
  const [delivery] = await eventually(
    async () => (await hub.call("GET", `/v1/deliveries?webhook_id=${made.body.id}&status=success`)).body.deliveries,
    (list) => list.length === 1,
  );
  const { body } = await hub.call("GET", `/v1/deliveries/${delivery.id}/request`);
  assert.equal(body.body, received[0]!.body.toString("utf8"));
  assert.equal(body.body, text);
});

test("before the first attempt it is what will be sent, without a signature", async (t) => {
  const hub = await openHub(t);
  const { url } = await givenReceiver(t, 200);
  const id = await givenDelivery(hub, { url, retry_schedule: [3600] });
  const { body } = await hub.call("GET", `/v1/deliveries/${id}/request`);
  assert.deepEqual([body.attempt, body.url], [null, url]);
  assert.deepEqual(Object.keys(body.headers), ["content-type"]);
  assert.deepEqual(JSON.parse(body.body).data, { name: "Zoë", id: 1 });
});

test("an attempt that there is not is said to be missing, and a key needs to be allowed to read events", async (t) => {
  const hub = await openHub(t);
  const { url } = await givenReceiver(t, 200);
  const id = await givenDelivery(hub, { url });
  await afterAttempts(hub, id, 1);
  const missing = await hub.call("GET", `/v1/deliveries/${id}/request?attempt=7`);
  assert.deepEqual([missing.status, missing.body.code], [404, "not_found"]);
  assert.match(missing.body.detail, /no attempt 7: 1 were made/);
  const { body: site } = await hub.call("POST", "/v1/sites", { name: "blog" });
  const wishes = { name: "reader", scopes: ["deliveries:read"], site_id: site.id };
  const made = await hub.call("POST", "/v1/keys", wishes);
  assert.equal(made.status, 201, made.text);
  const refused = await hub.call("GET", `/v1/deliveries/${id}/request`, undefined, { key: made.body.token });
  assert.deepEqual([refused.status, refused.body.code], [403, "forbidden"]);
});
