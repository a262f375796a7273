import assert from "node:assert/strict";
import { test } from "node:test";
import { github, moderationAi } from "@tabellary/contracts";
import { toFetch, WebhookHandler } from "../../src/index.ts";
import { standingClock } from "../clock.ts";

const secret = "your_secret";
const body = '{"event_id":"evt_1","event_type":"comment.created","data":{"comment":{"id":"c","text":"Hi"}}}';
const event = { id: "", type: "push", createdAt: "", data: "", deliveryId: "d-1" };

function handlerOf(options: object = {}): WebhookHandler {
  return new WebhookHandler({ secret, clock: standingClock(), log: null, waits: true, ...options });
}

function requestOf(init: RequestInit = {}, path = "/webhook"): Request {
  const headers = moderationAi.sign({ event, body, secrets: [secret], nowMs: standingClock().now() });
  return new Request(`https://example.com${path}`, { method: "POST", headers, body, ...init });
}

test("a Request gives a Response, and its handler has run", async () => {
  const ids: string[] = [];
  const receive = toFetch(handlerOf().on("comment.*", ({ data }) => ids.push(data.id)));
  const response = await receive(requestOf());
  assert.deepEqual([response.status, await response.json(), ids], [200, { status: "ok" }, ["c"]]);
  assert.equal((await receive(requestOf({ body: `${body} ` }))).status, 401);
});

test("the adapter's platform, or the path, says who sends", async () => {
  const types: string[] = [];
  const handler = handlerOf().on("*", ({ eventType }) => types.push(eventType));
  const headers = github.sign({ event, body: "{}", secrets: [secret], nowMs: 0 });
  assert.equal(
    (await toFetch(handler, { platform: "github" })(requestOf({ headers, body: "{}" }, "/any"))).status,
    200,
  );
  const again = { ...headers, "X-GitHub-Delivery": "d-2" };
  assert.equal((await toFetch(handler)(requestOf({ headers: again, body: "{}" }, "/webhook/github"))).status, 200);
  assert.deepEqual(types, ["github.push", "github.push"]);
});

test("a body that has been used is named so, and one that is too long is 413", async () => {
  const receive = toFetch(handlerOf({ bodyBytesMax: 200 }));
  const used = requestOf();
  await used.text();
  assert.deepEqual(await (await receive(used)).json(), { error: "body_already_parsed" });
  const stream = new Blob(["x".repeat(1000)]).stream();
  assert.equal((await receive(requestOf({ body: stream, duplex: "half" } as RequestInit))).status, 413);
  assert.equal((await receive(requestOf({ body: "x".repeat(1000) }))).status, 413);
});

test("a GET without a challenge is 405, and a POST without a body 401", async () => {
  const receive = toFetch(handlerOf());
  assert.equal((await receive(new Request("https://example.com/webhook"))).status, 405);
  assert.equal((await receive(new Request("https://example.com/webhook", { method: "POST" }))).status, 401);
});

test("an addressOf that throws is told to onError, and the guards close to an address that nobody knows", async () => {
  const errors: unknown[] = [];
  const lost = new Error("the socket is gone");
  const addressOf = () => {
    throw lost;
  };
  const open = handlerOf().onError((error) => errors.push(error));
  assert.equal((await toFetch(open, { addressOf })(requestOf())).status, 200);
  const closed = handlerOf({ allowedIps: ["0.0.0.0/0", "::/0"] }).onError((error) => errors.push(error));
  assert.equal((await toFetch(closed, { addressOf })(requestOf())).status, 403);
  assert.deepEqual(errors, [lost, lost]);
});
