/** Platforms' own payloads, signed by a relay of ours with `X-Signature`, which covers the body and no header. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { moderationAi } from "@tabellary/contracts";
import { type Answer, type WebhookEvent, WebhookHandler } from "../src/index.ts";
import { standingClock } from "./clock.ts";

const secret = "your_secret";

function relay(handler: WebhookHandler, platform: string, body: string, headers: object = {}): Promise<Answer> {
  const event = { id: "", type: "", createdAt: "", data: "", deliveryId: "" };
  const signed = moderationAi.sign({ event, body, secrets: [secret], nowMs: standingClock().now() });
  return handler.answer({
    method: "POST",
    path: `/webhook/${platform}`,
    query: "",
    headers: { ...signed, ...headers },
    readBody: async () => body,
  });
}

function recorder() {
  const seen: WebhookEvent[] = [];
  const handler = new WebhookHandler({ secret, clock: standingClock(), log: null, waits: true });
  return { seen, handler: handler.on("*", (event) => seen.push(event)) };
}

const verdict = '{"job_id":"a1b2","status":"completed","is_prohibited":false}';

test("OmniFence's verdict is a hint when a relay signed it, whatever headers of OmniFence's come along", async () => {
  const { handler, seen } = recorder();
  const claimed = { "webhook-id": "wh_1", "webhook-timestamp": "1705745400", "webhook-signature": "v1,AAAA" };
  for (const headers of [claimed, { ...claimed, "webhook-id": "wh_2" }, {}]) {
    assert.equal((await relay(handler, "omnifence", verdict, headers)).status, 200);
  }
  assert.deepEqual(
    seen.map(({ eventType }) => eventType),
    ["omnifence.unverified"],
  );
});

/** A body of each platform whose event ids stand in headers, and how one who captured it would make it look new. */
const REPLAYED: { readonly [platform: string]: { body: string; headersOf: (id: string) => object } } = {
  github: { body: '{"ref":"main"}', headersOf: (id) => ({ "X-GitHub-Event": "push", "X-GitHub-Delivery": id }) },
  gitlab: { body: '{"object_kind":"push"}', headersOf: (id) => ({ "Idempotency-Key": id, "webhook-id": id }) },
  hook0: {
    body: '{"name":"a"}',
    headersOf: (id) => ({ "X-Hook0-Signature": "t=1,h=x-event-id,v1=00", "X-Event-Id": id }),
  },
  shopify: { body: '{"id":1}', headersOf: (id) => ({ "X-Shopify-Topic": `orders/${id}`, "X-Shopify-Event-Id": id }) },
  standard: { body: '{"type":"user.created","data":{}}', headersOf: (id) => ({ "webhook-id": id }) },
  svix: {
    body: '{"type":"user.created","data":{}}',
    headersOf: (id) => ({ "svix-id": id, "svix-signature": "v1,AAAA" }),
  },
  twitch: {
    body: '{"subscription":{"type":"channel.follow"},"event":{"user_id":"1"}}',
    headersOf: (id) => ({ "Twitch-Eventsub-Message-Id": id }),
  },
};

for (const [platform, { body, headersOf }] of Object.entries(REPLAYED)) {
  test(`${platform}: what a relay signed is handled once, whatever ids its headers are given later`, async () => {
    const { handler, seen } = recorder();
    for (const id of ["first", "second", "third"]) {
      assert.equal((await relay(handler, platform, body, headersOf(id))).status, 200);
    }
    assert.equal(seen.length, 1);
    await relay(handler, platform, body.replace(/}$/, ',"more":1}'), headersOf("first"));
    assert.equal(seen.length, 2);
  });
}

test("slack: no content type makes another event of what a relay signed", async () => {
  const { handler, seen } = recorder();
  const body = '{"type":"event_callback","event_id":"Ev1","event":{"type":"team_join"}}';
  for (const type of ["application/json", "application/x-www-form-urlencoded"]) {
    assert.equal((await relay(handler, "slack", body, { "Content-Type": type })).status, 200);
  }
  assert.deepEqual(
    seen.map(({ eventId }) => eventId),
    ["Ev1"],
  );
});

test("the type that a header names is still read of what a relay signed", async () => {
  const { handler, seen } = recorder();
  await relay(handler, "github", '{"ref":"main"}', { "X-GitHub-Event": "push" });
  assert.equal(seen[0]?.eventType, "github.push");
});
