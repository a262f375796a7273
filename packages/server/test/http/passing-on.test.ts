import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { getContract } from "@tabellary/contracts";
import type { EventRequest, ReceiveRequest } from "../../src/engine/requests.ts";
import { formatId } from "../../src/model/ids.ts";
import { toInboundExternalId } from "../../src/model/inbound-id.ts";
import { eventually, openHub, type TestHub } from "./hub.ts";
import { SECRET as GITHUB_SECRET, makeSource, openDoor, signedGithub } from "./platform-requests.ts";

/** What no text can hold. */
const BYTES = Uint8Array.of(0x7b, 0xff, 0x00, 0x0d, 0x0a, 0x7d);
const SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

interface Received {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

async function givenReceiver(t: TestContext): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    received.push({ headers: request.headers, body });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

/** A source, and what hands its messages to the engine as the ingress does once they are verified. */
async function givenSource({ catalogue, engine }: TestHub) {
  const siteNo = catalogue.now.siteNamed("default")!.no;
  const config = { name: null, platform: "gitlab", active: true, allowedIps: null, maxAgeSeconds: null };
  const source = await catalogue.createSource(siteNo, { ...config, poll: null, reconcile: null }, { token: ["t"] });
  const message: ReceiveRequest["message"] = {
    ...{ sourceNo: source.no, origin: "request", verdict: "accepted", reason: null, detail: null, method: "POST" },
    headers: [
      ["Host", "hub.example.com"],
      ["Content-Type", "application/octet-stream"],
      ["X-Gitlab-Token", "t0ken"],
      ["X-Gitlab-Event", "Note Hook"],
      ["Authorization", "Bearer x"],
      ["User-Agent", "GitLab/17"],
    ],
    ...{ query: "", remoteAddress: null, body: BYTES, isBodyCut: false, replayOf: null },
  };
  const receive = (...types: string[]) => receiveBytes(BYTES, ...types);
  const receiveBytes = (body: Uint8Array, ...types: string[]) =>
    engine.receive({
      siteNo,
      message: { ...message, body },
      toEvents: () =>
        types.map((type): EventRequest => {
          const externalId = toInboundExternalId(source.id, type);
          return { type, data: "{}", externalId, occurredAt: null, orderingKey: null };
        }),
    });
  return { id: formatId("src", source.id), receive, receiveBytes };
}

test("a message is passed on once, with its bytes, its headers and our signature, and logged so", async (t) => {
  const hub = await openHub(t);
  const { call } = hub;
  const { url, received } = await givenReceiver(t);
  const source = await givenSource(hub);
  const headers = { "X-GITLAB-EVENT": "ours", Authorization: "Bearer y" };
  const options = { url, events: ["*"], contract: "pass-through", secret: SECRET, sources: [source.id], headers };
  const { body: webhook } = await call("POST", "/v1/webhooks", options);
  const { messageSeq, events } = await source.receive("comment.created", "post.created");

  const [first, second] = events.map(({ seq }) => formatId("evt", seq));
  const read = async () => (await call("GET", `/v1/events/${first}`)).body;
  const event = await eventually(read, ({ deliveries }) => deliveries[0]?.status === "success");
  assert.deepEqual([event.source_id, event.message_id], [source.id, formatId("msg", messageSeq)]);
  assert.equal(received.length, 1);
  const [{ headers: sent, body }] = received as [Received];
  assert.deepEqual(new Uint8Array(body), BYTES);
  assert.equal(sent["content-type"], "application/octet-stream");
  assert.equal(sent["x-gitlab-token"], "t0ken");
  assert.equal(sent["x-gitlab-event"], "ours");
  assert.equal(sent.authorization, "Bearer y");
  assert.equal(sent["x-original-user-agent"], "GitLab/17");
  assert.equal(sent["webhook-id"], first);
  for (const name of ["pass-through", "generic", "standard"]) {
    assert.ok(getContract(name).verify({ headers: sent, body, secrets: SECRET, nowMs: Date.now() }).ok, name);
  }

  const delivery = (await call("GET", `/v1/deliveries/${event.deliveries[0].id}`)).body;
  const logged = delivery.log[0].request.headers;
  assert.equal(logged["x-gitlab-token"], "***");
  assert.equal(logged["content-type"], "application/octet-stream");
  const other = (await call("GET", `/v1/events/${second}`)).body;
  assert.deepEqual(other.deliveries, []);
  assert.deepEqual(
    other.webhooks.map((fate: Record<string, string>) => [fate.webhook_id, fate.outcome]),
    [[webhook.id, "sent_with_message"]],
  );
});

test("a message of which one event is new is passed on with that one, and not when none is", async (t) => {
  const hub = await openHub(t);
  const { url, received } = await givenReceiver(t);
  const source = await givenSource(hub);
  await source.receive("comment.created");
  await hub.call("POST", "/v1/webhooks", { url, events: ["*"], contract: "pass-through", secret: SECRET });
  const { events } = await source.receive("comment.created", "post.created");
  await source.receive("comment.created", "post.created");
  const fresh = formatId("evt", events.find(({ isNew }) => isNew)!.seq);
  const read = async () => (await hub.call("GET", `/v1/events/${fresh}`)).body;
  await eventually(read, ({ deliveries }) => deliveries[0]?.status === "success");
  assert.deepEqual(
    received.map(({ headers }) => headers["webhook-id"]),
    [fresh],
  );
});

test("what GitHub sent is verified by GitHub's secret behind the hub, where a filter lets it through", async (t) => {
  const hub = await openHub(t);
  const { url, received } = await givenReceiver(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "github");
  const filter = {
    all: [
      { path: "type", prefix: "github." },
      { path: "data.action", in: ["opened", "closed"] },
    ],
  };
  const options = { url, events: ["*"], contract: "pass-through", secret: SECRET, sources: [source.id], filter };
  const { body: webhook } = await hub.call("POST", "/v1/webhooks", options);
  const opened = '{ "action" : "opened",\r\n "number": 1.0 }';
  const edited = '{"action": "edited"}';
  await send(source.path, edited, signedGithub(edited, "issues", "d-1"));
  await send(source.path, opened, signedGithub(opened, "issues", "d-2"));
  await eventually(
    async () => received.length,
    (count) => count === 1,
  );
  const [{ headers, body }] = received as [Received];
  assert.equal(body.toString(), opened);
  assert.equal(headers["x-github-delivery"], "d-2");
  assert.ok(getContract("github").verify({ headers, body, secrets: GITHUB_SECRET, nowMs: Date.now() }).ok);
  assert.ok(getContract("pass-through").verify({ headers, body, secrets: SECRET, nowMs: Date.now() }).ok);
  const { events } = (await hub.call("GET", "/v1/events")).body;
  const { webhooks } = (await hub.call("GET", `/v1/events/${events[1].id}`)).body;
  assert.deepEqual([webhooks[0].webhook_id, webhooks[0].outcome], [webhook.id, "filtered"]);
});

test("a secret that the platform sends along is not kept, so it goes on only where the webhook has it as a header of its own", async (t) => {
  const hub = await openHub(t);
  const { url, received } = await givenReceiver(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "gitlab");
  const options = { events: ["*"], contract: "pass-through", secret: SECRET };
  const headers = { "X-Gitlab-Token": GITHUB_SECRET };
  await hub.call("POST", "/v1/webhooks", { ...options, url: `${url}/none` });
  await hub.call("POST", "/v1/webhooks", { ...options, url: `${url}/own`, headers });
  const sent = { "content-type": "application/json", "x-gitlab-event": "Push Hook", "x-gitlab-token": GITHUB_SECRET };
  assert.equal((await send(source.path, '{"object_kind":"push"}', sent)).status, 200);
  await eventually(
    async () => received.length,
    (count) => count === 2,
  );
  const tokens = received.map(({ headers: got }) => [got["x-gitlab-event"], got["x-gitlab-token"]]);
  assert.deepEqual(tokens.map(([, token]) => token ?? "").sort(), ["", GITHUB_SECRET]);
  assert.ok(tokens.every(([event]) => event === "Push Hook"));
});

test("an event of the API is sent as its data alone", async (t) => {
  const { call } = await openHub(t);
  const { url, received } = await givenReceiver(t);
  await call("POST", "/v1/webhooks", { url, events: ["*"], contract: "pass-through", secret: SECRET });
  await call("POST", "/v1/events", { type: "a.b", data: { n: 1 } });
  await eventually(
    async () => received.length,
    (count) => count === 1,
  );
  assert.equal(received[0]!.body.toString(), '{"n":1}');
  assert.equal(received[0]!.headers["content-type"], "application/json");
});

test("a delivery whose message is kept no longer fails once, says so, and is not held against its webhook", async (t) => {
  const hub = await openHub(t);
  const { call, store } = hub;
  const source = await givenSource(hub);
  const options = { url: "http://127.0.0.1:9/x", events: ["*"], contract: "pass-through", secret: SECRET };
  t.mock.method(store, "readMessage", async () => null);
  const { body: webhook } = await call("POST", "/v1/webhooks", { ...options, retry_schedule: [3600, 3600] });
  const { messageSeq, events } = await source.receive("comment.created");
  // Together more than is kept in memory.
  for (const type of ["a", "b", "c"]) await source.receiveBytes(new Uint8Array(6 * 1024 * 1024), type);
  const [{ id }] = (await call("GET", `/v1/events/${formatId("evt", events[0]!.seq)}`)).body.deliveries;
  await call("POST", `/v1/deliveries/${id}/retry`);
  const read = async () => (await call("GET", `/v1/deliveries/${id}`)).body;
  const { log } = await eventually(read, ({ status }) => status === "failed");
  assert.equal(log.length, 1);
  assert.ok(log[0].error.message.includes(`the message ${formatId("msg", messageSeq)}`), log[0].error.message);
  assert.equal((await call("GET", `/v1/webhooks/${webhook.id}`)).body.health, "healthy");
});
