import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import type { Api } from "../../harness/api.ts";
import { givenHub, givenReceiver, givenSite } from "../../harness/given.ts";
import { BATCHES, BODIES, deep, EVENT, PAYLOAD_BYTES_MAX } from "./bad-input/events.ts";
import { assertProblem } from "./bad-input/problem.ts";
import { QUERIES } from "./bad-input/queries.ts";
import { WEBHOOKS } from "./bad-input/webhooks.ts";

test("bad input gets a problem that names the field and the way out, and nothing is written", async (t) => {
  const { api } = await givenHub(t, { flags: { "egress-allow": "", "max-payload-bytes": String(PAYLOAD_BYTES_MAX) } });
  await api.expect(202, api.post("/v1/events", { ...EVENT, external_id: "taken" }));
  await api.expect(202, api.post("/v1/events", EVENT, { "idempotency-key": "used" }));
  const before = await everything(api);
  for (const bad of [...BODIES, ...BATCHES, ...WEBHOOKS, ...QUERIES]) {
    await t.test(bad.name, async () => {
      const { method = "POST", path = "/v1/events", body, headers, key } = bad;
      const answer = await (key === undefined ? api : api.as(key)).send(method, path, body, headers);
      assertProblem(answer, bad);
    });
  }
  await t.test("nothing was written", async () => assert.deepEqual(await everything(api), before));
});

test("another site's key meets a 404 wherever it knocks, not a 403", async (t) => {
  const { api } = await givenHub(t);
  const receiver = await givenReceiver(t);
  const theirs = await api.expect(201, api.post("/v1/webhooks", { url: receiver.url, events: ["*"] }));
  const event = await api.expect(202, api.post("/v1/events", EVENT));
  await receiver.until(1);
  const { deliveries } = await api.expect(200, api.get("/v1/deliveries"));
  const site = await api.expect(201, api.post("/v1/sites", { name: "stranger" }));
  const { token } = await api.expect(201, api.post("/v1/keys", { name: "theirs", site_id: site.id }));
  const home = (await api.expect(200, api.get("/v1/sites"))).sites.find(
    ({ name }: { name: string }) => name === "default",
  );
  const before = await everything(api);
  const stranger = api.as(token);
  const hook = `/v1/webhooks/${theirs.id}`;
  const delivery = `/v1/deliveries/${deliveries[0].id}`;
  const knocks = [
    ...[hook, `${hook}/secret`, `${hook}/deliveries`, `/v1/events/${event.id}`, delivery].map((path) =>
      stranger.get(path),
    ),
    ...[
      `${hook}/test`,
      `${hook}/secret/prepare`,
      `${hook}/secret/promote`,
      `${delivery}/retry`,
      `${delivery}/cancel`,
    ].map((path) => stranger.post(path)),
    stranger.patch(hook, { active: false }),
    stranger.delete(hook),
    stranger.post(`/v1/events?site_id=${home.id}`, EVENT),
    stranger.post("/v1/events", { ...EVENT, site_id: home.id }),
    stranger.post("/v1/events/batch", { events: [EVENT], site_id: home.id }),
    stranger.get(`/v1/events?site_id=${home.id}`),
    stranger.get(`/v1/deliveries?webhook_id=${theirs.id}`),
  ];
  for (const answer of await Promise.all(knocks)) {
    assertProblem(answer, { status: 404, code: "not_found", way: /site/ });
  }
  assert.deepEqual((await stranger.get("/v1/events")).body.events, [], "its own lists are empty");
  assert.deepEqual((await stranger.get("/v1/deliveries")).body.deliveries, []);
  assert.deepEqual(await everything(api), before);
});

test("a document 100,000 levels deep, and headers without end, are refused and cost nothing", async (t) => {
  const { api, url } = await givenHub(t);
  const before = await everything(api);
  assertProblem(await api.post("/v1/events", deep(100_000)), { status: 422, code: "too_deep", way: /64 levels/ });
  const objects = `{"type":"a.b","data":${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}}`;
  assertProblem(await api.post("/v1/events", objects), { status: 422, code: "too_deep", way: /64 levels/ });
  const answer = await rawRequest(
    url,
    `GET /v1/events HTTP/1.1\r\nHost: hub\r\nX-Long: ${"x".repeat(64 * 1024)}\r\n\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 4\d\d /);
  assert.match(answer, /content-type: application\/problem\+json/i);
  assert.match(answer, /"detail":"[^"]*headers are larger than 16 KiB/);
  assert.deepEqual(await everything(api), before);
});

test("__proto__ is a name like any other: it is kept, and sent", async (t) => {
  const { api } = await givenSite(t, "generic");
  const receiver = await givenReceiver(t);
  await api.expect(201, api.post("/v1/webhooks", { url: receiver.url, events: ["*"] }));
  const data = '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}},"toString":"mine"}';
  const event = await api.expect(202, api.post("/v1/events", `{"type":"a.b","data":${data}}`));
  const [received] = await receiver.until(1);
  assert.ok(received!.text.includes(`"data":${data}`), received!.text);
  const kept = await api.expect(200, api.get(`/v1/events/${event.id}`));
  assert.equal(JSON.stringify(kept.data), data);
  assert.equal((await api.post("/v1/events", '{"type":"a.b","data":{},"__proto__":{}}')).body.code, "unknown_field");
});

/** Every list there is. */
async function everything(api: Api): Promise<unknown> {
  const lists = ["sites", "keys", "event-types", "webhooks", "events", "deliveries"];
  return Promise.all(lists.map((list) => api.expect(200, api.get(`/v1/${list}?limit=200`))));
}

function rawRequest(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer));
    // The hub stops reading what it has refused.
    socket.on("error", (error) => (answer === "" ? reject(error) : resolve(answer)));
  });
}
